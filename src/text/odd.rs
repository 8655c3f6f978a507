//! Odd units to tokens: the second pass over the text.
//!
//! ```text
//! nothing folds but invisible joiners -> the unit without them is a token
//! else, for each part that no folding, composition or reordering reaches out of:
//!     something folds or may compose  -> fold it, then segment
//!     otherwise                       -> the part is a token
//! ```

use super::class::{Class, Kind, is_joiner};
use super::fold::{Folded, fold};
use super::hash::PADDING;
use super::scan::{Sink, Spelling};
use std::ops::Range;

/// The closer look, and its buffers.
#[derive(Clone, Debug, Default)]
pub(super) struct Slow {
    chars: Vec<Folded>,
    spelled: Vec<u8>,
}

/// The part of an odd unit that is being looked at. Parts are cut like units, but by a closer look.
#[derive(Clone, Copy)]
struct Part {
    start: usize,
    first: Class,
    last: Class,
    /// Something folds, or may compose or change places.
    folds: bool,
}

impl Part {
    fn open(start: usize, class: Class) -> Self {
        Self { start, first: class, last: class, folds: class.folds() }
    }

    /// A character of this class begins another part, or none.
    #[inline(always)]
    fn ends_before(&self, class: Class) -> bool {
        let single = |class: Class| class.kind() == Kind::Single;
        let parted = single(class) || (single(self.first) && !self.folds);
        class == Class::SEPARATOR || (class.is_steady_letter() && parted)
    }

    #[inline(always)]
    fn extend(&mut self, class: Class) {
        // What joins a single letter and is no mark of it needs a closer look, too.
        let odd = self.first.kind() == Kind::Single && class.kind() != Kind::Mark;
        self.folds |= odd | class.folds() | class.reacts_with(self.last);
        self.last = class;
    }
}

impl Slow {
    /// Tokens of an odd unit.
    pub(super) fn unit(
        &mut self,
        text: &str,
        folded: &[u8],
        unit: Range<usize>,
        offset: usize,
        sink: &mut impl Sink,
    ) {
        if let Some((span, is_number)) = self.without_joiners(folded, unit.clone()) {
            let len = self.spelled.len();
            self.spelled.extend([0; PADDING]);
            let spelling = Spelling { padded: &self.spelled, start: 0, len, is_number };
            sink.token(spelling, offset + span.start..offset + span.end);
        } else {
            self.parts(text, folded, unit, offset, sink);
        }
    }

    /// Spells a unit without joiners and their kin, which every tenth word of some scripts holds;
    /// what is left, and whether it begins with a digit. `None` if something else is to be done.
    fn without_joiners(
        &mut self,
        folded: &[u8],
        unit: Range<usize>,
    ) -> Option<(Range<usize>, bool)> {
        self.spelled.clear();
        let mut at = unit.start;
        let mut copied = at;
        let mut span = at..at;
        let mut first = None;
        let mut last = Class::SEPARATOR;
        while at < unit.end {
            let (code_point, len) = decode(folded, at);
            if is_joiner(code_point) {
                self.spelled.extend_from_slice(&folded[copied..at]);
                copied = at + len;
            } else {
                let class = Class::of(code_point);
                let goes_on = class.kind() == Kind::Mark && first.is_some();
                let plain = !class.folds() && (class.kind() == Kind::Word || goes_on);
                if !plain || class.reacts_with(last) {
                    return None;
                }
                if first.is_none() {
                    (first, span.start) = (Some(class), at);
                }
                (last, span.end) = (class, at + len);
            }
            at += len;
        }
        self.spelled.extend_from_slice(&folded[copied..unit.end]);
        first.map(|first| (span, first.is_digit()))
    }

    /// Tokens of an odd unit, part by part.
    fn parts(
        &mut self,
        text: &str,
        folded: &[u8],
        unit: Range<usize>,
        offset: usize,
        sink: &mut impl Sink,
    ) {
        let mut at = unit.start;
        while at < unit.end {
            let (code_point, len) = decode(folded, at);
            let class = Class::of(code_point);
            let mut part = Part::open(at, class);
            at += len;
            if class == Class::SEPARATOR {
                continue;
            }
            while at < unit.end {
                let (code_point, len) = decode(folded, at);
                let class = Class::of(code_point);
                if part.ends_before(class) {
                    break;
                }
                part.extend(class);
                at += len;
            }
            self.close(text, folded, (part, at), offset, sink);
        }
    }

