//! What is marked within a paragraph of reStructuredText: emphasis, literals, roles, references.
//!
//! Delimiters are left out and their text stays: of ``:ref:`text <target>` `` only `text`. A
//! backslash and the blank behind it join what is around them.
//!
//! Cost: linear in the paragraph; what is opened is looked for the end of, and if there is none, no
//! more is opened like it.

use crate::check::prose::draft::Draft;
use memchr::memmem;
use std::ops::Range;

/// The name of a role, or the label of a footnote, is no longer than this.
const LONGEST_NAME: usize = 64;

/// Reads this part of the source.
pub(super) fn read(draft: &mut Draft<'_>, part: Range<usize>) {
    let text = draft.source().get(..part.end).unwrap_or_default();
    let mut inline = Inline { draft, text, start: part.start, from: part.start, at: part.start };
    while let Some(byte) = inline.byte(0) {
        inline.step(byte);
    }
    inline.leave_out(0);
}

struct Inline<'d, 's> {
    draft: &'d mut Draft<'s>,
    /// The source up to the end of the part.
    text: &'s str,
    start: usize,
    /// What is not written yet begins here.
    from: usize,
    at: usize,
}

impl Inline<'_, '_> {
    /// The byte so many behind this.
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn before(&self) -> Option<u8> {
        self.text.as_bytes().get(self.start..self.at)?.last().copied()
    }

    fn rest(&self, ahead: usize) -> &[u8] {
        self.text.as_bytes().get(self.at + ahead..).unwrap_or_default()
    }

    fn run(&self, wanted: u8) -> usize {
        self.rest(0).iter().take_while(|byte| **byte == wanted).count()
    }

    /// Writes what stands before this, and goes on behind so many bytes.
    fn leave_out(&mut self, len: usize) {
        self.draft.copy(self.from..self.at);
        self.at += len;
        self.from = self.at;
    }

    fn step(&mut self, byte: u8) {
        match byte {
            b'\n' => {
                let blanks = self.rest(1).iter().take_while(|byte| byte.is_ascii_whitespace());
                let len = 1 + blanks.count();
                self.leave_out(len);
                self.draft.part();
            }
            b'\\' => self.escape(),
            b'`' if self.byte(1) == Some(b'`') => self.literal(),
            b'`' => self.interpreted(),
            b':' => match self.role() {
                Some(len) if self.byte(len) == Some(b'`') => self.leave_out(len),
                _ => self.at += 1,
            },
            b'*' => self.emphasis(),
            b'_' => self.reference(),
            b'[' => self.footnote(),
            _ => self.at += 1,
        }
    }

    fn escape(&mut self) {
        let joins = self.byte(1).is_some_and(|byte| byte.is_ascii_whitespace());
        self.leave_out(1 + usize::from(joins));
        if !joins && self.byte(0).is_some() {
            self.at += 1;
        }
    }

    /// ` ``text`` `
    fn literal(&mut self) {
        match memmem::find(self.rest(2), b"``") {
            Some(len) => {
                self.leave_out(2);
                self.at += len;
                self.leave_out(2);
            }
            None => self.at += self.run(b'`'),
        }
    }

    /// `` `text <target>`_ `` or the text of a role, which may stand behind it.
    fn interpreted(&mut self) {
        let Some(len) = memchr::memchr(b'`', self.rest(1)) else {
            self.at += 1;
            return;
        };
        self.leave_out(1);
        let shown = shown(self.text.get(self.at..self.at + len).unwrap_or_default());
        self.draft.copy(self.at + shown.start..self.at + shown.end);
        self.at += len + 1;
        self.at += self.run(b'_').min(2);
        self.at += self.role().unwrap_or(0);
        self.from = self.at;
    }

    /// The length of `:name:`.
    fn role(&self) -> Option<usize> {
        let named = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_.+:".contains(*byte);
        let run = self.rest(0).iter().take(LONGEST_NAME).take_while(named).count();
        let name = self.rest(0).get(..run)?;
        (run > 2 && name.starts_with(b":") && name.ends_with(b":")).then_some(run)
    }

    /// Asterisks are markup if they begin or end something.
    fn emphasis(&mut self) {
        let len = self.run(b'*');
        if is_edge(self.before()) == is_edge(self.byte(len)) {
            self.at += len;
        } else {
            self.leave_out(len);
        }
    }

    /// `name_` and `name__`
    fn reference(&mut self) {
        let len = self.run(b'_');
        if len <= 2 && !is_edge(self.before()) && is_edge(self.byte(len)) {
            self.leave_out(len);
        } else {
            self.at += len;
        }
    }

    /// `[1]_`
    fn footnote(&mut self) {
        let labels = |byte: &&u8| !byte.is_ascii_whitespace() && **byte != b']';
        let len = self.rest(1).iter().take(LONGEST_NAME).take_while(labels).count();
        if self.rest(1).get(len..).is_some_and(|rest| rest.starts_with(b"]_")) {
            self.leave_out(len + "[]_".len());
        } else {
            self.at += 1;
        }
    }
}

/// Whether what stands there is no part of a word.
fn is_edge(byte: Option<u8>) -> bool {
    byte.is_none_or(|byte| byte.is_ascii_whitespace() || byte.is_ascii_punctuation())
}

/// Which part of interpreted text is shown: no target, and no mark of how to shorten it.
fn shown(text: &str) -> Range<usize> {
    let end = text.strip_suffix('>').and_then(|text| text.rfind('<')).unwrap_or(text.len());
    let kept = &text[..end];
    let start = kept.len() - kept.trim_start_matches(['~', '!']).len();
    start..kept.trim_end().len().max(start)
}
