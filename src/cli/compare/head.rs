//! What stands above the texts: scores, and what is told twice.

use super::pick::Picked;
use crate::base::document::Relation;
use crate::base::error::escape;
use crate::cli::side_by_side::words::get;
use crate::compare::steps::Words;
use crate::compare::{Change, Comparison, Matches, Step};
use crate::report::paint::Paint;
use crate::settings::Settings;
use indicatif::HumanCount;
use std::io::{self, Write};
use std::ops::Range;

/// Characters of an excerpt.
const EXCERPT: usize = 64;

pub(super) fn pair(
    to: &mut dyn Write,
    texts: [&Picked; 2],
    comparison: &Comparison,
    settings: &Settings,
    paint: Paint,
) -> io::Result<()> {
    for (letter, text) in ["a", "b"].into_iter().zip(texts) {
        name(to, letter, text, paint)?;
    }
    let relations = comparison.relations();
    if relations.is_empty() {
        row(to, "relation", "none", paint)?;
    }
    for (relation, score) in relations {
        let what = format!("{:<9} {score:.4}  {}", relation.name(), meaning(relation));
        row(to, "relation", &what, paint)?;
    }
    let scores = &comparison.similarity;
    let (k, threshold) = (settings.shingle_tokens(), settings.threshold());
    let of_sets = format!("of the sets of {k}-word shingles; near from {threshold}");
    for (score, value, what) in [
        ("jaccard", scores.jaccard, of_sets.as_str()),
        (
            "containment",
            scores.containment,
            "the share of the shorter text's shingles in the other",
        ),
        ("estimate", scores.estimate, "what the sketches take the Jaccard similarity for"),
    ] {
        row(to, score, &format!("{value:.4}  {what}"), paint)?;
    }
    row(to, "words", &words(&comparison.steps), paint)
}

fn meaning(relation: Relation) -> &'static str {
    match relation {
        Relation::Exact => "the same words in the same order",
        Relation::Near => "most of the same shingles",
        Relation::Contains => "of one stands in the other, in passages of nearly the same words",
        Relation::Shares => "of one stands in the other: passages of nearly the same words",
        Relation::Retells => "tells the same in other words",
        Relation::Template => "the same but for numbers and dates: different news",
        Relation::Empty => "neither has a word",
    }
}

/// How many words became what.
fn words(steps: &[Step]) -> String {
    let count = |change: Change, words: fn(&Step) -> usize| {
        let steps = steps.iter().filter(|step| step.change == change);
        HumanCount(steps.map(words).sum::<usize>() as u64)
    };
    let (in_a, in_b) = (|step: &Step| step.a_tokens.len(), |step: &Step| step.b_tokens.len());
    format!(
        "{} the same, {} changed to {}, {} only in a, {} only in b",
        count(Change::Same, in_a),
        count(Change::Changed, in_a),
        count(Change::Changed, in_b),
        count(Change::OnlyA, in_a),
        count(Change::OnlyB, in_b)
    )
}

/// The list of what both texts tell.
pub(super) fn matches(
    to: &mut dyn Write,
    matches: &Matches,
    [a, b]: [&str; 2],
    paint: Paint,
) -> io::Result<()> {
    let passages = matches.passages.iter().map(|found| (&found.a, &found.b));
    let retellings = matches.retellings.iter().map(|found| (&found.a, &found.b));
    for (title, (in_a, in_b)) in titles(matches).iter().zip(passages.chain(retellings)) {
        let (kind, rest) = title.split_once(' ').unwrap_or((title, ""));
        row(to, kind, rest, paint)?;
        let (a, b) = (excerpt(get(a, in_a)), excerpt(get(b, in_b)));
        row(to, "", &a, paint)?;
        if a != b {
            row(to, "", &b, paint)?;
        }
    }
    Ok(())
}

/// One line for each passage, then for each retelling.
pub(super) fn titles(matches: &Matches) -> Vec<String> {
    let place = |letter, bytes: &Range<usize>, tokens: &Range<usize>| {
        format!("{letter} {}..{} ({})", bytes.start, bytes.end, counted(tokens.len(), "word"))
    };
    let both = |a: &Range<usize>, a_tokens, b: &Range<usize>, b_tokens| {
        format!("{}, {}", place("a", a, a_tokens), place("b", b, b_tokens))
    };
    let passages = matches.passages.iter().map(|found| {
        let places = both(&found.a, &found.a_tokens, &found.b, &found.b_tokens);
        format!("passage identity {:.4}  {places}", found.identity)
    });
    let retellings = matches.retellings.iter().map(|found| {
        let places = both(&found.a, &found.a_tokens, &found.b, &found.b_tokens);
        format!(
            "retelling score {:.4}, {}  {places}",
            found.score,
            counted(found.anchors, "anchor")
        )
    });
    passages.chain(retellings).collect()
}

fn excerpt(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = words.chars().take(EXCERPT).collect();
    let more = if cut.len() < words.len() { "…" } else { "" };
    format!("“{}{more}”", escape(&cut))
}

pub(super) fn within(
    to: &mut dyn Write,
    text: &Picked,
    matches: &Matches,
    paint: Paint,
) -> io::Result<()> {
    name(to, "a", text, paint)?;
    let (passages, retellings) = (matches.passages.len(), matches.retellings.len());
    let twice = match (passages, retellings) {
        (0, 0) => "nothing".to_owned(),
        _ => format!("{}, {}", counted(passages, "passage"), counted(retellings, "retelling")),
    };
    row(to, "told twice", &twice, paint)
}

fn name(to: &mut dyn Write, letter: &str, text: &Picked, paint: Paint) -> io::Result<()> {
    let words = counted(Words::of(&text.text).count(), "word");
    let what = format!("{}  {words}", paint.bold(escape(&text.name)));
    row(to, letter, &what, paint)
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {what}{plural}", HumanCount(count as u64))
}

fn row(to: &mut dyn Write, name: &str, text: &str, paint: Paint) -> io::Result<()> {
    writeln!(to, "{}  {text}", paint.dim(format_args!("{name:>11}")))
}
