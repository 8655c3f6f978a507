//! The README shows what the command prints.

use super::harness::{Lab, fixture};

#[test]
fn the_transcript_is_what_is_printed() {
    let readme = include_str!("../../README.md");
    let (_, block) = readme.split_once("$ retold ").expect("there is a transcript");
    let (block, _) = block.split_once("```").expect("the transcript ends");
    let (args, shown) = block.split_once('\n').expect("the transcript has lines");

    let lab = Lab::new();
    std::fs::create_dir(lab.path("fixtures")).unwrap();
    lab.write("fixtures/newsroom.jsonl", std::fs::read(fixture("newsroom.jsonl")).unwrap());
    let printed = lab.call(args).ok();
    // Time and memory are never the same.
    let lines = |text: &str| -> Vec<String> {
        text.lines().filter(|l| !l.contains("   took  ")).map(str::to_owned).collect()
    };
    assert_eq!(lines(printed.text()), lines(shown));

    let (_, evidence) = readme.split_once("```json\n").expect("there is an example of evidence");
    let (evidence, _) = evidence.split_once("\n```").expect("the example ends");
    let removed = String::from_utf8(lab.read("report/removed.jsonl")).unwrap();
    assert!(removed.lines().any(|line| line == evidence), "{evidence}");
}
