//! From spans of a text to bytes of its record: what holds for every text, however written.

use super::origins::*;
use crate::input::formats::extract::{Extractor, Plan};
use crate::input::formats::origin::without;
use crate::input::formats::unescape::unescape;
use crate::input::settings::{Format, Split};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseResult;
use std::ops::{ControlFlow, Range};

/// Three spans that meet, of a text that the record is known to have.
fn spans(text: &str, ends: &[Index; 4]) -> [Range<usize>; 3] {
    let at: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut ends = ends.map(|end| *end.get(&at));
    ends.sort_unstable();
    [ends[0]..ends[1], ends[1]..ends[2], ends[2]..ends[3]]
}

/// Holds for every record whose text stands there without gaps: `undo` reads a part of it.
fn check(
    plan: &Plan,
    record: &[u8],
    text: &str,
    spans: &[Range<usize>; 3],
    undo: impl Fn(&[u8]) -> String,
) -> TestCaseResult {
    prop_assert!(plan.reads_as(record, text));
    let origins = plan.origins(record).unwrap();
    prop_assert!(crate::fuzzing::input::origins_fit(&origins, record, text));
    let raw = spans.clone().map(|span| origins.raw(span));
    for (span, raw) in spans.iter().zip(&raw) {
        prop_assert_eq!(undo(&record[raw.clone()]), &text[span.clone()]);
        prop_assert_eq!(raw.is_empty(), span.is_empty());
    }
    prop_assert!(raw[0].end == raw[1].start && raw[1].end == raw[2].start);
    prop_assert_eq!(origins.raw(spans[0].start..spans[2].end), raw[0].start..raw[2].end);
    Ok(())
}

/// The text without the first and the last span, and the record without where they came from.
fn left(plan: &Plan, record: &[u8], text: &str, spans: &[Range<usize>; 3]) -> (String, Vec<u8>) {
    let [first, _, last] = spans.clone();
    let kept = without(text.as_bytes(), &[first.clone(), last.clone()]);
    (String::from_utf8(kept).unwrap(), cut_all(plan, record, &[first, last]))
}

/// The inside of a JSON string, with every character written as its number says.
fn written(text: &str, styles: &[u8]) -> String {
    let styles = styles.iter().cycle();
    let write = |(c, style): (char, &u8)| match (style, c) {
        (0, _) => c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}")).collect(),
        (1, '/') => "\\/".to_owned(),
        (_, '"') => "\\\"".to_owned(),
        _ => serde_json::to_string(&c).unwrap().trim_matches('"').to_owned(),
    };
    text.chars().zip(styles).map(write).collect()
}

fn undo_json(raw: &[u8]) -> String {
    let mut text = String::new();
    unescape(std::str::from_utf8(raw).unwrap(), &mut text);
    text
}

fn undo_nothing(raw: &[u8]) -> String {
    std::str::from_utf8(raw).unwrap().to_owned()
}

