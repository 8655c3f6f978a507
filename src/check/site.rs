//! Where findings stand, for people and editors: lines, columns, and what stands there.
//!
//! Cost: each file that has a finding is looked at once, up to its last one.

use super::finding::{Position, Site};
use super::found::Spot;
use super::library::{At, Library};
use super::plan::Plan;
use crate::base::document::DocId;
use crate::base::error::Result;
use crate::input::sniff::is_compressed;
use crate::storage::map::Map;
use std::collections::BTreeMap;
use std::ops::Range;

/// The sites of some places, in their order.
pub(super) fn sites(plan: &Plan, library: &Library, spots: &[&Spot]) -> Result<Vec<Site>> {
    let mut sites: Vec<Option<Site>> = vec![None; spots.len()];
    let mut by_doc: BTreeMap<DocId, Vec<usize>> = BTreeMap::new();
    for (at, spot) in spots.iter().enumerate() {
        by_doc.entry(spot.doc).or_default().push(at);
    }
    // Of each file the places that are wanted, by what they are wanted for.
    let mut by_file: BTreeMap<u32, Vec<(u64, usize, bool)>> = BTreeMap::new();
    for (doc, ats) in by_doc {
        let (text, origins, offset) = library.prose(doc)?;
        let document = library.doc(doc);
        for at in ats {
            let span = spots[at].span.as_ref().map_or(0..text.len(), |(_, bytes)| bytes.clone());
            let raw = origins.raw(trimmed(&text, span.clone()));
            let wanted = by_file.entry(document.file).or_default();
            wanted.push((offset + raw.start as u64, at, false));
            wanted.push((offset + raw.end as u64, at, true));
            let start = Position { line: record_line(document.at), column: 1, byte: 0 };
            sites[at] = Some(Site {
                corpus: plan.corpora[document.corpus as usize].name.clone(),
                path: library.file(doc).shown.clone(),
                id: document.id.as_deref().map(str::to_owned),
                start,
                end: start,
                excerpt: excerpt(text.get(span).unwrap_or_default()),
            });
        }
    }
    for (file, mut wanted) in by_file {
        wanted.sort_unstable();
        let bytes = bytes(library, file);
        let mut counter = Counter::new(bytes.as_deref().unwrap_or_default());
        for (byte, at, is_end) in wanted {
            let Some(site) = &mut sites[at] else { continue };
            let position = counter.at(byte).unwrap_or(Position { byte, ..site.start });
            *(if is_end { &mut site.end } else { &mut site.start }) = position;
        }
    }
    Ok(sites.into_iter().flatten().collect())
}

/// The lines of a page that a place covers.
pub(super) fn lines(library: &Library, spot: &Spot) -> Result<Range<u64>> {
    let (text, origins, offset) = library.prose(spot.doc)?;
    let span = spot.span.as_ref().map_or(0..text.len(), |(_, bytes)| bytes.clone());
    let raw = origins.raw(span);
    let bytes = bytes(library, library.doc(spot.doc).file);
    let mut counter = Counter::new(bytes.as_deref().unwrap_or_default());
    let line = |position: Option<Position>| position.map_or(1, |position| position.line);
    let first = line(counter.at(offset + raw.start as u64));
    Ok(first..line(counter.at(offset + raw.end as u64)) + 1)
}

/// Of a record whose file cannot be looked at as it is, since it is compressed: its number.
fn record_line(at: At) -> u64 {
    match at {
        At::Page(_) => 1,
        At::Record { place, .. } => u64::from(place.number),
    }
}

/// What is shown of a text, at most.
const EXCERPT_BYTES: usize = 400;

/// The beginning of a text, each run of blanks as one.
fn excerpt(text: &str) -> String {
    let mut excerpt = String::new();
    for word in text.split_whitespace() {
        let blank = if excerpt.is_empty() { "" } else { " " };
        let room = EXCERPT_BYTES.saturating_sub(excerpt.len() + blank.len());
        if word.len() > room {
            // A word without an end is cut.
            if excerpt.is_empty() {
                let fits = word.char_indices().map(|(at, c)| at + c.len_utf8());
                let end = fits.take_while(|end| *end <= room).last().unwrap_or_default();
                excerpt.push_str(&word[..end]);
            }
            excerpt.push('…');
            break;
        }
        excerpt.push_str(blank);
        excerpt.push_str(word);
    }
    excerpt
}

/// Without the blanks around it.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let Some(inside) = text.get(span.clone()) else { return span };
    let start = span.start + (inside.len() - inside.trim_start().len());
    start..start + inside.trim().len()
}

/// The bytes of a file, unless they are compressed.
fn bytes(library: &Library, file: u32) -> Option<Map> {
    let path = &library.files[file as usize].path;
    let opened = std::fs::File::open(path).ok()?;
    let map = Map::input(&opened, path).ok()?;
    (!is_compressed(&map)).then_some(map)
}

/// Counts lines and columns up to places that come in order.
struct Counter<'b> {
    bytes: &'b [u8],
    /// Counted so far.
    reached: usize,
    line: u64,
    /// The first byte of the line.
    start: usize,
}

impl<'b> Counter<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        Self { bytes, reached: 0, line: 1, start }
    }

    /// The position of a byte that is not before the last one asked for.
    fn at(&mut self, byte: u64) -> Option<Position> {
        let at = usize::try_from(byte).ok().filter(|at| *at <= self.bytes.len())?;
        let passed = self.bytes.get(self.reached..at)?;
        for end in memchr::memchr_iter(b'\n', passed) {
            self.line += 1;
            self.start = self.reached + end + 1;
        }
        self.reached = at;
        let before = self.bytes.get(self.start..at).unwrap_or_default();
        // Every byte of a character but the first is a continuation.
        let characters = before.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        Some(Position { line: self.line, column: characters as u64 + 1, byte })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_in_characters() {
        let text = "\u{feff}añb\nжж z\r\nend";
        let mut counter = Counter::new(text.as_bytes());
        for (found, line, column) in [("b", 1, 3), ("z", 2, 4), ("end", 3, 1)] {
            let byte = text.find(found).unwrap() as u64;
            assert_eq!(counter.at(byte), Some(Position { line, column, byte }), "{found}");
        }
        assert_eq!(counter.at(1000), None);
    }
}
