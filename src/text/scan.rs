//! Windows of text to units to tokens. Units that are not odd are tokens as they stand.

use super::hash::TokenHasher;
use super::kernel::{Kernel, Units};
use super::odd::Slow;
use std::ops::Range;

/// Text is scanned in windows of about this size, so that the buffers stay in the first caches.
const WINDOW: usize = 16 << 10;

/// A folded token inside a buffer that goes on for `hash::PADDING` bytes behind its start.
#[derive(Clone, Copy)]
pub(super) struct Spelling<'a> {
    pub(super) padded: &'a [u8],
    pub(super) start: usize,
    pub(super) len: usize,
    pub(super) is_number: bool,
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

    /// Takes units that are tokens as they stand, from a window at `offset` of the text.
    #[inline(always)]
    fn plain(&mut self, padded: &[u8], starts: &[u32], ends: &[u32], offset: usize) {
        for (start, end) in starts.iter().zip(ends) {
            let (start, end) = (*start as usize, *end as usize);
            // Units that begin with another digit than these are odd.
            let is_number = padded[start].is_ascii_digit();
            let spelling = Spelling { padded, start, len: end - start, is_number };
            self.token(spelling, offset + start..offset + end);
        }
    }
}

/// The scanner's buffers.
#[derive(Clone, Debug)]
pub(super) struct Scanner {
    kernel: Kernel,
    units: Units,
    slow: Slow,
}

impl Scanner {
    pub(super) fn new(kernel: Kernel) -> Self {
        Self { kernel, units: Units::default(), slow: Slow::default() }
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
        self.kernel.scan(text, &mut self.units);
        let (starts, ends) = (self.units.starts(), self.units.ends());
        let folded = self.units.folded();
        let mut done = 0;
        for odd in self.units.odd() {
            let odd = *odd as usize;
            sink.plain(folded, &starts[done..odd], &ends[done..odd], offset);
            let unit = starts[odd] as usize..ends[odd] as usize;
            self.slow.unit(text, folded, unit, offset, sink);
            done = odd + 1;
        }
        sink.plain(folded, &starts[done..], &ends[done..], offset);
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