proptest! {
    #[test]
    fn any_member(
        text in prop_oneof![any::<String>(), "[aжя/\\\\\"\n\u{1}é😀]{0,20}"],
        styles in prop_oneof![Just(vec![0]), Just(vec![2]), prop::collection::vec(0u8..3, 1..9)],
        ends in any::<[Index; 4]>(),
    ) {
        let inside = written(&text, &styles);
        let record = format!(" {{\"a\":{{\"b\":\"\\n\"}},\"a\":{{\"b\" : \"{inside}\"}},\"c\":\"é\"}}\r\n");
        let (plan, spans) = (json_plan("a.b"), spans(&text, &ends));
        check(&plan, record.as_bytes(), &text, &spans, undo_json)?;
        let (kept, bytes) = left(&plan, record.as_bytes(), &text, &spans);
        prop_assert!(plan.reads_as(&bytes, &kept));
        let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(value["a"]["b"].as_str(), Some(kept.as_str()));
    }

    #[test]
    fn any_halves_of_pairs(
        units in prop::collection::vec(prop::sample::select(&[0x61, 0xD83D, 0xDE00][..]), 0..12),
        ends in any::<[Index; 4]>(),
    ) {
        let text = String::from_utf16_lossy(&units);
        let inside: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
        let record = format!("{{\"text\":\"{inside}\"}}");
        let (plan, spans) = (json_plan("text"), spans(&text, &ends));
        check(&plan, record.as_bytes(), &text, &spans, undo_json)?;
        let (kept, bytes) = left(&plan, record.as_bytes(), &text, &spans);
        let met = kept.contains("\u{FFFD}\u{FFFD}");
        prop_assert!(plan.reads_as(&bytes, &kept) || met);
    }

    #[cfg(feature = "tables")]
    #[test]
    fn any_cell(
        text in "[aé😀\", \t\r\n]{0,20}",
        place in 0usize..3,
        tabs in any::<bool>(),
        quote in any::<bool>(),
        ends in any::<[Index; 4]>(),
    ) {
        let (separator, format) = if tabs { ("\t", Format::Tsv) } else { (",", Format::Csv) };
        let text = if quote { text } else { text.replace(['"', '\r', '\n', ',', '\t'], "") };
        let cell = if quote { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.clone() };
        let (mut header, mut cells) = (["id", "x", "y"], ["\",\t\n\"\"\"", "", "5\""]);
        header[place] = "text";
        cells[place] = &cell;
        let record = cells.join(separator) + "\r\n";
        let (plan, spans) = (table_plan(&header.join(separator), format), spans(&text, &ends));
        let undo = |raw: &[u8]| undo_nothing(raw).replace("\"\"", "\"");
        check(&plan, record.as_bytes(), &text, &spans, undo)?;
        let (kept, bytes) = left(&plan, record.as_bytes(), &text, &spans);
        prop_assert!(plan.reads_as(&bytes, &kept));
    }

    #[cfg(feature = "tables")]
    #[test]
    fn any_row(row in "\u{FEFF}?[aé\",\r]{0,12}\r?\n?", first in any::<bool>()) {
        let plan = table_plan(if first { "text,a" } else { "a,text" }, Format::Csv);
        let mut extractor = Extractor::new(&plan);
        extractor.each(row.as_bytes(), |_, record| {
            let Ok(record) = record else { return ControlFlow::Break(()) };
            let origins = plan.origins(row.as_bytes()).unwrap();
            assert!(crate::fuzzing::input::origins_fit(&origins, row.as_bytes(), record.text));
            for (at, c) in record.text.char_indices() {
                let raw = &row[origins.raw(at..at + c.len_utf8())];
                assert!(raw.chars().eq([c]) || (c == '"' && raw == "\"\""));
            }
            ControlFlow::Break(())
        });
    }

    #[test]
    fn any_plain_text(
        text in "[aé😀 ]([aé😀 \n]{0,20}[aé😀])?",
        ends in any::<[Index; 4]>(),
        mark in "\u{FEFF}?",
    ) {
        let plan = text_plan(Split::File);
        let ends_of_file = spans(&text, &ends);
        let record = format!("{mark}{text}");
        check(&plan, record.as_bytes(), &text, &ends_of_file, undo_nothing)?;
        let (kept, bytes) = left(&plan, record.as_bytes(), &text, &ends_of_file);
        prop_assert!(plan.reads_as(&bytes, &kept));

        let line = text.replace('\n', " ").trim().to_owned();
        let paragraph = text.split_whitespace().collect::<Vec<_>>().join("\n");
        for (split, text) in [(Split::Lines, line), (Split::Paragraphs, paragraph)] {
            if text.is_empty() {
                continue;
            }
            let (plan, spans) = (text_plan(split), spans(&text, &ends));
            let record = format!(" \t{text} \r\n");
            check(&plan, record.as_bytes(), &text, &spans, undo_nothing)?;
            let (kept, bytes) = left(&plan, record.as_bytes(), &text, &spans);
            let kept = kept.trim();
            let one = !kept.is_empty() && !kept.contains("\n\n");
            prop_assert_eq!(plan.reads_as(&bytes, kept), one);
        }
    }

    #[test]
    fn any_utf16(text in "[aé\u{4E00}😀]{0,20}", ends in any::<[Index; 4]>(), big in any::<bool>()) {
        let bytes = if big { u16::to_be_bytes } else { u16::to_le_bytes };
        let unit = if big { u16::from_be_bytes } else { u16::from_le_bytes };
        let record: Vec<u8> = "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect();
        let (plan, spans) = (text_plan(Split::File), spans(&text, &ends));
        check(&plan, &record, &text, &spans, |raw| {
            let units: Vec<_> = raw.chunks(2).map(|pair| unit([pair[0], pair[1]])).collect();
            String::from_utf16(&units).unwrap()
        })?;
        let (kept, bytes) = left(&plan, &record, &text, &spans);
        prop_assert!(plan.reads_as(&bytes, &kept));
    }
}
