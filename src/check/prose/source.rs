//! The characters of a file: UTF-8, or UTF-16 that a byte order mark tells.
//!
//! Cost: UTF-8 is validated and stays where it is; UTF-16 is decoded, and each character of its
//! prose looked up twice.

use super::Prose;
use crate::input::formats::origin::{Origins, Step};
use crate::input::formats::plain::utf16;
use crate::input::formats::trace::document as document_origins;
use crate::input::sniff::{Mark, mark};
use std::borrow::Cow;

/// A file that is no text in an encoding that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Undecodable {
    /// Of the first byte that does not fit.
    pub(crate) offset: usize,
    /// The encoding that it does not fit.
    pub(crate) expected: &'static str,
}

/// A file as characters.
pub(super) struct Source<'a> {
    pub(super) text: Cow<'a, str>,
    /// How many bytes stand before the text: the byte order mark of UTF-8.
    pub(super) base: usize,
    /// From the text to the bytes of the file, if it is UTF-16.
    pub(super) wide: Option<Origins>,
}

impl<'a> Source<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Result<Self, Undecodable> {
        if let Some(chars) = utf16(bytes) {
            if !bytes.len().is_multiple_of(2) {
                return Err(Undecodable { offset: bytes.len() - 1, expected: "UTF-16" });
            }
            let text = chars.map(|(c, _)| c).collect();
            return Ok(Self {
                text: Cow::Owned(text),
                base: 0,
                wide: Some(document_origins(bytes)),
            });
        }
        let base = if mark(bytes) == Some(Mark::Utf8) { 3 } else { 0 };
        match simdutf8::compat::from_utf8(&bytes[base..]) {
            Ok(text) => Ok(Self { text: Cow::Borrowed(text), base, wide: None }),
            Err(error) => {
                Err(Undecodable { offset: base + error.valid_up_to(), expected: "UTF-8" })
            }
        }
    }
}

/// From the prose of a decoded file to the file: character by character, by way of what was
/// decoded.
pub(super) fn through(prose: &Prose, wide: &Origins) -> Origins {
    let mut origins: Option<Origins> = None;
    for (at, c) in prose.text.char_indices() {
        let raw = wide.raw(prose.origins.raw(at..at + c.len_utf8()));
        // No character is written in so many bytes: references are bounded.
        let len = u8::try_from(raw.len()).unwrap_or(u8::MAX);
        origins.get_or_insert_with(|| Origins::begin(raw.start)).coded(raw.start, Step::of(c, len));
    }
    origins.unwrap_or_else(|| Origins::begin(wide.raw(0..0).start))
}
