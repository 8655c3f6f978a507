//! Tables: CSV and TSV with a header.
//!
//! Rows end as [`row_end`](super::row_end) has it; their fields are taken apart by `csv-core`.
//! Of an empty field it cannot be told whether it is missing, so it counts as that everywhere but
//! in the text.
//!
//! Cost: a copy of each row, unquoted.

use super::cut::{Rule, Scan};
use super::plain;
use crate::base::error::{Error, Result, escape, shown};
use crate::input::decode::opened::{Header, Opened};
use crate::input::reject::{Flaw, RejectKind};
use crate::input::settings::{Format, ReadSettings};
use crate::input::sniff;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// No header is this long.
const MAX_HEADER: usize = 16 << 20;

/// Which columns are wanted.
#[derive(Debug)]
pub(crate) struct Columns {
    separator: u8,
    /// Buffers not in use: to make one takes longer than to take most rows apart. (They cannot be
    /// copied instead; a copy of a `csv_core::Reader` finds no separators.)
    spare: Mutex<Vec<Row>>,
    count: usize,
    text: usize,
    id: Option<usize>,
    fields: Vec<Option<usize>>,
}

impl Columns {
    /// Finds the wanted columns in a header; an error if one is missing that cannot be done
    /// without.
    pub(crate) fn of(header: &[u8], format: Format, settings: &ReadSettings) -> Result<Self> {
        let separator = separator(format);
        let names = names(header, separator)?;
        let find = |name: &str| -> Result<Option<usize>> {
            let mut places = (0..names.len()).filter(|i| names[*i] == name);
            match (places.next(), places.next()) {
                (Some(_), Some(_)) => Err(Error::input(format!(
                    "the header names the column `{}` twice; rename one",
                    escape(name)
                ))),
                (place, _) => Ok(place),
            }
        };
        let demand = |name: &str| {
            find(name)?.ok_or_else(|| {
                Error::settings(format!(
                    "there is no column `{}`; the columns are {}",
                    escape(name),
                    listed(&names)
                ))
            })
        };
        let demanded = settings.fields.iter().map(|name| demand(name).map(Some));
        let fields = demanded.chain(settings.optional_fields.iter().map(|name| find(name)));
        Ok(Self {
            separator,
            spare: Mutex::default(),
            count: names.len(),
            text: demand(&settings.text_field)?,
            id: find(&settings.id_field)?,
            fields: fields.collect::<Result<_>>()?,
        })
    }

