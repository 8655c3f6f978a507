//! News stories rewritten at three reading levels, against each other.

use super::corpora::{shared, symbols};
use crate::passages::retell::rarity::Rarity;
use crate::passages::retell::{DEFAULT_THRESHOLD, Prepared};
use rayon::prelude::*;

/// Rows of the corpus whose levels are of different stories, found by reading.
const MIXED_UP: [&str; 4] =
    ["royal baby", "wnl the millenials", "wnl tributes", "wnl use of e-cig"];

#[derive(serde::Deserialize)]
struct Row {
    story: String,
    adv: String,
    int: String,
    ele: String,
}

/// The best score of each pair of texts, and whether they tell one story.
fn scores(stories: &[[Vec<u32>; 3]]) -> Vec<(f64, bool)> {
    let rarity = Rarity::background();
    let texts: Vec<(usize, &Vec<u32>)> = stories
        .iter()
        .enumerate()
        .flat_map(|(at, levels)| levels.iter().map(move |t| (at, t)))
        .collect();
    let score = |(at, (story, text)): (usize, &(usize, &Vec<u32>))| {
        let prepared = Prepared::new(text, &rarity);
        let best = |(other, text): &(usize, &Vec<u32>)| {
            let best = prepared.between(text, 1.0).first().map_or(0.0, |told| told.score);
            (best, other == story)
        };
        texts[..at].iter().map(best).collect::<Vec<_>>()
    };
    texts.par_iter().enumerate().flat_map_iter(score).collect()
}

fn f1(scores: &[(f64, bool)], threshold: f64) -> f64 {
    let count = |found: bool, same: bool| {
        scores.iter().filter(|(score, is)| (*score >= threshold) == found && *is == same).count()
    };
    let (hits, wrong, missed) = (count(true, true), count(true, false), count(false, true));
    2.0 * hits as f64 / (2 * hits + wrong + missed).max(1) as f64
}

#[test]
fn rewritten_stories_are_told_from_others() {
    let Some(path) = shared("gold/onestop_levels.jsonl") else { return };
    let rows = std::fs::read_to_string(path).unwrap();
    let rows = rows.lines().map(|line| serde_json::from_str::<Row>(line).unwrap());
    let stories: Vec<[Vec<u32>; 3]> = rows
        .filter(|row| !MIXED_UP.contains(&row.story.as_str()))
        .map(|row| [row.adv, row.int, row.ele].map(|text| symbols(&text)))
        .collect();
    let (tuning, testing) = stories.split_at(stories.len() / 2);
    let (tuning, testing) = (scores(tuning), scores(testing));
    let thresholds: Vec<f64> = (1..60).map(|step| f64::from(step) * 10.0).collect();
    let best = thresholds.iter().map(|at| f1(&tuning, *at)).fold(0.0, f64::max);
    let equals: Vec<f64> = thresholds.into_iter().filter(|at| f1(&tuning, *at) == best).collect();
    eprintln!(
        "{} stories; F1 {best:.4} on one half at thresholds {:?} to {:?}, {:.4} on the other at {}",
        stories.len(),
        equals.first(),
        equals.last(),
        f1(&testing, DEFAULT_THRESHOLD),
        DEFAULT_THRESHOLD
    );
    assert!(equals.contains(&DEFAULT_THRESHOLD));
    assert!(f1(&testing, DEFAULT_THRESHOLD) >= 0.98);
}
