//! Runs of word bytes to tokens: the second pass over the text.
//!
//! ```text
//! for each run of word bytes (from the kernel):
//!     no byte above 0x7F                  -> the run is a token
//!     else, for each unit between separators, or of one letter of a script without spaces:
//!         something folds or may compose  -> fold it, then segment
//!         otherwise                       -> the unit is a token
//! ```

use super::class::{Class, Kind};
use super::fold::{Folded, fold};
use super::hash::{PADDING, TokenHasher};
use super::kernel::Kernel;
use std::ops::Range;

/// Text is scanned in windows of about this size, so that the buffers stay in the first caches.
const WINDOW: usize = 16 << 10;

/// A folded token inside a buffer that goes on for `PADDING` bytes behind its start.
#[derive(Clone, Copy)]
pub(super) struct Spelling<'a> {
    padded: &'a [u8],
    start: usize,
    len: usize,
    is_number: bool,
}

impl<'a> Spelling<'a> {
    #[inline(always)]
    pub(super) fn hash(&self, hasher: &TokenHasher) -> u64 {
        hasher.hash(self.padded, self.start, self.len, self.is_number)
    }

    /// The token begins with a decimal digit.
    pub(super) fn is_number(&self) -> bool {
        self.is_number
    }

    pub(super) fn as_str(&self) -> &'a str {
        // Tokens are cut from UTF-8 at character boundaries.
        std::str::from_utf8(&self.padded[self.start..self.start + self.len]).unwrap_or("")
    }
}

/// Takes tokens as they are found, with their bytes in the text.
pub(super) trait Sink {
    fn token(&mut self, spelling: Spelling<'_>, span: Range<usize>);
}

/// The scanner's buffers.
#[derive(Clone, Debug)]
pub(super) struct Scanner {
    kernel: Kernel,
    folded: Vec<u8>,
    edges: Vec<u32>,
    slow: Slow,
}

#[derive(Clone, Debug, Default)]
struct Slow {
    chars: Vec<Folded>,
    spelled: Vec<u8>,
}

impl Scanner {
    pub(super) fn new(kernel: Kernel) -> Self {
        Self { kernel, folded: Vec::new(), edges: Vec::new(), slow: Slow::default() }
    }

    /// Hands every token of `text` to `sink`, in order.
    #[inline]
    pub(super) fn scan(&mut self, text: &str, sink: &mut impl Sink) {
        let mut start = 0;
        while start < text.len() {
            let end = window_end(text.as_bytes(), start);
            self.window(&text[start..end], start, sink);
            start = end;
        }
    }

    #[inline]
    fn window(&mut self, text: &str, offset: usize, sink: &mut impl Sink) {
        self.kernel.scan(text.as_bytes(), &mut self.folded, &mut self.edges);
        let folded = &self.folded[..];
        for run in self.edges.chunks_exact(2) {
            let (start, end) = (run[0] as usize, run[1] as usize);
            if is_ascii(folded, start, end) {
                let is_number = folded[start].is_ascii_digit();
                let spelling = Spelling { padded: folded, start, len: end - start, is_number };
                sink.token(spelling, offset + start..offset + end);
            } else {
                self.slow.run(text, folded, start..end, offset, sink);
            }
        }
    }
}

/// Windows end behind a byte that no run crosses; a run without end makes a long window.
fn window_end(text: &[u8], start: usize) -> usize {
    let target = start + WINDOW;
    if target >= text.len() {
        return text.len();
    }
    let separates = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    match text[start..target].iter().rposition(separates) {
        Some(at) => start + at + 1,
        None => text[target..].iter().position(separates).map_or(text.len(), |at| target + at),
    }
}

#[inline(always)]
fn is_ascii(padded: &[u8], start: usize, end: usize) -> bool {
    // Most words are short: test 16 bytes at once, then look only if one of them is high. What
    // stands behind the word may be high as well, so this can only err towards looking.
    let head = &padded[start..start + PADDING];
    if head.is_ascii() && end - start <= PADDING {
        return true;
    }
    padded[start..end].is_ascii()
}

/// The part of a run that is being looked at. Units are cut where no folding, composition or
/// reordering can reach across: at separators, and before and after the letters of scripts without
/// spaces. So one odd character makes a unit slow, and not the line that it stands in.
#[derive(Clone, Copy)]
struct Unit {
    start: usize,
    first: Class,
    last: Class,
    /// Something folds, or may compose or change places.
    folds: bool,
}

impl Unit {
    fn open(start: usize, class: Class) -> Self {
        Self { start, first: class, last: class, folds: class.folds() }
    }

    /// A character of this class begins another unit, or none.
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
    /// Tokens of a run with non-ASCII characters.
    fn run(
        &mut self,
        text: &str,
        folded: &[u8],
        run: Range<usize>,
        offset: usize,
        sink: &mut impl Sink,
    ) {
        let mut at = run.start;
        while at < run.end {
            let (code_point, len) = decode(folded, at);
            let class = Class::of(code_point);
            let mut unit = Unit::open(at, class);
            at += len;
            if class == Class::SEPARATOR {
                continue;
            }
            while at < run.end {
                let (code_point, len) = decode(folded, at);
                let class = Class::of(code_point);
                if unit.ends_before(class) {
                    break;
                }
                unit.extend(class);
                at += len;
            }
            self.close(text, folded, (unit, at), offset, sink);
        }
    }

    #[inline(always)]
    fn close(
        &mut self,
        text: &str,
        folded: &[u8],
        (unit, end): (Unit, usize),
        offset: usize,
        sink: &mut impl Sink,
    ) {
        let range = unit.start..end;
        if unit.folds {
            self.fold_and_segment(&text[range.clone()], offset + range.start, sink);
        } else if unit.first.kind() != Kind::Mark {
            let (start, len, is_number) = (range.start, range.len(), unit.first.is_digit());
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

/// What is left of a unit without the marks at its start.
fn without_marks(folded: &[u8], mut unit: Range<usize>) -> Range<usize> {
    while unit.start < unit.end {
        let (code_point, len) = decode(folded, unit.start);
        if Class::of(code_point).kind() != Kind::Mark {
            break;
        }
        unit.start += len;
    }
    unit
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
