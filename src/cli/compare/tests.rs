//! Matches made by hand, as they are shown; what stages find is tested with them.

use super::*;
use crate::cli::side_by_side::context::Context;
use crate::compare::RetellingMatch;
use crate::passages::between::PassageMatch;
use clap::ColorChoice;
use serde_json::{Value, json};

const TEXT: &str = "The port is shut. Elsewhere it rained. The port was shut. Nobody sails.";

fn picked(name: &str, text: &str) -> Picked {
    Picked { name: name.to_owned(), text: text.to_owned() }
}

fn matches() -> Matches {
    let passage =
        PassageMatch { a: 0..17, b: 39..57, a_tokens: 0..4, b_tokens: 7..11, identity: 0.75 };
    let retelling = RetellingMatch {
        a: 4..17,
        b: 58..71,
        a_tokens: 1..4,
        b_tokens: 11..13,
        score: 0.5,
        anchors: 2,
        recurring: false,
    };
    Matches { passages: vec![passage], retellings: vec![retelling] }
}

fn layout() -> Layout {
    let paint = Paint::new(ColorChoice::Never, false);
    Layout { width: 60, context: Context::All, paint }
}

fn printed(print: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut to = Vec::new();
    print(&mut to);
    String::from_utf8(to).unwrap()
}

#[test]
fn matches_of_two_texts_are_listed_under_the_scores() {
    let (a, b) = (picked("a.txt", TEXT), picked("b.txt", TEXT));
    let settings = Settings::default();
    let mut comparison = compare(TEXT, TEXT, &settings, &Default::default()).unwrap();
    comparison.matches = matches();
    let text = printed(|to| pair(to, &a, &b, &comparison, &settings, layout()).unwrap());
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains('│')).collect();
    let list = [
        "    passage  identity 0.7500  a 0..17 (4 words), b 39..57 (4 words)",
        "             “The port is shut.”",
        "             “The port was shut.”",
        "  retelling  score 0.5000, 2 anchors  a 4..17 (3 words), b 58..71 (2 words)",
        "             “port is shut.”",
        "             “Nobody sails.”",
    ];
    assert_eq!(lines[8..14], list, "{text}");
}

#[test]
fn a_text_and_itself_stand_side_by_side_where_they_meet() {
    let text = printed(|to| within(to, &picked("a.txt", TEXT), &matches(), layout()).unwrap());
    assert_eq!(
        text,
        "          a  a.txt  13 words\n \
          told twice  1 passage, 1 retelling\n\n\
         passage identity 0.7500  a 0..17 (4 words), b 39..57 (4 words)\n\
         bytes 0..17                  │ bytes 39..57\n\
         ─────────────────────────────┼─────────────────────────────\n\
         The port [-is-] shut.        │ The port {+was+} shut.\n\n\
         retelling score 0.5000, 2 anchors  a 4..17 (3 words), b 58..71 (2 words)\n\
         bytes 4..17                  │ bytes 58..71\n\
         ─────────────────────────────┼─────────────────────────────\n\
         [-port is shut.-]            │ {+Nobody sails.+}\n"
    );
}

#[test]
fn matches_are_told_to_programs() {
    let text = printed(|to| {
        json::within(to, &picked("a.txt", TEXT), &matches(), &Settings::default()).unwrap();
    });
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        report["passages"],
        json!([{"identity": 0.75, "a": [0, 17], "b": [39, 57], "a_tokens": [0, 4], "b_tokens": [7, 11]}])
    );
    assert_eq!(
        report["retellings"],
        json!([{"score": 0.5, "anchors": 2, "recurring": false, "a": [4, 17], "b": [58, 71], "a_tokens": [1, 4], "b_tokens": [11, 13]}])
    );
    assert_eq!(report["a"], json!({"name": "a.txt", "bytes": 71, "tokens": 13}));
    assert!(report["b"].is_null() && report["similarity"].is_null());
}

#[test]
fn ranges_that_are_none_show_nothing() {
    let mut matches = matches();
    matches.passages[0].b = 60..1000;
    printed(|to| within(to, &picked("é", "é"), &matches, layout()).unwrap());
}
