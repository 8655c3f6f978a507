//! The prose as it grows: parts of the source one after the other, and where each came from.
//!
//! Readers say what goes on ([`Draft::copy`], [`Draft::decoded`]) and where a new part begins
//! ([`Draft::part`]). A line end between two parts is written only when both are there, and comes
//! from the first character that was left out between them, mostly a line end itself.
//!
//! Cost: a copy of what is prose.

use super::Prose;
use super::ignore::Ignores;
use crate::input::formats::origin::{Origins, Step};
use std::ops::Range;

/// Text so far, of a source that is read from its beginning to its end.
pub(super) struct Draft<'s> {
    source: &'s str,
    /// Bytes of the file before the source.
    base: usize,
    text: String,
    origins: Origins,
    /// Where in the source ends what was taken last.
    end: usize,
    /// What comes next is no continuation of what came last.
    parted: bool,
    /// The reader is in a block that is left out.
    skips: bool,
    /// What comments ask for.
    pub(super) ignores: Ignores,
}

impl<'s> Draft<'s> {
    pub(super) fn of(source: &'s str, base: usize) -> Self {
        Self {
            source,
            base,
            text: String::new(),
            origins: Origins::begin(base),
            end: 0,
            parted: true,
            skips: false,
            ignores: Ignores::default(),
        }
    }

    pub(super) fn source(&self) -> &'s str {
        self.source
    }

    /// What comes next is another block, cell or line: its words are words of their own.
    pub(super) fn part(&mut self) {
        self.parted = true;
    }

    /// Whether what comes next is left out, whatever comments ask for.
    pub(super) fn skip(&mut self, skips: bool) {
        self.skips = skips;
    }

    /// The prose goes on with this part of the source as it stands.
    pub(super) fn copy(&mut self, raw: Range<usize>) {
        let start = raw.start.max(self.end);
        let written = self.source.get(start..raw.end).unwrap_or_default();
        let kept = if self.parted { written.trim_start() } else { written };
        let start = start + written.len() - kept.len();
        if self.begins(start, kept) {
            self.text.push_str(kept);
            self.origins.copied(self.base + start..self.base + start + kept.len());
            self.end = start + kept.len();
        }
    }

    /// The prose goes on with `text`, which this part of the source stands for.
    pub(super) fn decoded(&mut self, raw: Range<usize>, text: &str) {
        let written = self.source.get(raw.clone()).unwrap_or_default();
        if matches!(written.strip_suffix(text), Some("" | "\\")) {
            // As it stands, or behind a backslash.
            self.copy(raw.end - text.len()..raw.end);
        } else if let Some(steps) = steps(written, text).filter(|_| raw.start >= self.end) {
            let blank = self.parted && text.trim_start().is_empty();
            if !blank && self.begins(raw.start, text) {
                self.code(raw, steps);
            }
        } else {
            self.copy(raw);
        }
    }

    fn code(&mut self, raw: Range<usize>, steps: Vec<(char, u8)>) {
        let mut at = self.base + raw.start;
        for (c, len) in steps {
            self.text.push(c);
            self.origins.coded(at, Step::of(c, len));
            at += usize::from(len);
        }
        self.end = raw.end;
    }

    /// Whether this text from there can be written; if so, it is parted from what came last where
    /// it must be.
    fn begins(&mut self, start: usize, text: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        if self.skips || self.ignores.within() {
            self.parted = true;
            return false;
        }
        let between = self.source.get(self.end..start).unwrap_or_default();
        if self.parted
            && !self.text.is_empty()
            && let Some(c) = between.chars().next()
        {
            self.text.push('\n');
            self.origins.coded(self.base + self.end, Step::of('\n', c.len_utf8() as u8));
        }
        self.parted = false;
        true
    }

    pub(super) fn finish(self) -> Prose {
        if self.ignores.all() {
            let origins = Origins::begin(self.base);
            return Prose { text: String::new(), origins, ignores_all: true };
        }
        Prose { text: self.text, origins: self.origins, ignores_all: false }
    }
}

/// Which bytes of what is written each character stands for: the first for all but what the others
/// need. None if that cannot be told, which no reference of HTML is long enough for.
fn steps(written: &str, text: &str) -> Option<Vec<(char, u8)>> {
    let others = text.chars().count().checked_sub(1)?;
    let first = u8::try_from(written.len().checked_sub(others)?).ok().filter(|len| *len > 0)?;
    if others > 0 && !written.is_ascii() {
        return None;
    }
    let lens = std::iter::once(first).chain(std::iter::repeat(1));
    Some(text.chars().zip(lens).collect())
}
