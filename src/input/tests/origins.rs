//! From spans of a text to bytes of its record, and what is left when they are cut out: examples.

use crate::input::formats::extract::Plan;
use crate::input::formats::origin::without;
use crate::input::settings::{Format, ReadSettings, Split};
use std::ops::Range;

pub(super) fn text_plan(split: Split) -> Plan {
    Plan::json_or_text(Format::Text, &ReadSettings { split, ..Default::default() })
}

pub(super) fn json_plan(path: &str) -> Plan {
    let settings = ReadSettings { text_field: path.into(), ..Default::default() };
    Plan::json_or_text(Format::JsonLines, &settings)
}

#[cfg(feature = "tables")]
pub(super) fn table_plan(header: &str, format: Format) -> Plan {
    let settings = ReadSettings::default();
    let columns =
        crate::input::formats::table::Columns::of(header.as_bytes(), format, &settings).unwrap();
    Plan::rows(columns, &settings)
}

/// What stands in the record where these parts of its text come from.
#[cfg(feature = "tables")]
fn raw<'r>(plan: &Plan, record: &'r [u8], spans: &[Range<usize>]) -> Vec<&'r [u8]> {
    let origins = plan.origins(record).unwrap();
    spans.iter().map(|span| &record[origins.raw(span.clone())]).collect()
}

/// The record without this part of its text.
fn cut(plan: &Plan, record: &[u8], span: Range<usize>) -> Vec<u8> {
    cut_all(plan, record, &[span])
}

/// The record without these parts of its text.
pub(super) fn cut_all(plan: &Plan, record: &[u8], spans: &[Range<usize>]) -> Vec<u8> {
    let origins = plan.origins(record).unwrap();
    let cuts: Vec<_> = spans.iter().map(|span| origins.raw(span.clone())).collect();
    without(record, &cuts)
}

