//! Crowds of copies cost linear work: counted, not timed.
//!
//! `cargo test --test linear -- --nocapture` prints the counts.

use crate::oracle::newsprint::{Dice, Newsprint};
use retold::dedup::Counts;
use retold::{Deduper, Document, Settings};
use std::time::Instant;

const SIZES: [usize; 3] = [2_000, 4_000, 8_000];

/// Short articles: what is counted does not depend on their length, and they are soon compared.
const WORDS: usize = 120;

/// Buckets up to this size are compared all with all; `src/dedup/candidates` says so.
const FULL_BUCKET: u64 = 64;

/// A node meets at most so many leaders in a larger bucket.
const MAX_LEADERS: u64 = 256;

struct Found {
    counts: Counts,
    clusters: usize,
    kept: usize,
}

fn run(name: &str, texts: Vec<String>) -> Found {
    let size = texts.len();
    let documents = (0..).zip(texts);
    let documents = documents.map(|(i, text)| Document::new(format!("d{i}"), text));
    let start = Instant::now();
    let deduped = Deduper::default().dedup(documents);
    let deduped = deduped.expect("nothing stops the run");
    let outcome = deduped.outcome();
    let found = Found {
        counts: outcome.counts(),
        clusters: outcome.clusters().len(),
        kept: outcome.kept().count(),
    };
    eprintln!(
        "{name:>8} {size:>5}: {:>7} candidates, {:>7} compared, {:>5} capped, {:>2} clusters, \
         {:>4} kept, {:>4.1?}",
        found.counts.candidates,
        found.counts.compared,
        found.counts.capped,
        found.clusters,
        found.kept,
        start.elapsed(),
    );
    assert!(found.counts.compared <= found.counts.candidates);
    found
}

/// An article with `edits` words replaced by others, wherever the dice fall.
fn edited<'n>(
    article: &[&'n str],
    edits: usize,
    newsprint: &'n Newsprint,
    dice: &mut Dice,
) -> Vec<&'n str> {
    let mut copy = article.to_vec();
    for _ in 0..edits {
        let at = dice.below(copy.len());
        copy[at] = newsprint.word(dice);
    }
    copy
}

#[test]
fn exact_copies_are_not_even_compared() {
    let newsprint = Newsprint::new();
    let article = newsprint.article(WORDS, &mut Dice(1)).join(" ");
    for size in SIZES {
        let found = run("exact", vec![article.clone(); size]);
        assert_eq!((found.counts.candidates, found.counts.compared), (0, 0));
        assert_eq!((found.clusters, found.kept), (1, 1));
    }
}

#[test]
fn near_copies_meet_few() {
    let newsprint = Newsprint::new();
    for size in SIZES {
        let mut dice = Dice(2);
        let article = newsprint.article(WORDS, &mut dice);
        let copies = (0..size).map(|_| edited(&article, 1, &newsprint, &mut dice).join(" "));
        let found = run("near", copies.collect());
        // Nearly all share a bucket whose first leader is surely near.
        assert!(found.counts.candidates <= 2 * FULL_BUCKET * size as u64);
        assert_eq!(found.counts.capped, 0);
        // One edit spoils five shingles of 116: J >= 106/126.
        assert_eq!((found.clusters, found.kept), (1, 1));
    }
}

#[test]
fn drifting_copies_meet_their_neighbours() {
    let newsprint = Newsprint::new();
    for size in SIZES {
        let mut dice = Dice(3);
        let mut article = newsprint.article(WORDS, &mut dice);
        let copies = (0..size).map(|_| {
            article = edited(&article, 1, &newsprint, &mut dice);
            article.join(" ")
        });
        let found = run("drifting", copies.collect());
        assert!(found.counts.candidates <= 2 * FULL_BUCKET * size as u64);
        assert_eq!(found.counts.capped, 0);
        assert_eq!(found.clusters, 1);
        assert!(found.kept > 1, "the first and the last have nothing in common");
    }
}

#[test]
fn copies_under_the_threshold_meet_leaders_only() {
    let newsprint = Newsprint::new();
    let bands = Settings::default().banding().bands as u64;
    let mut before: Option<u64> = None;
    // The worst there is: J of some 0.6 for all pairs, so that every copy leads. The largest
    // crowd is spared, for the sake of time.
    for size in [1_000, 2_000, 4_000] {
        let mut dice = Dice(4);
        let article = newsprint.article(WORDS, &mut dice);
        let copies = (0..size).map(|_| edited(&article, 3, &newsprint, &mut dice).join(" "));
        let found = run("under", copies.collect());
        let candidates = found.counts.candidates;
        assert!(candidates <= bands * MAX_LEADERS * size as u64);
        // Twice the crowd, thrice the work at the most: all with all would be four times.
        assert!(before.is_none_or(|before| candidates <= 3 * before));
        before = Some(candidates);
    }
}
