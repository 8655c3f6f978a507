//! Passages that were changed on the way: how many are found, how well their ends are, and
//! whether what is told is so.
//!
//! `cargo test --test engine passages_noise -- --nocapture` prints the figures.

use crate::oracle::identity::{identity, reaches};
use crate::oracle::newsprint::{Dice, Newsprint};
use crate::oracle::noise::{Garden, Plant};
use crate::oracle::records::{corpus, records};
use crate::oracle::runs::shared_runs;
use crate::oracle::words::{Words, made_up};
use rayon::prelude::*;
use retold::passages::{Occurrence, Passage, Passages};
use retold::{Document, PassageFinder};
use std::ops::Range;

const IDENTITY: f64 = 0.8;

#[derive(Debug)]
struct Figures {
    recall: f64,
    /// Median errors of the ends of plants, in tokens.
    start: usize,
    end: usize,
    /// Occurrences that are less alike than was asked for, or than they claim to be.
    wrong: usize,
}

fn common(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// The occurrence of a passage that is most like a span, if one holds four fifths of it.
fn holding<'p>(
    passage: &'p Passage,
    (doc, span): &(usize, Range<usize>),
) -> Option<&'p Occurrence> {
    let there = |one: &&Occurrence| {
        one.doc.0 as usize == *doc && 5 * common(&one.tokens, span) >= 4 * span.len()
    };
    let strange = |one: &&Occurrence| {
        one.tokens.start.abs_diff(span.start) + one.tokens.end.abs_diff(span.end)
    };
    passage.occurrences.iter().filter(there).min_by_key(strange)
}

/// How far the ends of a plant are from those told; none if it was not found.
fn errors(found: &Passages, plant: &Plant) -> Option<(usize, usize)> {
    let in_both = |passage: &&Passage| holding(passage, &plant.origin).is_some();
    let hosts = found.passages().iter().filter(in_both).filter_map(|p| holding(p, &plant.host));
    let errors = hosts.map(|host| {
        let (told, planted) = (&host.tokens, &plant.host.1);
        (told.start.abs_diff(planted.start), told.end.abs_diff(planted.end))
    });
    errors.min_by_key(|(start, end)| start + end)
}

/// Occurrences whose identity is not what it should be, by the oracle.
fn wrong(found: &Passages, texts: &[Vec<u32>]) -> usize {
    let tokens = |one: &Occurrence| &texts[one.doc.0 as usize][one.tokens.clone()];
    let is_wrong = |representative: &Occurrence, one: &Occurrence| {
        let (a, b) = (tokens(representative), tokens(one));
        let high_enough = one.identity >= IDENTITY - 1e-9;
        !high_enough || (a != b && !reaches(a, b, one.identity))
    };
    let wrong = found.passages().par_iter().map(|passage| {
        let all = passage.occurrences.iter();
        all.filter(|one| is_wrong(passage.representative(), one)).count()
    });
    wrong.sum()
}

fn measure(name: &str, documents: Vec<Document>, garden: &Garden, plants: &[Plant]) -> Figures {
    let found = PassageFinder::default().find(documents).expect("nothing stops the run");
    let told: Vec<Option<(usize, usize)>> =
        plants.par_iter().map(|plant| errors(&found, plant)).collect();
    let median = |side: fn(&(usize, usize)) -> usize| {
        let mut errors: Vec<usize> = told.iter().flatten().map(side).collect();
        errors.sort_unstable();
        errors.get(errors.len() / 2).copied().unwrap_or(usize::MAX)
    };
    let tokens = |(text, span): &(usize, Range<usize>)| &garden.texts[*text][span.clone()];
    let unlike = |plant: &&Plant| identity(tokens(&plant.origin), tokens(&plant.host)) < IDENTITY;
    let figures = Figures {
        recall: told.iter().flatten().count() as f64 / plants.len() as f64,
        start: median(|errors| errors.0),
        end: median(|errors| errors.1),
        wrong: wrong(&found, &garden.texts),
    };
    let all: usize = found.passages().iter().map(|passage| passage.occurrences.len()).sum();
    let unlike = plants.par_iter().filter(unlike).count();
    eprintln!(
        "{name}: {} plants, {unlike} below {IDENTITY}; {all} told; {figures:?}",
        plants.len()
    );
    figures
}

fn check(figures: &Figures, recall: f64) {
    assert!(figures.recall >= recall, "{figures:?}");
    assert!(figures.start <= 3 && figures.end <= 3, "{figures:?}");
    assert_eq!(figures.wrong, 0, "{figures:?}");
}

/// The English articles of a month, by the paragraphs that stand nowhere else.
fn month(words: &mut Words) -> Option<Garden> {
    let documents = records(&corpus("lk_news_2024-03.jsonl")?);
    let (mut texts, mut paragraphs) = (Vec::new(), Vec::new());
    for document in documents.iter().filter(|one| one.get("lang") == Some("en")) {
        let (mut text, mut spans) = (Vec::new(), Vec::new());
        for line in document.text.lines() {
            let start = text.len();
            text.extend(words.read(line));
            spans.push(start..text.len());
        }
        texts.push(text);
        paragraphs.push(spans);
    }
    // What stands elsewhere already may be told with that in place of its origin.
    for (text, run) in shared_runs(&texts, 15) {
        paragraphs[text].retain(|span: &Range<usize>| common(span, &run) == 0);
    }
    Some(Garden { texts, paragraphs, words: words.len() })
}

#[test]
fn noisy_paragraphs_of_a_month_are_found() {
    for (percent, recall) in [(5, 0.99), (10, 0.99), (15, 0.95)] {
        let mut words = Words::default();
        let Some(mut garden) = month(&mut words) else { return };
        let plants = garden.plant(600, percent, &mut Dice(percent as u64));
        assert_eq!(plants.len(), 600);
        let documents = garden.texts.iter().enumerate();
        let documents =
            documents.map(|(i, tokens)| Document::new(format!("d{i}"), words.spell(tokens)));
        let figures =
            measure(&format!("month, {percent} %"), documents.collect(), &garden, &plants);
        check(&figures, recall);
    }
}

#[test]
fn noisy_paragraphs_of_made_up_articles_are_found() {
    for (percent, recall) in [(5, 0.99), (10, 0.99), (15, 0.95)] {
        let mut dice = Dice(percent as u64);
        let newsprint = Newsprint::new();
        let mut words = Words::default();
        let article = |_| words.read(&newsprint.article(400, &mut dice).join(" "));
        let texts: Vec<Vec<u32>> = (0..400).map(article).collect();
        let paragraphs = texts.iter().map(|_| vec![0..120, 120..170, 170..400]).collect();
        let mut garden = Garden { texts, paragraphs, words: words.len() };
        let plants = garden.plant(200, percent, &mut dice);
        assert_eq!(plants.len(), 200);
        let documents = made_up(&garden.texts);
        let figures = measure(&format!("made up, {percent} %"), documents, &garden, &plants);
        check(&figures, recall);
    }
}

#[test]
fn the_oracle_aligns_as_told() {
    assert_eq!(identity(&[1, 2, 3, 4], &[1, 2, 3, 4]), 1.0);
    for (a, b, told) in [
        // A substitution, a drop, both, and nothing in common.
        (&[1, 2, 3, 4][..], &[1, 9, 3, 4][..], 0.75),
        (&[1, 2, 3, 4], &[1, 3, 4], 0.75),
        (&[1, 2, 3, 4, 5], &[1, 9, 3, 5], 0.6),
        (&[1, 2], &[3], 0.0),
    ] {
        assert!((identity(a, b) - told).abs() < 1e-6);
    }
}