#[test]
fn members_of_objects() {
    let line = br#" {"text":"no","a":{"b":"old\n"},"a":{"b":"x\n\u00e9\ud83d\ude00\/z","c":"b"}}"#;
    let plan = json_plan("a.b");
    let origins = plan.origins(line).unwrap();
    // The text is `x`, a line end, `é` of two bytes, the face of four, and `/z`.
    let start = line.windows(4).position(|bytes| bytes == br"x\n\").unwrap();
    for (span, expected) in [
        (0..1, 0..1),
        (1..2, 1..3),
        (2..4, 3..9),
        (4..8, 9..21),
        (8..9, 21..23),
        (9..10, 23..24),
        (0..10, 0..24),
        (2..8, 3..21),
        (2..2, 3..3),
        (4..4, 9..9),
        (10..10, 24..24),
    ] {
        assert_eq!(origins.raw(span), start + expected.start..start + expected.end);
    }
    let left = cut_all(&plan, line, &[0..1, 2..8, 9..10]);
    assert!(left.ends_with(br#""a":{"b":"\n\/","c":"b"}}"#));
    assert!(plan.reads_as(&left, "\n/"));
    assert!(plan.origins(br#"{"a":{"b":1}}"#).is_none());
    assert_eq!(plan.origins(br#"{"a.b":""}"#).unwrap().raw(0..0), 8..8);
}

#[test]
fn halves_of_pairs_that_meet_are_seen() {
    let plan = json_plan("text");
    let left = cut(&plan, br#"{"text":"\ud83d-\ude00"}"#, 3..4);
    assert!(plan.reads_as(&left, "😀") && !plan.reads_as(&left, "\u{FFFD}\u{FFFD}"));
}

#[cfg(feature = "tables")]
#[test]
fn cells_of_tables() {
    let plan = table_plan("id,text,x", Format::Csv);
    // The text is `a "b"`, a line end, and `,c`.
    let row = b"\"1,\"\"\",\"a \"\"b\"\"\r\n,c\",\"\"\r\n";
    let spans = [0..2, 2..3, 3..4, 4..5, 5..7, 2..9, 0..9];
    let expected: [&[u8]; 7] =
        [b"a ", b"\"\"", b"b", b"\"\"", b"\r\n", b"\"\"b\"\"\r\n,c", b"a \"\"b\"\"\r\n,c"];
    assert_eq!(raw(&plan, row, &spans), expected);
    assert_eq!(plan.origins(row).unwrap().raw(2..5), 10..15);
    let left = cut_all(&plan, row, &[0..3, 5..8]);
    assert_eq!(left, b"\"1,\"\"\",\"b\"\"c\",\"\"\r\n");
    assert!(plan.reads_as(&left, "b\"c"));
    assert_eq!(cut(&plan, row, 0..9), b"\"1,\"\"\",\"\",\"\"\r\n");
    assert!(plan.origins(b"1\n").is_none());
    // Empty cells, the last cell, and the mark that `csv-core` takes off any row.
    for (header, row, at) in
        [("text,id", ",\n", 0), ("id,text", "1,\r\n", 2), ("text", "\u{FEFF}\"\"\n", 4)]
    {
        let plan = table_plan(header, Format::Csv);
        assert_eq!(plan.origins(row.as_bytes()).unwrap().raw(0..0), at..at, "{row}");
    }
}

#[cfg(feature = "tables")]
#[test]
fn cuts_that_change_how_a_row_is_read_are_seen() {
    let plan = table_plan("text\tid", Format::Tsv);
    // A quote in plain text becomes one that opens; a quote that closed is cut.
    for (row, text, span, left) in
        [("5\" disk\t1\n", "5\" disk", 0..1, "\" disk"), ("\"ab\"cd\t1\n", "abcd", 1..3, "ad")]
    {
        assert!(plan.reads_as(row.as_bytes(), text));
        let bytes = cut(&plan, row.as_bytes(), span);
        assert!(!plan.reads_as(&bytes, left), "{row}");
    }
    // What follows the closing quote is text like any other.
    let row = b"\"ab\"cd\t1\n";
    assert_eq!(raw(&plan, row, &[0..2, 2..4, 1..3]), [&b"ab"[..], b"cd", b"b\"c"]);
    let plan = table_plan("text", Format::Csv);
    assert!(!plan.reads_as(&cut(&plan, b"ab\n", 0..2), ""));
    assert!(plan.reads_as(&cut(&plan, b"\"ab\"\n", 0..2), ""));
}

#[test]
fn plain_text() {
    let (lines, paragraphs) = (text_plan(Split::Lines), text_plan(Split::Paragraphs));
    assert_eq!(lines.origins(b" \tone two \r\n").unwrap().raw(4..7), 6..9);
    assert!(lines.reads_as(&cut(&lines, b" one two \n", 0..3), " two"));
    assert!(!lines.reads_as(&cut(&lines, b"one\n", 0..3), ""));
    let record = b"\n one\ntwo\nthree\n\n";
    assert_eq!(paragraphs.origins(record).unwrap().raw(4..7), 6..9);
    assert!(paragraphs.reads_as(&cut(&paragraphs, record, 4..8), "one\nthree"));
    assert!(!paragraphs.reads_as(&cut(&paragraphs, record, 4..7), "one\n\nthree"));
}

#[test]
fn whole_files() {
    let plan = text_plan(Split::File);
    assert_eq!(plan.origins(b"").unwrap().raw(0..0), 0..0);
    assert_eq!(plan.origins(b" one ").unwrap().raw(1..4), 1..4);
    let marked = "\u{FEFF}one\n".as_bytes();
    assert_eq!(plan.origins(marked).unwrap().raw(0..3), 3..6);
    assert!(plan.reads_as(&cut(&plan, marked, 0..4), ""));
    // Two bytes for `a`, `é` and the half of a pair, four for the whole.
    let units = [0xFEFF, 0x61, 0xE9, 0xD83D, 0xDE00, 0xD83D, 0x7A];
    let record: Vec<u8> = units.iter().flat_map(|unit: &u16| unit.to_be_bytes()).collect();
    let origins = plan.origins(&record).unwrap();
    for (span, expected) in [(0..1, 2..4), (1..3, 4..6), (3..7, 6..10), (7..10, 10..12)] {
        assert_eq!(origins.raw(span), expected);
    }
    assert!(plan.reads_as(&cut_all(&plan, &record, &[1..3, 7..10]), "a😀z"));
}
