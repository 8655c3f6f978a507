//! Bytes to records: the one place that knows all formats.
//!
//! Whole chunks are validated as UTF-8 at SIMD speed; only where that fails is each record looked
//! at, to tell the good from the bad. Buffers live as long as the worker, so that the usual record
//! costs no allocation.

use super::cut::{Rule, Scan};
use super::json::{self, Slots, Wanted};
use super::plain;
use super::unescape::unescape;
use crate::input::reject::{Flaw, RejectKind};
use crate::input::settings::{Format, ReadSettings, Split};
use crate::input::sniff;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::mem::replace;
use std::ops::{ControlFlow, Range};

/// One record, as it is visited.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    /// The text, decoded.
    pub(crate) text: &'a str,
    /// Its name, if it has one: a string, or a number as written.
    pub(crate) id: Option<&'a str>,
    /// The further members wanted, in their order: strings decoded, numbers and booleans as
    /// written, lists and objects as JSON; none for `null` and what is missing.
    pub(crate) fields: &'a [Option<Cow<'a, str>>],
}

/// How records are found and read: the same for all inputs of a run.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) shape: Shape,
    max_record_bytes: u64,
}

/// What records are made of, and what of them is wanted.
#[derive(Debug)]
pub(crate) enum Shape {
    /// The text is the first that is wanted.
    Json(Wanted),
    Text(Split),
    #[cfg(feature = "tables")]
    Rows(super::table::Columns),
}

impl Plan {
    pub(crate) fn json_or_text(format: Format, settings: &ReadSettings) -> Self {
        let shape = match format {
            Format::JsonLines => {
                let first = [&settings.text_field, &settings.id_field];
                let paths =
                    first.into_iter().chain(&settings.fields).chain(&settings.optional_fields);
                Shape::Json(Wanted::new(paths.map(String::as_str)))
            }
            Format::Text => Shape::Text(settings.split),
            // A table without a header is empty: not even an empty document.
            Format::Csv | Format::Tsv => Shape::Text(Split::Lines),
        };
        Self { shape, max_record_bytes: settings.max_record_bytes }
    }

    #[cfg(feature = "tables")]
    pub(crate) fn rows(columns: super::table::Columns, settings: &ReadSettings) -> Self {
        Self { shape: Shape::Rows(columns), max_record_bytes: settings.max_record_bytes }
    }

    pub(crate) fn rule(&self) -> Rule {
        match &self.shape {
            Shape::Json(_) | Shape::Text(Split::Lines) => Rule::Lines,
            Shape::Text(Split::File) => Rule::Whole,
            Shape::Text(Split::Paragraphs) => Rule::Paragraphs,
            #[cfg(feature = "tables")]
            Shape::Rows(columns) => Rule::Rows { separator: columns.separator() },
        }
    }

    /// Where the records of an input begin, whose first bytes are these: after its header or byte
    /// order mark.
    pub(crate) fn begin(&self, head: &[u8], header: usize) -> Result<usize, Flaw> {
        sniff::refuse_others(head)?;
        if header > 0 {
            return Ok(header.min(head.len()));
        }
        sniff::pass_mark(head, self.rule() == Rule::Whole)
    }

    pub(crate) fn max_record_bytes(&self) -> u64 {
        self.max_record_bytes
    }

    /// Lines to pass over: between records, there may be empty ones.
    fn blank(&self, record: &[u8]) -> u64 {
        let blank = match &self.shape {
            Shape::Text(Split::File) => false,
            Shape::Json(_) | Shape::Text(_) => record.trim_ascii_start().is_empty(),
            #[cfg(feature = "tables")]
            Shape::Rows(_) => super::table::content(record).is_empty(),
        };
        if blank { plain::lines(record) } else { 0 }
    }

    /// What is wrong with a record before it is looked into.
    fn flaw(&self, record: &Range<usize>, scan: &Scan) -> Option<Flaw> {
        self.too_long(record.len() as u64).or_else(|| {
            let quote = scan.open_quote()?;
            let reason = format!(
                "a quote opens at offset {} in the record, and none closes it before the file ends",
                quote.saturating_sub(record.start)
            );
            Some(Flaw::new(RejectKind::UnterminatedQuote, reason))
        })
    }

    /// The error of a record of this length, if it is too long.
    pub(crate) fn too_long(&self, length: u64) -> Option<Flaw> {
        let limit = self.max_record_bytes;
        (length > limit).then(|| {
            let reason = format!(
                "the record has more than the {limit} bytes that --max-record allows; \
                 is this the right format?"
            );
            Flaw::new(RejectKind::TooLong, reason)
        })
    }
}

/// The buffers of one worker.
#[derive(Debug)]
pub(crate) struct Extractor<'p> {
    plan: &'p Plan,
    scratch: Scratch,
}

#[derive(Debug, Default)]
struct Scratch {
    text: String,
    id: String,
    /// Made for the first row.
    #[cfg(feature = "tables")]
    row: Option<super::table::Row>,
}

impl<'p> Extractor<'p> {
    pub(crate) fn new(plan: &'p Plan) -> Self {
        Self { plan, scratch: Scratch::default() }
    }

