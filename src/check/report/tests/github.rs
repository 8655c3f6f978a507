//! Workflow commands: one line a finding, and nothing that a finding holds is one itself.

use super::*;
use crate::base::error::escape;

/// The level, the properties and the message, as the runner decodes them.
fn parsed(line: &str) -> (String, Vec<(String, String)>, String) {
    let (command, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (level, properties) = command.split_once(' ').unwrap();
    let property = |property: &str| {
        let (name, value) = property.split_once('=').unwrap();
        (name.to_owned(), decoded(value))
    };
    (level.to_owned(), properties.split(',').map(property).collect(), decoded(message))
}

fn decoded(text: &str) -> String {
    let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":");
    text.replace("%2C", ",").replace("%25", "%")
}

/// What may harm a terminal is visible, and line ends are as they were.
fn shown(text: &str) -> String {
    let one = |c: char| match c {
        '\r' | '\n' => c.to_string(),
        _ => escape(&c.to_string()),
    };
    text.chars().map(one).collect()
}

#[test]
fn one_line_a_finding() {
    let text = written(Reporter::Github, &sample());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "::error file=data/test.jsonl,line=3,endLine=3,col=9,endColumn=40,title=leakage::\
         0.94 of the document stands in train%0Aalso data/train.jsonl:41:9%0ATake the text out of \
         one of the two corpora: what a model has read cannot test it."
    );
    assert!(lines[1].starts_with("::warning file=data/train.jsonl,line=7,"));
}

#[test]
fn no_columns_over_several_lines() {
    let mut checked = sample();
    let line_of = |checked: &Checked| {
        let text = written(Reporter::Github, checked);
        let (_, properties, _) = parsed(text.lines().next().unwrap());
        properties
            .into_iter()
            .skip(1)
            .map(|(name, value)| format!("{name} {value}"))
            .collect::<Vec<_>>()
    };
    checked.findings[0].site.end = Position { line: 5, column: 4, byte: 900 };
    assert_eq!(line_of(&checked), ["line 3", "endLine 5", "title leakage"]);
    // The line end is the last that belongs to it.
    checked.findings[0].site.end = Position { line: 5, column: 1, byte: 900 };
    assert_eq!(line_of(&checked), ["line 3", "endLine 4", "title leakage"]);
}

#[test]
fn the_worst_come_first() {
    let mut checked = hostile();
    checked.findings.reverse();
    let text = written(Reporter::Github, &checked);
    let levels: Vec<String> = text.lines().map(|line| parsed(line).0).collect();
    let mut sorted = levels.clone();
    sorted.sort_by_key(|level| ["error", "warning", "notice"].iter().position(|one| one == level));
    assert_eq!(levels, sorted);
}

#[test]
fn hostile_text_stays_on_its_line() {
    let mut checked = hostile();
    checked.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let text = written(Reporter::Github, &checked);
    assert_eq!(text.split('\n').count(), checked.findings.len() + 1);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    for (line, finding) in text.lines().zip(&checked.findings) {
        let (_, properties, message) = parsed(line);
        assert_eq!(properties[0], ("file".to_owned(), shown(&finding.site.path)));
        let beginning: String = finding.message.chars().take(1_000).collect();
        assert!(message.starts_with(&shown(&beginning)), "{message}");
        assert!(message.len() < 20_000);
    }
}