    pub(super) fn separator(&self) -> u8 {
        self.separator
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Which cell is the text.
    pub(super) fn text_column(&self) -> usize {
        self.text
    }

    /// A buffer for rows of this table.
    pub(super) fn row(&self) -> Row {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        spare.unwrap_or_else(|| Row::new(self.separator))
    }

    /// Takes back a buffer that is no longer needed.
    pub(super) fn spare(&self, row: Row) {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(row);
    }
}

fn separator(format: Format) -> u8 {
    if format == Format::Tsv { b'\t' } else { b',' }
}

fn listed(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{}`", escape(name))).collect();
    names.join(", ")
}

fn names(header: &[u8], separator: u8) -> Result<Vec<String>> {
    let header = header.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(header);
    let text = plain::utf8(header).map_err(|flaw| flaw.error)?;
    let mut row = Row::new(separator);
    row.unquote(text);
    Ok((0..row.ends.len()).map(|i| row.cell(i).to_owned()).collect())
}

/// The header that a table begins with, as it stands there with its byte order mark; none if the
/// file is empty.
pub(crate) fn header(
    opened: &mut Opened,
    path: &Path,
    format: Format,
) -> std::result::Result<Option<Header>, Flaw> {
    let mut scan = Scan::new(Rule::Rows { separator: separator(format) });
    let mut size = 64 << 10;
    loop {
        let more = opened.look(size, path);
        let head = &opened.head;
        let mark = sniff::pass_mark(head, false)?;
        if let Some(end) = scan.first(&head[mark..], !more) {
            return match scan.open_quote() {
                Some(at) => {
                    let at = mark + at;
                    let reason = format!("a quote opens at offset {at}, and none closes it");
                    Err(Flaw::new(RejectKind::UnterminatedQuote, reason))
                }
                None => one_line(&head[..mark + end]).map(Some),
            };
        }
        if !more {
            return opened.flaw.take().map_or(Ok(None), Err);
        }
        if size >= MAX_HEADER {
            let reason =
                format!("no header ends in the first {MAX_HEADER} bytes; is this a table?");
            return Err(Flaw::new(RejectKind::TooLong, reason));
        }
        size *= 2;
    }
}

/// A header with a lone carriage return in it is a whole file of them.
fn one_line(header: &[u8]) -> std::result::Result<Header, Flaw> {
    if content(header).contains(&b'\r') && !header.contains(&b'"') {
        let reason = "expected lines that end with LF or CRLF, found ones that end with CR alone; \
                      `tr '\\r' '\\n'` converts them";
        return Err(Flaw::new(RejectKind::Unsupported, reason));
    }
    Ok(header.to_vec())
}

/// An error unless both tables name the same columns.
pub(crate) fn same_header(
    (first, agreed): (&PathBuf, &Header),
    (path, header): (&PathBuf, &Header),
    format: Format,
) -> Result<()> {
    if agreed == header {
        return Ok(());
    }
    let (expected, found) = (names(agreed, separator(format))?, names(header, separator(format))?);
    if expected == found {
        return Ok(());
    }
    Err(Error::input(format!(
        "all tables of a run must have the same columns, but {} has {} and {} has {}",
        shown(first),
        listed(&expected),
        shown(path),
        listed(&found)
    )))
}

/// The row without its line end.
pub(super) fn content(row: &[u8]) -> &[u8] {
    let row = row.strip_suffix(b"\n").unwrap_or(row);
    row.strip_suffix(b"\r").unwrap_or(row)
}

/// The cells of one row.
#[derive(Debug)]
pub(super) struct Row {
    reader: Reader,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

impl Row {
    fn new(separator: u8) -> Self {
        // A carriage return before the line end is taken off beforehand, and elsewhere is text.
        let terminator = Terminator::Any(b'\n');
        let reader = ReaderBuilder::new().delimiter(separator).terminator(terminator).build();
        Self { reader, cells: Vec::new(), ends: Vec::new() }
    }

    /// Takes `row` apart; an error if it has not as many cells as there are columns.
    pub(super) fn split(&mut self, columns: &Columns, row: &str) -> std::result::Result<(), Flaw> {
        self.unquote(row);
        let (expected, found) = (columns.count, self.ends.len());
        if expected == found {
            return Ok(());
        }
        let reason = format!("expected {expected} fields, as in the header, found {found}");
        Err(Flaw::new(RejectKind::RaggedRow, reason))
    }

    pub(super) fn text(&self, columns: &Columns) -> &str {
        self.cell(columns.text)
    }

    pub(super) fn id(&self, columns: &Columns) -> Option<&str> {
        Some(self.cell(columns.id?)).filter(|id| !id.is_empty())
    }

    /// The further cells wanted, in their order.
    pub(super) fn fields(&self, columns: &Columns) -> impl Iterator<Item = Option<&str>> {
        columns.fields.iter().map(|i| Some(self.cell((*i)?)).filter(|cell| !cell.is_empty()))
    }

    fn unquote(&mut self, row: &str) {
        let mut rest = content(row.as_bytes());
        self.reader.reset();
        self.cells.resize(rest.len(), 0);
        let (mut cells, mut ends) = (0, 0);
        loop {
            let (result, read, written, ended) =
                self.reader.read_record(rest, &mut self.cells[cells..], &mut self.ends[ends..]);
            rest = &rest[read..];
            cells += written;
            ends += ended;
            match result {
                // Told once more that there is nothing left, the reader ends the last cell.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.cells.resize(cells + rest.len() + 1, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * ends + 8, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        self.ends.truncate(ends);
    }

    fn cell(&self, i: usize) -> &str {
        let start = i.checked_sub(1).map_or(0, |before| self.ends[before]);
        // Cells of a row that is UTF-8 are that too: separators and quotes are ASCII.
        simdutf8::basic::from_utf8(&self.cells[start..self.ends[i]]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(row: &str) -> Vec<String> {
        let mut cells = Row::new(b',');
        cells.unquote("old,\"row\",x");
        cells.unquote(row);
        (0..cells.ends.len()).map(|i| cells.cell(i).to_owned()).collect()
    }

    #[test]
    fn cells_of_a_row() {
        assert_eq!(cells("a,\"b\n\"\"c\"\"\",,5\" d\r\n"), ["a", "b\n\"c\"", "", "5\" d"]);
        assert_eq!(cells("\"a\r\n\"\r\n"), ["a\r\n"]);
        assert_eq!(cells(&",".repeat(40)).len(), 41);
    }

    #[test]
    fn columns_are_demanded() {
        let fields = vec!["date".into()];
        let optional_fields = vec!["source".into()];
        let settings = ReadSettings { fields, optional_fields, ..Default::default() };
        let of = |header: &str| Columns::of(header.as_bytes(), Format::Csv, &settings);
        let columns = of("\u{FEFF}\"date\",text\n").unwrap();
        assert_eq!((columns.text, columns.id, columns.fields), (1, None, vec![Some(0), None]));
        let error = of("id,body\n").unwrap_err().to_string();
        assert_eq!(error, "there is no column `text`; the columns are `id`, `body`");
        let error = of("date,text,text\n").unwrap_err().to_string();
        assert!(error.contains("`text` twice"), "{error}");
    }

    proptest! {
        #[test]
        fn rows_end_where_csv_core_ends_them(text in "[a\", \n]{0,30}") {
            let mut scan = Scan::new(Rule::Rows { separator: b',' });
            let mut start = 0;
            let mut rows = Vec::new();
            while let Some(end) = scan.first(text.as_bytes(), true) {
                let row = &text[std::mem::replace(&mut start, end)..end];
                if !content(row.as_bytes()).is_empty() {
                    rows.push(cells(row));
                }
            }
            // Where csv-core closes the quote itself, the row is refused before.
            prop_assume!(scan.open_quote().is_none());
            prop_assert_eq!(rows, whole(&text));
        }
    }

    /// All rows, by `csv-core` alone.
    fn whole(text: &str) -> Vec<Vec<String>> {
        let mut reader = ReaderBuilder::new().terminator(Terminator::Any(b'\n')).build();
        let (mut rest, mut rows) = (text.as_bytes(), Vec::new());
        loop {
            let (mut cells, mut ends) = ([0; 64], [0; 64]);
            let (mut written, mut ended) = (0, 0);
            loop {
                let (result, read, w, e) =
                    reader.read_record(rest, &mut cells[written..], &mut ends[ended..]);
                rest = &rest[read..];
                (written, ended) = (written + w, ended + e);
                match result {
                    ReadRecordResult::Record => break,
                    ReadRecordResult::End => return rows,
                    _ => {}
                }
            }
            let starts = std::iter::once(0).chain(ends);
            rows.push(
                starts
                    .zip(ends)
                    .take(ended)
                    .map(|(start, end)| String::from_utf8(cells[start..end].to_vec()).unwrap())
                    .collect(),
            );
        }
    }
}