    /// Visits every record of `chunk`, which begins and ends where records do, until told to
    /// stop; returns the number of blank lines passed over.
    pub(crate) fn each(
        &mut self,
        chunk: &[u8],
        mut visit: impl FnMut(Range<usize>, Result<&Record<'_>, Flaw>) -> ControlFlow<()>,
    ) -> u64 {
        let utf8 = simdutf8::basic::from_utf8(chunk).ok();
        let mut found = Found::default();
        let mut scan = Scan::new(self.plan.rule());
        if chunk.is_empty() && scan.is_whole() {
            // An empty file is a document all the same, or it would vanish from a folder.
            let _ = visit(0..0, Ok(&Record { text: "", id: None, fields: &[] }));
        }
        let (mut start, mut blank) = (0, 0);
        while let Some(end) = scan.first(chunk, true) {
            let range = replace(&mut start, end)..end;
            let bytes = &chunk[range.clone()];
            let lines = self.plan.blank(bytes);
            if lines > 0 {
                blank += lines;
                continue;
            }
            let text = utf8.map(|text| &text[range.clone()]);
            let record = match self.plan.flaw(&range, &scan) {
                Some(flaw) => Err(flaw),
                None => self.scratch.record(self.plan, bytes, text, &mut found),
            };
            let stop = match record {
                Ok(record) => visit(range, Ok(&record)),
                Err(flaw) => visit(range, Err(flaw)),
            };
            if stop.is_break() {
                break;
            }
        }
        blank
    }
}

#[cfg(feature = "tables")]
impl Drop for Extractor<'_> {
    fn drop(&mut self) {
        if let (Shape::Rows(columns), Some(row)) = (&self.plan.shape, self.scratch.row.take()) {
            columns.spare(row);
        }
    }
}

/// What was found in a record, borrowed from the chunk.
#[derive(Default)]
struct Found<'c> {
    slots: Slots<'c>,
    fields: Vec<Option<Cow<'c, str>>>,
}

impl Scratch {
    fn record<'a, 'c>(
        &'a mut self,
        plan: &'a Plan,
        bytes: &'c [u8],
        text: Option<&'c str>,
        found: &'a mut Found<'c>,
    ) -> Result<Record<'a>, Flaw> {
        let utf8 = || text.map_or_else(|| plain::utf8(bytes), Ok);
        match &plan.shape {
            Shape::Json(wanted) => {
                wanted.find(utf8()?, &mut found.slots)?;
                self.object(found)
            }
            Shape::Text(Split::File) => {
                let text = plain::document(bytes, text, &mut self.text)?;
                Ok(Record { text, id: None, fields: &[] })
            }
            Shape::Text(_) => Ok(Record { text: utf8()?.trim_ascii(), id: None, fields: &[] }),
            #[cfg(feature = "tables")]
            Shape::Rows(columns) => {
                let row = self.row.get_or_insert_with(|| columns.row());
                row.split(columns, utf8()?)?;
                let cells = row.fields(columns).map(|cell| Some(Cow::Owned(cell?.to_owned())));
                found.fields.clear();
                found.fields.extend(cells);
                Ok(Record { text: row.text(columns), id: row.id(columns), fields: &found.fields })
            }
        }
    }

    fn object<'a, 'c>(&'a mut self, found: &'a mut Found<'c>) -> Result<Record<'a>, Flaw> {
        let Found { slots, fields } = found;
        let (text, id, further) = match slots.as_slice() {
            [text, id, further @ ..] => (*text, *id, further),
            _ => (None, None, &[][..]),
        };
        let missing = |found| {
            let reason = format!("expected a string as the text, found {found}");
            Flaw::new(RejectKind::MissingText, reason)
        };
        let text = text.ok_or_else(|| missing("no such member"))?;
        let text = match json::string(text) {
            Some(raw) => decoded(raw, &mut self.text),
            None if text.get() == "null" => return Err(missing("null")),
            None => {
                let found = json::kind(text.get());
                let reason = format!("expected a string as the text, found {found}");
                return Err(Flaw::new(RejectKind::TextNotAString, reason));
            }
        };
        let id = match id.map(|id| (json::string(id), id.get())) {
            Some((Some(raw), _)) => Some(decoded(raw, &mut self.id)),
            Some((None, value)) if json::kind(value) == "a number" => Some(value),
            _ => None,
        };
        fields.clear();
        fields.extend(further.iter().map(|value| field((*value)?)));
        Ok(Record { text, id, fields })
    }
}

/// The string, copied only if something in it is escaped.
fn decoded<'a>(raw: &'a str, scratch: &'a mut String) -> &'a str {
    if memchr::memchr(b'\\', raw.as_bytes()).is_none() {
        return raw;
    }
    scratch.clear();
    unescape(raw, scratch);
    scratch
}

fn field(value: &RawValue) -> Option<Cow<'_, str>> {
    match json::string(value) {
        Some(raw) if raw.contains('\\') => {
            let mut text = String::new();
            unescape(raw, &mut text);
            Some(Cow::Owned(text))
        }
        Some(raw) => Some(Cow::Borrowed(raw)),
        None if value.get() == "null" => None,
        None => Some(Cow::Borrowed(value.get())),
    }
}
