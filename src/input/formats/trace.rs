//! Where the text of a record comes from, format by format.
//!
//! The counterpart of [`extract`](super::extract): the same members, cells and trims, but what is
//! kept is places. It is asked for few records, so it takes each apart again and needs no buffers.
//!
//! Cost: reading the record once more.

use super::extract::{Extractor, Plan, Shape};
use super::json::{self, Slots, Wanted};
use super::origin::{Origins, Step};
use super::plain;
use super::unescape::{Piece, pieces};
use crate::input::settings::Split;
use crate::input::sniff::{self, Mark};
use std::ops::ControlFlow;

impl Plan {
    /// Where the text of this record comes from; none if it has no text.
    pub(crate) fn origins(&self, record: &[u8]) -> Option<Origins> {
        match &self.shape {
            Shape::Json(wanted) => member(wanted, plain::utf8(record).ok()?),
            Shape::Text(Split::File) => Some(document(record)),
            Shape::Text(_) => {
                let line = plain::utf8(record).ok()?;
                copied(line, line.trim_ascii())
            }
            #[cfg(feature = "tables")]
            Shape::Rows(columns) => super::cell::origins(record, columns),
        }
    }

    /// Whether these bytes are one record with this text, trimmed if the plan is to trim it.
    pub(crate) fn reads_as(&self, record: &[u8], text: &str) -> bool {
        let trims = matches!(self.shape, Shape::Text(Split::Lines | Split::Paragraphs));
        let text = if trims { text.trim_ascii() } else { text };
        let mut same = false;
        Extractor::new(self).each(record, |range, found| {
            same = range.len() == record.len() && found.is_ok_and(|found| found.text == text);
            ControlFlow::Break(())
        });
        same
    }
}

/// A string in an object, with its escapes.
fn member(wanted: &Wanted, line: &str) -> Option<Origins> {
    let mut slots = Slots::new();
    wanted.find(line, &mut slots).ok()?;
    let raw = json::string((*slots.first()?)?)?;
    let mut at = place(line, raw)?;
    let mut origins = Origins::begin(at);
    pieces(raw, |piece| match piece {
        Piece::Copied(text) => {
            origins.copied(at..at + text.len());
            at += text.len();
        }
        Piece::Escape(c, len) => {
            origins.coded(at, Step::of(c, len));
            at += usize::from(len);
        }
    });
    Some(origins)
}

/// A whole file, behind its byte order mark.
pub(crate) fn document(bytes: &[u8]) -> Origins {
    if let Some(chars) = plain::utf16(bytes) {
        let mut at = 2;
        let mut origins = Origins::begin(at);
        for (c, len) in chars {
            origins.coded(at, Step::of(c, len));
            at += usize::from(len);
        }
        return origins;
    }
    let start = if sniff::mark(bytes) == Some(Mark::Utf8) { 3 } else { 0 };
    let mut origins = Origins::begin(start);
    origins.copied(start..bytes.len());
    origins
}

/// A text that is a part of the record as it stands.
fn copied(record: &str, text: &str) -> Option<Origins> {
    let start = place(record, text)?;
    let mut origins = Origins::begin(start);
    origins.copied(start..start + text.len());
    Some(origins)
}

/// Where `part`, borrowed from `whole`, begins in it.
fn place(whole: &str, part: &str) -> Option<usize> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    (start + part.len() <= whole.len()).then_some(start)
}
