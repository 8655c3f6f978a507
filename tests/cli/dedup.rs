//! The main job on the fixtures, against their truth.

use super::harness::{Lab, fixture};
use super::newsroom::{Story, check, newsroom, staying, truth};
use std::collections::BTreeSet;

#[test]
fn newsroom_loses_exact_and_near() {
    let (lab, stories, truth) = (Lab::new(), newsroom(), truth());
    lab.fixture("newsroom.jsonl");
    lab.call("dedup newsroom.jsonl -o out.jsonl --report report").ok();
    let relations = ["exact", "near"];
    let stay = staying(&stories, |a, b| truth.is(a, b, &relations));
    assert!(stay.len() < stories.len());
    check(&lab, &stories, &stay, &relations);
    let kept: BTreeSet<&str> = stay.iter().map(String::as_str).collect();
    for id in ["empty-1", "empty-2", "empty-3", "mw-202", "hostile-1"] {
        assert!(kept.contains(id), "{id}");
    }
}

#[test]
fn newsroom_loses_templates_when_asked() {
    let (lab, stories, truth) = (Lab::new(), newsroom(), truth());
    lab.fixture("newsroom.jsonl");
    lab.call("dedup newsroom.jsonl -o out.jsonl --report report --remove template").ok();
    let relations = ["exact", "near", "template"];
    let stay = staying(&stories, |a, b| truth.is(a, b, &relations));
    check(&lab, &stories, &stay, &relations);
    let summary = lab.json("report/summary.json");
    assert!(summary["removed_by"]["template"].as_u64().unwrap() > 0);
    assert_eq!(summary["template_kept"], 0);
}

#[test]
fn empty_texts_go_when_asked() {
    let lab = Lab::new();
    lab.fixture("newsroom.jsonl");
    lab.call("dedup newsroom.jsonl -o out.jsonl --report report --remove empty").ok();
    let removed = lab.lines("report/removed.jsonl");
    let empty: Vec<[&str; 2]> = removed
        .iter()
        .filter(|removal| removal["relation"] == "empty")
        .map(|removal| ["id", "witness"].map(|field| removal[field].as_str().unwrap()))
        .collect();
    assert_eq!(empty, [["empty-2", "empty-1"], ["empty-3", "empty-1"]]);
}

/// The records of a CSV file: a line end within an odd number of quotes ends none.
fn rows(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut rows = vec![Vec::new()];
    let mut quotes = 0;
    for byte in bytes {
        rows.last_mut().unwrap().push(*byte);
        quotes += usize::from(*byte == b'"');
        if *byte == b'\n' && quotes % 2 == 0 {
            rows.push(Vec::new());
        }
    }
    rows.retain(|row| !row.is_empty());
    rows
}

#[test]
fn csv_rows_leave_as_they_came() {
    let (lab, truth) = (Lab::new(), truth());
    let bytes = lab.fixture("newsroom.csv");
    let rows = rows(&bytes);
    let (header, rows) = rows.split_first().unwrap();
    let dated = newsroom();
    let story = |row: &Vec<u8>| {
        let id = row.split(|byte| *byte == b',').next().unwrap();
        let mut story = dated.iter().find(|story| story.id.as_bytes() == id).unwrap().clone();
        story.bytes.clone_from(row);
        story
    };
    let stories: Vec<Story> = rows.iter().map(story).collect();
    assert_eq!(stories.len(), 26);
    lab.call("dedup newsroom.csv -o out.csv --report report").ok();
    let relations = ["exact", "near"];
    let stay = staying(&stories, |a, b| truth.is(a, b, &relations));
    assert!(stay.len() < stories.len());
    let out = lab.read("out.csv");
    let without_header = out.strip_prefix(header.as_slice()).unwrap();
    lab.write("out.jsonl", without_header);
    check(&lab, &stories, &stay, &relations);
}

const PAGES: [&str; 10] = [
    "city/hospital-soup.txt",
    "city/late-fees.txt",
    "city/lecture-a.txt",
    "city/marathon-swans.txt",
    "city/regent-closes.txt",
    "city/tunnel-mushrooms.txt",
    "county/cruise-fees.txt",
    "county/dentists.txt",
    "county/greyback-quarry.txt",
    "county/lecture-b.txt",
];

#[test]
fn a_folder_of_pages_becomes_a_folder() {
    let lab = Lab::new();
    let gone = ["county/prize-soup.txt", "county/regent-organ.txt"];
    for page in PAGES.iter().chain(&gone) {
        lab.fixture(&format!("pages/{page}"));
    }
    let before = lab.names();
    lab.call("dedup pages -o out --report report").ok();
    let names = lab.names();
    let below = |name: &String| name.strip_prefix("out/").map(str::to_owned);
    let out: Vec<String> = names
        .iter()
        .filter_map(below)
        .filter(|name| !name.is_empty() && !name.ends_with('/'))
        .collect();
    assert_eq!(out, PAGES);
    for page in PAGES {
        let original = std::fs::read(fixture(&format!("pages/{page}"))).unwrap();
        assert_eq!(lab.read(&format!("out/{page}")), original, "{page}");
    }
    for name in before {
        assert!(names.contains(&name), "{name}");
    }
    let removed: Vec<[String; 3]> = lab
        .lines("report/removed.jsonl")
        .iter()
        .map(|removal| {
            ["id", "witness", "relation"].map(|field| removal[field].as_str().unwrap().into())
        })
        .collect();
    let expected = [
        ["pages/county/prize-soup.txt:1", "pages/city/hospital-soup.txt:1", "exact"],
        ["pages/county/regent-organ.txt:1", "pages/city/regent-closes.txt:1", "near"],
    ];
    assert_eq!(removed, expected.map(|row| row.map(str::to_owned)));
}

#[test]
fn pages_of_several_folders_stay_apart() {
    let lab = Lab::new();
    lab.write("a/same.txt", "One text of the first folder, with some words.");
    lab.write("b/same.txt", "Another of the second folder: nothing alike here.");
    lab.call("dedup a b -o out").ok();
    assert_eq!(lab.read("out/a/same.txt"), lab.read("a/same.txt"));
    assert_eq!(lab.read("out/b/same.txt"), lab.read("b/same.txt"));
}

#[test]
fn a_pipe_gives_what_files_give() {
    let lab = Lab::new();
    let bytes = lab.fixture("newsroom.jsonl");
    lab.call("dedup newsroom.jsonl -o out.jsonl").ok();
    let ended = lab.call("dedup - -o -").stdin(bytes).ok();
    assert_eq!(ended.stdout, lab.read("out.jsonl"));
    ended.says(&["160 documents", "kept"]);
}
