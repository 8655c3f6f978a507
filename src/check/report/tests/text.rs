//! The report for people.

use super::*;
use unicode_width::UnicodeWidthStr;

#[test]
fn what_people_see() {
    let expected = "\
leakage  Text of one corpus, such as a test split, stands in another.
Take the text out of one of the two corpora: what a model has read cannot test it.

data/test.jsonl:3:9  error  0.94 of the document stands in train  [5f0c1d9a77e2b346]
    - The [-port-] opened again on Monday.
    + The {+harbour+} opened again on Monday.
    also data/train.jsonl:41:9  hp-041

empty  A document has no words.
Drop the document, or see why its text was not found.

data/train.jsonl:7:9  warning  the document has no words  [9e41b07d2c58f613]

rule     scope             found  accepted  limit
leakage  test in train         1         2  at most 0, exceeded: error
empty    train                 1         0  exceeded: warning

test  1 file, 20 documents, 11.72 KiB of text, 2,000 tokens
train  1 file, 1,204 documents, 705.47 KiB of text, 120,400 tokens
in 0.25 s

1 accepted finding is gone; take it out of the baseline:
    duplicates  data/old.jsonl

failed: 1 error, 1 warning; fails on error; only what changed since main
";
    assert_eq!(written(Reporter::Text, &sample()), expected);
}

#[test]
fn nothing_found_is_one_line() {
    let mut checked = Checked { findings: Vec::new(), since: None, ..sample() };
    checked.stale.clear();
    assert_eq!(
        written(Reporter::Text, &checked),
        "passed: nothing found; 2 findings accepted; 2 files with 1,224 documents in test, train, \
         0.25 s\n"
    );
}

#[test]
fn files_stand_together_and_places_are_counted() {
    let mut checked = sample();
    let leak = checked.findings[0].clone();
    let mut other = leak.clone();
    other.site.path = "data/a.jsonl".into();
    other.related = vec![other.related[0].clone(); 9];
    checked.findings = vec![leak.clone(), other, leak];
    let text = written(Reporter::Text, &checked);
    let first = text.find("data/a.jsonl").unwrap();
    assert!(first < text.find("data/test.jsonl").unwrap());
    assert!(text.contains("    and 4 more\n"));
    assert!(text.contains("hp-041\ndata/test.jsonl:3:9"), "{text}");
}

#[test]
fn hostile_text_harms_no_terminal() {
    let text = written(Reporter::Text, &hostile());
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    let lines = text.lines();
    assert!(lines.clone().all(|line| crate::base::error::escape(line) == line));
    let excerpts = lines.filter(|line| line.starts_with("    - ") || line.starts_with("    + "));
    let widest = excerpts.map(UnicodeWidthStr::width).max().unwrap();
    assert!(widest <= 80, "{widest}");
}

#[test]
fn colours_stand_for_marks() {
    let facts = Facts { paint: Paint::with_colour(true), ..facts() };
    let mut out = Vec::new();
    Reporter::Text.write(&mut out, &sample(), &facts).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("The \u{1b}[31mport\u{1b}[0m opened"), "{text}");
    assert!(!text.contains("[-port-]"));
}
