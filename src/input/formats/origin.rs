//! From a record's text back to its bytes.
//!
//! The text of a record is mostly its bytes as they stand; in between, an escape stands for one
//! character. So what is kept is stretches in which steps of one size in the text go with steps of
//! one size in the record: 1 and 1 where bytes are copied, 2 and 6 for `\u0436`. Cyrillic dumped
//! as ASCII is one stretch a word, not one a letter.
//!
//! Cost: 24 bytes a stretch; a binary search among them for each end of a span.

use std::ops::Range;

/// Where the bytes of a record's text stand in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origins {
    /// By their place in the text; never none, and only the first may be empty.
    stretches: Vec<Stretch>,
    /// The length of the text.
    text: usize,
}

/// Text in steps of one size, from steps of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    /// Where it begins in the text.
    text: usize,
    /// Where it begins in the record.
    raw: usize,
    step: Step,
}

/// How many bytes of the text come from how many of the record, not to be parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    text: u8,
    raw: u8,
}

impl Step {
    /// A byte that is copied.
    const COPIED: Self = Self { text: 1, raw: 1 };

    /// A character that is written in `raw` bytes.
    pub(crate) fn of(c: char, raw: u8) -> Self {
        // A character has 4 bytes at most.
        Self { text: c.len_utf8() as u8, raw }
    }
}

impl Origins {
    /// Of a text of which nothing is known yet but that it begins at this byte of the record.
    pub(crate) fn begin(raw: usize) -> Self {
        Self { stretches: vec![Stretch { text: 0, raw, step: Step::COPIED }], text: 0 }
    }

    /// The text goes on with these bytes of the record as they stand.
    pub(crate) fn copied(&mut self, raw: Range<usize>) {
        if !raw.is_empty() {
            self.go_on(raw.start, Step::COPIED);
            self.text += raw.len();
        }
    }

    /// The text goes on with one character that is written at this byte of the record.
    pub(crate) fn coded(&mut self, raw: usize, step: Step) {
        self.go_on(raw, step);
        self.text += usize::from(step.text);
    }

    fn go_on(&mut self, raw: usize, step: Step) {
        let last = self.last_where(|_| true);
        if last.step == step && last.raw_end(self.text) == raw {
            return;
        }
        if self.text == 0 {
            self.stretches.clear();
        }
        self.stretches.push(Stretch { text: self.text, raw, step });
    }

    /// The bytes of the record that the bytes `span` of its text came from: from the first that
    /// makes its first character to the last that makes its last, none of them cut in half. What
    /// stands for nothing, like the quotes around a field, belongs to no character. An empty span
    /// has an empty range, before the character that follows it.
    pub(crate) fn raw(&self, span: Range<usize>) -> Range<usize> {
        let (start, end) = (span.start.min(self.text), span.end.min(self.text));
        let from = self.last_where(|stretch| stretch.text <= start).raw_start(start);
        if start >= end {
            return from..from;
        }
        // Behind the last character, not before the next: something may stand between them.
        from..self.last_where(|stretch| stretch.text < end).raw_end(end)
    }

    /// The last of the stretches that `is_before` holds for, which come first.
    fn last_where(&self, is_before: impl Fn(&Stretch) -> bool) -> Stretch {
        let count = self.stretches.partition_point(is_before);
        self.stretches[count.saturating_sub(1)]
    }
}

impl Stretch {
    /// Where the step begins that this byte of the text is in.
    fn raw_start(&self, text: usize) -> usize {
        self.raw + (text - self.text) / usize::from(self.step.text) * usize::from(self.step.raw)
    }

    /// Where the step ends that ends at or behind this byte of the text.
    fn raw_end(&self, text: usize) -> usize {
        let steps = (text - self.text).div_ceil(usize::from(self.step.text));
        self.raw + steps * usize::from(self.step.raw)
    }
}

/// The record with byte ranges left out: sorted, disjoint and relative to the record, as
/// [`Origins::raw`] gives them. Whether what is left is still read as one record with the rest of
/// the text is for [`Store::reads_as`](crate::input::store::Store::reads_as) to say.
pub(crate) fn without(bytes: &[u8], cuts: &[Range<usize>]) -> Vec<u8> {
    let (mut kept, mut at) = (Vec::with_capacity(bytes.len()), 0);
    for cut in cuts {
        kept.extend_from_slice(bytes.get(at..cut.start).unwrap_or_default());
        at = at.max(cut.end);
    }
    kept.extend_from_slice(bytes.get(at..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_one_size_are_one_stretch() {
        // `"a\n\tжж` and `z"` of a field, with the letters ж as escapes of six bytes.
        let mut origins = Origins::begin(1);
        origins.copied(1..2);
        for (raw, c, len) in [(2, '\n', 2), (4, '\t', 2), (6, 'ж', 6), (12, 'ж', 6)] {
            origins.coded(raw, Step::of(c, len));
        }
        origins.copied(18..18);
        origins.copied(18..19);
        assert_eq!(origins.stretches.len(), 4);
        assert_eq!(origins.raw(0..8), 1..19);
        assert_eq!(origins.raw(1..2), 2..4);
        assert_eq!(origins.raw(2..5), 4..12);
        assert_eq!(origins.raw(5..7), 12..18);
        assert_eq!(origins.raw(8..8), 19..19);
    }

    #[test]
    fn what_is_no_span_of_the_text_is_survived() {
        let mut origins = Origins::begin(7);
        assert_eq!(origins.raw(3..9), 7..7);
        origins.coded(9, Step::of('ж', 6));
        assert_eq!(origins.raw(0..9), 9..15);
        assert_eq!(origins.raw(5..9), 15..15);
        // Half a letter is taken for the whole.
        assert_eq!((origins.raw(0..1), origins.raw(1..2)), (9..15, 9..15));
    }

    #[test]
    fn ranges_are_left_out() {
        assert_eq!(without(b"abcdef", &[]), b"abcdef");
        assert_eq!(without(b"abcdef", &[0..1, 2..2, 2..4, 5..6]), b"be");
        assert_eq!(without(b"abcdef", &[0..4, 2..3, 5..9]), b"e");
    }
}
