//! Properties that must hold for any bytes, for the fuzz targets in `fuzz/`.

use crate::input::decode::buffer::Buffer;
use crate::input::decode::decoder::Stream;
use crate::input::decode::spool::Spool;
use crate::input::formats::extract::{Extractor, Plan, Record};
use crate::input::formats::origin::Origins;
use crate::input::parallel::feed::{Feed, Work};
use crate::input::reject::RejectKind;
use crate::input::settings::{Format, ReadSettings, Split};
use crate::input::sniff;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// So small that a fuzzer finds records that are longer.
const LONGEST: usize = 1000;

/// What became of a record: its bytes, and its text and name or why it has none.
type Seen = (Vec<u8>, Result<(String, Option<String>), RejectKind>);

/// JSON Lines read whole and in pieces are alike, and texts are those that `serde_json` sees.
pub(crate) fn jsonl(bytes: &[u8]) {
    let plan = Plan::json_or_text(Format::JsonLines, &settings(Split::File));
    for (line, seen) in same_in_pieces(&plan, bytes, 0) {
        let value = serde_json::from_slice::<serde_json::Value>(&line);
        let Some(value) = value.ok().filter(|_| line.len() <= LONGEST) else { continue };
        let expected = value.get("text").and_then(|text| text.as_str());
        assert_eq!(seen.ok().map(|(text, _)| text).as_deref(), expected);
    }
}

/// Tables read whole and in pieces are alike, and no byte of them is lost.
#[cfg(feature = "tables")]
pub(crate) fn csv(bytes: &[u8]) {
    use crate::input::formats::table::Columns;
    let header = b"id,text\n";
    let settings = settings(Split::File);
    let Ok(columns) = Columns::of(header, Format::Csv, &settings) else { return };
    let table = [header, bytes].concat();
    same_in_pieces(&Plan::rows(columns, &settings), &table, header.len());
}

/// Plain text read whole and in pieces is alike, and paragraphs add up to it.
pub(crate) fn text(bytes: &[u8]) {
    for split in [Split::File, Split::Lines, Split::Paragraphs] {
        let plan = Plan::json_or_text(Format::Text, &settings(split));
        let seen = same_in_pieces(&plan, bytes, 0);
        let kept = seen.iter().map(|(bytes, _)| bytes.as_slice()).collect::<Vec<_>>().concat();
        if split == Split::Paragraphs && !kept.is_empty() {
            assert!(bytes.ends_with(&kept));
        }
    }
}

/// No compressed stream makes a decoder panic, go on without end or make more than it may.
pub(crate) fn decompress(bytes: &[u8]) {
    const LIMIT: usize = 4 << 20;
    let codec = sniff::codec(bytes);
    let Ok(mut stream) = Stream::new(Cursor::new(bytes.to_vec()), codec, 1000) else { return };
    let mut out = Buffer::default();
    while out.len() < LIMIT {
        let want = out.len() + LIMIT / 8;
        if !stream.grow(want, &mut out, Path::new("-")).is_ok_and(|more| more) {
            break;
        }
    }
    assert!(out.len() <= LIMIT + LIMIT / 8);
    if codec.is_none() {
        assert!(bytes.starts_with(&out));
    }
}

fn settings(split: Split) -> ReadSettings {
    ReadSettings { split, max_record_bytes: LONGEST as u64, ..Default::default() }
}

/// Reads `bytes` whole and by pieces of 7 bytes.
fn same_in_pieces(plan: &Plan, bytes: &[u8], header: usize) -> Vec<Seen> {
    let Ok(start) = plan.begin(bytes, header) else { return Vec::new() };
    let (mut extractor, mut whole) = (Extractor::new(plan), Vec::new());
    if bytes[start..].is_empty() {
        // An empty file is a document; an empty stream has no piece to hold one.
        return whole;
    }
    each(&mut extractor, &bytes[start..], &mut whole);
    for (record, seen) in &whole {
        let Ok((text, _)) = seen else { continue };
        let origins = plan.origins(record);
        assert!(origins.is_some_and(|origins| origins_fit(&origins, record, text)));
        assert!(plan.reads_as(record, text));
    }
    let mut cut = Vec::new();
    let (raw, mut spool) = (Cursor::new(bytes.to_vec()), Spool::new(None));
    let Ok(stream) = Stream::new(raw, None, 1) else { return whole };
    let nothing = (Buffer::default(), None);
    let mut feed = Feed::stream(stream, nothing, PathBuf::from("-"), false, header as u64, plan);
    while let Ok(Some((offset, work))) = feed.next(plan, 7, &mut spool) {
        match work {
            Work::Owned(piece) => each(&mut extractor, &piece, &mut cut),
            Work::Flawed { flaw, len, .. } => {
                let record = bytes[offset as usize..][..len as usize].to_vec();
                cut.push((record, Err(flaw.kind)));
            }
            Work::Mapped(..) | Work::File { .. } => {}
        }
    }
    assert_eq!(cut, whole);
    whole
}

/// Whether every character has its own bytes of the record, in order.
pub(crate) fn origins_fit(origins: &Origins, record: &[u8], text: &str) -> bool {
    let mut last = 0;
    let in_order = text.char_indices().all(|(at, c)| {
        let raw = origins.raw(at..at + c.len_utf8());
        let follows = last <= raw.start && raw.start < raw.end;
        last = raw.end;
        follows
    });
    in_order && last <= record.len() && (text.is_empty() || origins.raw(0..text.len()).end == last)
}

fn each(extractor: &mut Extractor<'_>, bytes: &[u8], seen: &mut Vec<Seen>) {
    extractor.each(bytes, |range, record| {
        let told = |record: &Record<'_>| (record.text.to_owned(), record.id.map(str::to_owned));
        seen.push((bytes[range].to_vec(), record.map(told).map_err(|flaw| flaw.kind)));
        ControlFlow::Continue(())
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            super::text(&bytes);
            super::decompress(&bytes);
        }

        #[test]
        fn bytes_that_look_right(text in "[a\", \n{}:\\\\]{0,60}") {
            super::jsonl(text.as_bytes());
            super::text(text.as_bytes());
            #[cfg(feature = "tables")]
            super::csv(text.as_bytes());
        }
    }
}
