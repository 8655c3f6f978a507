//! Where one record ends and the next begins.
//!
//! A scan goes forward only and can be taken up again when more bytes have come, so that neither
//! a long record nor a slow stream makes it look at a byte twice.
//!
//! Cost: SIMD searches; for paragraphs and rows a few of them a line or field.

use memchr::{memchr, memrchr};
use std::mem::replace;

/// What ends a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// The end of the file.
    Whole,
    /// The end of a line.
    Lines,
    /// A line that is not blank after one that is.
    Paragraphs,
    /// A line end outside quotes.
    #[cfg(feature = "tables")]
    Rows { separator: u8 },
}

/// A scan for record ends over bytes that may still grow.
#[derive(Clone, Debug)]
pub(crate) struct Scan {
    rule: Rule,
    /// All before this was looked at.
    at: usize,
    /// The end of the record found last.
    start: usize,
    paragraph: Paragraph,
    #[cfg(feature = "tables")]
    row: super::row_end::RowEnd,
}

impl Scan {
    pub(crate) fn new(rule: Rule) -> Self {
        Self {
            rule,
            at: 0,
            start: 0,
            paragraph: Paragraph::default(),
            #[cfg(feature = "tables")]
            row: super::row_end::RowEnd::default(),
        }
    }

    /// The end of the next record, or none until there are more bytes; `last` tells that no more
    /// will come, and the end of the bytes ends the last record.
    pub(crate) fn first(&mut self, bytes: &[u8], last: bool) -> Option<usize> {
        let found = match self.rule {
            Rule::Whole => None,
            Rule::Lines => memchr(b'\n', &bytes[self.at..]).map(|i| self.at + i + 1),
            Rule::Paragraphs => self.paragraph.next(bytes, &mut self.at),
            #[cfg(feature = "tables")]
            Rule::Rows { separator } => self.row.next(bytes, &mut self.at, separator),
        };
        self.found(found, bytes, last)
    }

    /// The end of the last record that is whole.
    pub(crate) fn last(&mut self, bytes: &[u8], last: bool) -> Option<usize> {
        if let Rule::Whole | Rule::Lines = self.rule {
            let end = match self.rule {
                Rule::Lines if !last => memrchr(b'\n', &bytes[self.at..]).map(|i| self.at + i + 1),
                _ => None,
            };
            return self.found(end, bytes, last);
        }
        let mut end = None;
        while let Some(next) = self.first(bytes, last) {
            end = Some(next);
        }
        end
    }

    fn found(&mut self, end: Option<usize>, bytes: &[u8], last: bool) -> Option<usize> {
        let end = end.or((last && self.start < bytes.len()).then_some(bytes.len()));
        match end {
            Some(end) => {
                // A paragraph is known to have ended only within the next.
                self.at = self.at.max(end);
                self.start = end;
            }
            None => self.at = bytes.len(),
        }
        end
    }

    /// The first `count` bytes were taken away; they end with a record.
    pub(crate) fn shift(&mut self, count: usize) {
        self.at -= count;
        self.start -= count;
        self.paragraph.line = self.paragraph.line.saturating_sub(count);
        #[cfg(feature = "tables")]
        self.row.shift(count);
    }

    /// All bytes were taken away, in the midst of a record.
    pub(crate) fn forget(&mut self) {
        self.at = 0;
        self.start = 0;
        self.paragraph.line = 0;
        #[cfg(feature = "tables")]
        self.row.shift(usize::MAX);
    }

    /// A file is a record.
    pub(super) fn is_whole(&self) -> bool {
        self.rule == Rule::Whole
    }

    /// Where the quote opened that no other has closed.
    pub(super) fn open_quote(&self) -> Option<usize> {
        #[cfg(feature = "tables")]
        return self.row.open_quote();
        #[cfg(not(feature = "tables"))]
        None
    }
}

/// The state between two bytes of a paragraph.
#[derive(Clone, Debug, Default)]
struct Paragraph {
    /// The start of the line.
    line: usize,
    /// The line is not blank.
    in_text: bool,
    /// A line of the paragraph was not blank, and then one was.
    text: bool,
    gap: bool,
}

impl Paragraph {
    fn next(&mut self, bytes: &[u8], at: &mut usize) -> Option<usize> {
        loop {
            if !self.in_text {
                *at += bytes[*at..].iter().take_while(|b| is_space(**b)).count();
                let byte = *bytes.get(*at)?;
                if byte != b'\n' {
                    self.in_text = true;
                    self.text = true;
                    if replace(&mut self.gap, false) {
                        return Some(self.line);
                    }
                }
            }
            *at += memchr(b'\n', &bytes[*at..])? + 1;
            self.line = *at;
            // The line that ends here was blank unless text was met in it.
            self.gap |= !replace(&mut self.in_text, false) && self.text;
        }
    }
}

/// White space within a line, as far as ASCII goes.
fn is_space(byte: u8) -> bool {
    byte != b'\n' && byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(rule: Rule, text: &str) -> Vec<&str> {
        let (mut scan, mut start) = (Scan::new(rule), 0);
        std::iter::from_fn(|| {
            let end = scan.first(text.as_bytes(), true)?;
            Some(&text[replace(&mut start, end)..end])
        })
        .collect()
    }

    #[test]
    fn records_of_each_rule() {
        assert_eq!(all(Rule::Whole, "a\n\nb"), ["a\n\nb"]);
        assert_eq!(all(Rule::Lines, "a\r\n\nb"), ["a\r\n", "\n", "b"]);
        assert_eq!(
            all(Rule::Paragraphs, "\n a\nb\n \t\r\n\n  c\n\nd"),
            ["\n a\nb\n \t\r\n\n", "  c\n\n", "d"]
        );
        for rule in [Rule::Whole, Rule::Lines, Rule::Paragraphs] {
            assert!(all(rule, "").is_empty());
        }
    }

    fn rules() -> Vec<Rule> {
        vec![
            Rule::Whole,
            Rule::Lines,
            Rule::Paragraphs,
            #[cfg(feature = "tables")]
            Rule::Rows { separator: b',' },
        ]
    }

    proptest! {
        #[test]
        fn growing_bytes_are_cut_alike(
            text in "[a\", \r\n]{0,40}",
            steps in prop::collection::vec(1usize..9, 1..9),
        ) {
            for rule in rules() {
                let whole = all(rule, &text);
                prop_assert_eq!(whole.concat(), text.as_str());
                // As a stream would: grow, cut after the last whole record, keep the rest.
                let (mut scan, mut taken, mut end) = (Scan::new(rule), 0, 0);
                let mut pieces = Vec::new();
                let mut steps = steps.iter().cycle();
                while taken < text.len() {
                    end = text.len().min(end + steps.next().unwrap());
                    if let Some(cut) = scan.last(&text.as_bytes()[taken..end], end == text.len()) {
                        pieces.extend(all(rule, &text[taken..taken + cut]));
                        taken += cut;
                        scan.shift(cut);
                    }
                }
                prop_assert_eq!(pieces, whole);
            }
        }
    }
}
