//! The comparison for programs, as `docs/compare.md` specifies it.

use super::pick::Picked;
use crate::base::document::Relation;
use crate::compare::steps::Words;
use crate::compare::{Change, Comparison, Matches, RetellingMatch, Step};
use crate::passages::between::PassageMatch;
use crate::settings::Settings;
use serde::Serialize;
use std::io::{self, Write};
use std::ops::Range;

/// The version of this form.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    format: u32,
    threshold: f64,
    shingle_tokens: usize,
    a: Text<'a>,
    b: Option<Text<'a>>,
    relations: Vec<Related>,
    similarity: Option<Scores>,
    passages: Vec<Passage>,
    retellings: Vec<Retelling>,
    steps: Vec<Stretch>,
}

#[derive(Serialize)]
struct Text<'a> {
    name: &'a str,
    bytes: usize,
    tokens: usize,
}

#[derive(Serialize)]
struct Related {
    relation: Relation,
    score: f64,
}

#[derive(Serialize)]
struct Scores {
    jaccard: f64,
    containment: f64,
    estimate: f64,
}

/// From, and up to.
type Ends = [usize; 2];

#[derive(Serialize)]
struct Places {
    a: Ends,
    b: Ends,
    a_tokens: Ends,
    b_tokens: Ends,
}

#[derive(Serialize)]
struct Passage {
    identity: f64,
    #[serde(flatten)]
    places: Places,
}

#[derive(Serialize)]
struct Retelling {
    score: f64,
    anchors: usize,
    recurring: bool,
    #[serde(flatten)]
    places: Places,
}

#[derive(Serialize)]
struct Stretch {
    change: Change,
    #[serde(flatten)]
    places: Places,
}

pub(super) fn pair(
    to: &mut dyn Write,
    a: &Picked,
    b: &Picked,
    comparison: &Comparison,
    settings: &Settings,
) -> io::Result<()> {
    let mut report = report(a, &comparison.matches, settings);
    report.b = Some(text(b));
    let relations = comparison.relations().into_iter();
    report.relations = relations.map(|(relation, score)| Related { relation, score }).collect();
    let crate::dedup::similarity::Similarity { jaccard, containment, estimate, .. } =
        comparison.similarity;
    report.similarity = Some(Scores { jaccard, containment, estimate });
    report.steps = comparison.steps.iter().map(stretch).collect();
    write(to, &report)
}

pub(super) fn within(
    to: &mut dyn Write,
    text: &Picked,
    matches: &Matches,
    settings: &Settings,
) -> io::Result<()> {
    write(to, &report(text, matches, settings))
}

fn write(to: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *to, report)?;
    writeln!(to)
}

/// What both forms have.
fn report<'a>(a: &'a Picked, matches: &Matches, settings: &Settings) -> Report<'a> {
    Report {
        format: FORMAT,
        threshold: settings.threshold(),
        shingle_tokens: settings.shingle_tokens(),
        a: text(a),
        b: None,
        relations: Vec::new(),
        similarity: None,
        passages: matches.passages.iter().map(passage).collect(),
        retellings: matches.retellings.iter().map(retelling).collect(),
        steps: Vec::new(),
    }
}

fn text(picked: &Picked) -> Text<'_> {
    let Picked { name, text } = picked;
    Text { name, bytes: text.len(), tokens: Words::of(text).count() }
}

fn passage(found: &PassageMatch) -> Passage {
    let PassageMatch { a, b, a_tokens, b_tokens, identity } = found;
    Passage { identity: *identity, places: places([a, b, a_tokens, b_tokens]) }
}

fn retelling(found: &RetellingMatch) -> Retelling {
    let RetellingMatch { a, b, a_tokens, b_tokens, score, anchors, recurring } = found;
    let places = places([a, b, a_tokens, b_tokens]);
    Retelling { score: *score, anchors: *anchors, recurring: *recurring, places }
}

fn stretch(step: &Step) -> Stretch {
    let Step { change, a, b, a_tokens, b_tokens } = step;
    Stretch { change: *change, places: places([a, b, a_tokens, b_tokens]) }
}

fn places(ranges: [&Range<usize>; 4]) -> Places {
    let [a, b, a_tokens, b_tokens] = ranges.map(|range| [range.start, range.end]);
    Places { a, b, a_tokens, b_tokens }
}
