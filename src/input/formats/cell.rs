//! Where the text of a row comes from: one cell, with its doubled quotes.
//!
//! Quotes are read as [`row_end`](super::row_end) and `csv-core` read them; the latter does not
//! tell places.
//!
//! Cost: SIMD searches for quotes and separators, as far as the cell.

use super::origin::{Origins, Step};
use super::table::{Columns, content};
use memchr::memchr;

/// Where the text of `row` comes from; none if it has not so many cells.
pub(super) fn origins(row: &[u8], columns: &Columns) -> Option<Origins> {
    let row = content(row);
    // Not only that of a file: `csv-core` takes each row for a new one.
    let mut start = if row.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    for _ in 0..columns.text_column() {
        let (_, end) = cell(row, start, columns.separator());
        start = end + 1;
        if start > row.len() {
            return None;
        }
    }
    Some(cell(row, start, columns.separator()).0)
}

/// The cell that begins at `start`, and where it ends.
fn cell(row: &[u8], start: usize, separator: u8) -> (Origins, usize) {
    let next = |byte: u8, from: usize| memchr(byte, &row[from..]).map_or(row.len(), |i| from + i);
    if row.get(start) != Some(&b'"') {
        let mut origins = Origins::begin(start);
        let end = next(separator, start);
        origins.copied(start..end);
        return (origins, end);
    }
    let mut at = start + 1;
    let mut origins = Origins::begin(at);
    loop {
        let quote = next(b'"', at);
        origins.copied(at..quote);
        if row.get(quote + 1) != Some(&b'"') {
            // What follows a closing quote is plain text, up to the separator.
            let closed = row.len().min(quote + 1);
            let end = next(separator, closed);
            origins.copied(closed..end);
            return (origins, end);
        }
        origins.coded(quote, Step::of('"', 2));
        at = quote + 2;
    }
}