    #[inline(always)]
    fn close(
        &mut self,
        text: &str,
        folded: &[u8],
        (part, end): (Part, usize),
        offset: usize,
        sink: &mut impl Sink,
    ) {
        let range = part.start..end;
        if part.folds {
            self.fold_and_segment(&text[range.clone()], offset + range.start, sink);
        } else if part.first.kind() != Kind::Mark {
            let (start, len, is_number) = (range.start, range.len(), part.first.is_digit());
            let spelling = Spelling { padded: folded, start, len, is_number };
            sink.token(spelling, offset + range.start..offset + range.end);
        } else {
            // Marks behind a separator are nothing; a letter may follow them.
            let word = without_marks(folded, range);
            if !word.is_empty() {
                let is_number = Class::of(decode(folded, word.start).0).is_digit();
                let (start, len) = (word.start, word.len());
                let spelling = Spelling { padded: folded, start, len, is_number };
                sink.token(spelling, offset + word.start..offset + word.end);
            }
        }
    }

    #[cold]
    fn fold_and_segment(&mut self, piece: &str, offset: usize, sink: &mut impl Sink) {
        self.chars.clear();
        fold(piece, offset, &mut self.chars);
        let chars = self.chars.iter().map(|f| Class::of(f.c as u32));
        segment(chars, |token, is_number| {
            let chars = &self.chars[token];
            self.spelled.clear();
            for f in chars {
                self.spelled.extend_from_slice(f.c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            let len = self.spelled.len();
            self.spelled.extend([0; PADDING]);
            let start = chars.iter().map(|f| f.origin.start).min().unwrap_or(offset);
            let end = chars.iter().map(|f| f.origin.end).max().unwrap_or(offset);
            let spelling = Spelling { padded: &self.spelled, start: 0, len, is_number };
            sink.token(spelling, start..end);
        });
    }
}

/// What is left of a part without the marks at its start.
fn without_marks(folded: &[u8], mut part: Range<usize>) -> Range<usize> {
    while part.start < part.end {
        let (code_point, len) = decode(folded, part.start);
        if Class::of(code_point).kind() != Kind::Mark {
            break;
        }
        part.start += len;
    }
    part
}

/// One code point of valid UTF-8, in a padded buffer.
#[inline(always)]
fn decode(padded: &[u8], at: usize) -> (u32, usize) {
    let mut bytes = [0; 4];
    bytes.copy_from_slice(&padded[at..at + 4]);
    let [head, second, third, fourth] = bytes.map(u32::from);
    let (second, third, fourth) = (second & 0x3F, third & 0x3F, fourth & 0x3F);
    // By how often they stand in a run that comes here.
    if (0xE0..0xF0).contains(&head) {
        ((head & 0x0F) << 12 | second << 6 | third, 3)
    } else if head < 0x80 {
        (head, 1)
    } else if head < 0xE0 {
        ((head & 0x1F) << 6 | second, 2)
    } else {
        ((head & 0x07) << 18 | second << 12 | third << 6 | fourth, 4)
    }
}

/// Cuts a sequence of classes into tokens, given as ranges of it, each with whether its first
/// character is a digit.
fn segment(classes: impl Iterator<Item = Class>, mut each: impl FnMut(Range<usize>, bool)) {
    let mut token = Open::default();
    for (i, class) in classes.enumerate() {
        token.step(class, i..i + 1, &mut each);
    }
    token.close(&mut each);
}

/// The token being built.
#[derive(Default)]
struct Open {
    range: Range<usize>,
    first: Option<Class>,
}

impl Open {
    #[inline]
    fn step(&mut self, class: Class, at: Range<usize>, each: &mut impl FnMut(Range<usize>, bool)) {
        let open = self.first.map(Class::kind);
        let goes_on = match class.kind() {
            Kind::Mark => open.is_some(),
            Kind::Word => open == Some(Kind::Word),
            Kind::Single | Kind::Separator => false,
        };
        if goes_on {
            self.range.end = at.end;
            return;
        }
        self.close(each);
        if matches!(class.kind(), Kind::Word | Kind::Single) {
            self.range = at;
            self.first = Some(class);
        }
    }

    fn close(&mut self, each: &mut impl FnMut(Range<usize>, bool)) {
        if let Some(first) = self.first.take() {
            each(self.range.clone(), first.is_digit());
        }
    }
}
