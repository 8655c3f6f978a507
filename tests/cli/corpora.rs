//! Real corpora of malformed and multilingual text: no panic, no hang, nothing lost.
//!
//! They are looked for in `../shared/corpora`, or where `RETOLD_CORPORA` points.

use super::harness::Lab;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A corpus, unless it is not here.
pub(crate) fn corpus(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    let folder = std::env::var_os("RETOLD_CORPORA").map_or_else(beside, PathBuf::from);
    let path = folder.join(name);
    if !path.exists() {
        // Not by a print macro, which the test runner would keep to itself.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {} is not here", path.display());
        return None;
    }
    Some(path)
}

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    assert!(!files.is_empty());
    files
}

fn sum(rejected: &Value) -> u64 {
    rejected.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum()
}

/// The summary of a run that may skip, with the number of its documents and rejections.
fn skim(lab: &Lab, args: &str, inputs: &[PathBuf]) -> Option<(u64, u64)> {
    let call = lab.call(&format!("dedup --dry-run --on-error skip --format json {args}"));
    let ended = inputs.iter().fold(call, |call, input| call.arg(input)).run();
    if ended.code == Some(2) {
        assert!(ended.stderr.starts_with("retold: ") && ended.stderr.len() > 30, "{ended:?}");
        return None;
    }
    assert_eq!(ended.code, Some(0), "{inputs:?}: {ended:?}");
    let summary = ended.json();
    Some((summary["documents"].as_u64().unwrap(), sum(&summary["rejected"])))
}

#[test]
fn every_file_as_a_document() {
    for name in ["malformed", "multilingual"] {
        let Some(folder) = corpus(name) else { return };
        let lab = Lab::new();
        let mut files = files(&folder);
        files.retain(|file| file.metadata().unwrap().len() > 0);
        let (documents, rejected) = skim(&lab, "--input-format text", &files).unwrap();
        assert_eq!(documents + rejected, files.len() as u64, "{name}");
    }
}

#[test]
fn every_file_as_whatever_it_seems() {
    for name in ["malformed", "multilingual"] {
        let Some(folder) = corpus(name) else { return };
        let lab = Lab::new();
        let mut kinds = BTreeMap::<String, Vec<PathBuf>>::new();
        for file in files(&folder) {
            let kind = file.extension().unwrap_or_default().to_string_lossy().into_owned();
            let some = kinds.entry(kind).or_default();
            // Of many alike some will do.
            if some.len() < 25 {
                some.push(file);
            }
        }
        for file in kinds.into_values().flatten() {
            skim(&lab, "", std::slice::from_ref(&file));
        }
    }
}

/// How many lines and paragraphs there are in a file; one each, if its lines cannot be told.
fn units(bytes: &[u8]) -> [u64; 2] {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let marks: [&[u8]; 3] = [&[0xFF, 0xFE], &[0xFE, 0xFF], &[0, 0, 0xFE, 0xFF]];
    if marks.iter().any(|mark| bytes.starts_with(mark)) {
        return [1, 1];
    }
    let mut units = [0, 0];
    let mut was_blank = true;
    for line in bytes.split(|byte| *byte == b'\n') {
        let blank = line.trim_ascii().is_empty();
        units[0] += u64::from(!blank);
        units[1] += u64::from(!blank && was_blank);
        was_blank = blank;
    }
    units
}

#[test]
fn lines_and_paragraphs_of_every_file() {
    let Some(folder) = corpus("malformed") else { return };
    let lab = Lab::new();
    let files = files(&folder);
    let units = files.iter().map(|file| units(&std::fs::read(file).unwrap()));
    let sums = units.fold([0, 0], |sums, units| [sums[0] + units[0], sums[1] + units[1]]);
    for (split, sum) in ["lines", "paragraphs"].iter().zip(sums) {
        let args = format!("--input-format text --split {split}");
        let (documents, rejected) = skim(&lab, &args, &files).unwrap();
        assert_eq!(documents + rejected, sum, "{split}: {documents}, {rejected}");
    }
}

/// Whether a line is an object with a text, by a parser that keeps nothing back.
fn is_record(line: &[u8]) -> bool {
    let value: Result<BTreeMap<String, Value>, _> = serde_json::from_slice(line);
    value.is_ok_and(|object| object.get("text").is_some_and(Value::is_string))
}

#[test]
fn each_json_test_within_a_record() {
    let Some(folder) = corpus("malformed/JSONTestSuite/test_parsing") else { return };
    let lab = Lab::new();
    let (mut dump, mut kept) = (Vec::new(), Vec::new());
    let mut expected = BTreeMap::new();
    for file in files(&folder) {
        let test = std::fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        // A line is a record, and deeper nesting than others bear is no error here.
        if test.contains(&b'\n') || test.len() > 10_000 {
            continue;
        }
        let head = format!("{{\"id\":\"{name}\",\"text\":\"one\",\"test\":");
        let line = [head.as_bytes(), &test, b"}\n"].concat();
        let accepted = match &name[..2] {
            "y_" => true,
            "n_" => false,
            _ => continue,
        };
        // Some tests are whole objects, others become ones once they stand in a record.
        let oracle = is_record(&line);
        if accepted {
            assert!(
                oracle || name.contains("surrogate") || name.contains("noncharacter"),
                "{name}"
            );
        }
        if oracle || accepted {
            kept.extend(&line);
        }
        expected.insert(name, oracle || accepted);
        dump.extend(&line);
    }
    lab.write("in.jsonl", &dump);
    let args = "dedup in.jsonl -o out.jsonl --report report --on-error skip --format json";
    let summary = lab.call(args).ok().json();
    let records = expected.len() as u64;
    assert_eq!(summary["documents"].as_u64().unwrap() + sum(&summary["rejected"]), records);
    // The files are in the order of their names.
    let refused = (1..).zip(expected.values()).filter(|(_, accepted)| !**accepted);
    let rejected = lab.lines("report/rejected.jsonl");
    let rejected: Vec<u64> = rejected.iter().map(|r| r["record"].as_u64().unwrap()).collect();
    assert_eq!(rejected, refused.map(|(record, _)| record).collect::<Vec<u64>>());
    let taken = expected.values().filter(|accepted| **accepted).count();
    assert_eq!(summary["documents"], taken);
    // The texts are all the same: one stays, and the others name it.
    assert_eq!(summary["removed"], taken - 1);
    assert!(kept.starts_with(&lab.read("out.jsonl")));
}

#[test]
fn each_json_test_as_a_file() {
    let Some(folder) = corpus("malformed/JSONTestSuite/test_parsing") else { return };
    let lab = Lab::new();
    for file in files(&folder) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let Some((documents, rejected)) =
            skim(&lab, "--input-format jsonl", std::slice::from_ref(&file))
        else {
            // Nothing in it but white space, if anything.
            let bytes = std::fs::read(&file).unwrap();
            let unmarked = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            assert!(unmarked.trim_ascii().is_empty(), "{name}");
            continue;
        };
        // None of them is an object with a text.
        assert_eq!(documents, 0, "{name}");
        assert!(rejected > 0, "{name}");
    }
}

#[test]
fn naughty_strings_are_texts() {
    let Some(file) = corpus("malformed/blns/blns.json") else { return };
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let lab = Lab::new();
    let line = |text: &String| {
        format!("{}\n", serde_json::json!({"id": text, "source": text, "text": text}))
    };
    let dump: Vec<String> = strings.iter().map(line).collect();
    lab.write("in.jsonl", dump.concat());
    let args = "dedup in.jsonl -o out.jsonl --report report --format json";
    let summary = lab.call(args).ok().json();
    assert_eq!(summary["documents"], strings.len());
    assert_eq!(summary["rejected"], serde_json::json!({}));
    let removed = lab.lines("report/removed.jsonl");
    let gone: Vec<u64> = removed.iter().map(|r| r["record"].as_u64().unwrap()).collect();
    let stay = (1..).zip(&dump).filter(|(record, _)| !gone.contains(record));
    assert_eq!(lab.read("out.jsonl"), stay.flat_map(|(_, line)| line.bytes()).collect::<Vec<_>>());
    for removal in &removed {
        assert!(strings.contains(&removal["id"].as_str().unwrap().to_owned()));
    }
    let ended = lab.call("dedup in.jsonl -o out.jsonl").ok();
    let hostile = |c: char| c != '\n' && (c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c));
    assert!(!ended.text().contains(hostile), "{:?}", ended.text());
}

#[test]
fn a_month_of_chinese_news() {
    let Some(file) = corpus("xwlb_zh_2024-03.jsonl") else { return };
    let lab = Lab::new();
    let args = "dedup -o out.jsonl --report report --format json";
    let summary = lab.call(args).arg(&file).ok().json();
    assert_eq!((&summary["documents"], &summary["capped"]), (&484.into(), &0.into()));
    assert_eq!(summary["rejected"], serde_json::json!({}));
    let bytes = std::fs::read(&file).unwrap();
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let removed = lab.lines("report/removed.jsonl");
    let text = |record: &Value| -> String {
        let line = lines[record.as_u64().unwrap() as usize - 1];
        let record: Value = serde_json::from_slice(line).unwrap();
        record["text"].as_str().unwrap().to_owned()
    };
    // Whoever is said to be exact has the same letters as its witness.
    let letters = |text: String| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    for removal in &removed {
        let both = ["record", "witness_record"].map(|field| letters(text(&removal[field])));
        if removal["relation"] == "exact" {
            assert_eq!(both[0], both[1], "{removal}");
        }
    }
    let gone: Vec<u64> = removed.iter().map(|r| r["record"].as_u64().unwrap()).collect();
    let stay = (1..).zip(&lines).filter(|(record, _)| !gone.contains(record));
    assert_eq!(lab.read("out.jsonl"), stay.flat_map(|(_, line)| line.to_vec()).collect::<Vec<_>>());
}
