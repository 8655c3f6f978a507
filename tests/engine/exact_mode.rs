//! `Settings::exact` misses no pair, whatever the texts, and stays tractable in crowds.
//!
//! Real news is in `exact_join`.

use crate::oracle::corpus::Corpus;
use crate::oracle::join::{join, naive_join};
use crate::oracle::newsprint::{Dice, Newsprint};
use proptest::prelude::*;
use retold::dedup::Counts;
use retold::{Deduped, Deduper, DocId, Document, Settings, SettingsBuilder};

fn dedup(texts: &[String], settings: SettingsBuilder) -> Deduped {
    let settings = settings.exact(true).build().expect("these settings are valid");
    let documents = texts.iter().zip(0..).map(|(text, i)| Document::new(format!("d{i}"), text));
    Deduper::new(settings).dedup(documents).expect("nothing stops the run")
}

/// The place of each document's cluster.
fn clusters(deduped: &Deduped) -> Vec<Option<usize>> {
    let mut places = vec![None; deduped.documents().len()];
    for (place, cluster) in deduped.outcome().clusters().iter().enumerate() {
        for member in &cluster.members {
            places[member.doc.0 as usize] = Some(place);
        }
    }
    places
}

/// Pairs of the truth that are in different clusters, and that both stay though they are no
/// templates.
fn missed(deduped: &Deduped, truth: &Corpus, pairs: &[(usize, usize)]) -> (usize, usize) {
    let clusters = clusters(deduped);
    let apart = |(a, b): &&(usize, usize)| clusters[*a].is_none() || clusters[*a] != clusters[*b];
    let is_kept = |doc: usize| deduped.outcome().is_kept(DocId(doc as u32));
    let stay = |(a, b): &&(usize, usize)| is_kept(*a) && is_kept(*b) && !truth.is_template(*a, *b);
    (pairs.iter().filter(apart).count(), pairs.iter().filter(stay).count())
}

/// Texts of few words, so that nearly all shingles are frequent, some of them edited copies.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let word = prop::sample::select(vec!["a", "b", "c", "d", "7", "May", "e", "f", "g"]);
    let text = prop::collection::vec(word.clone(), 1..30);
    let edit = prop::option::of((any::<prop::sample::Index>(), word));
    prop::collection::vec((text, edit), 1..120).prop_map(|drafts| {
        let mut texts: Vec<Vec<&str>> = Vec::new();
        for (mut words, edit) in drafts {
            if let (Some((at, word)), false) = (edit, texts.is_empty()) {
                words = at.get(&texts).clone();
                let place = at.index(words.len());
                words[place] = word;
            }
            texts.push(words);
        }
        texts.iter().map(|words| words.join(" ")).collect()
    })
}

proptest! {
    #[test]
    fn no_pair_is_missed(texts in texts(), k in 1usize..5, threshold in 0.1f64..=1.0) {
        let truth = Corpus::new(texts.iter().map(String::as_str), k);
        for threshold in [threshold, 0.5, 2.0 / 3.0, 1.0] {
            let settings = Settings::builder().threshold(threshold).shingle_tokens(k);
            let deduped = dedup(&texts, settings);
            let pairs = naive_join(&truth, threshold);
            let pairs: Vec<(usize, usize)> = pairs.iter().map(|pair| (pair.a, pair.b)).collect();
            prop_assert_eq!(missed(&deduped, &truth, &pairs), (0, 0), "at {}", threshold);
            prop_assert_eq!(deduped.outcome().counts().capped, 0);
        }
    }
}

const WORDS: usize = 120;

/// Copies of one article with `edits` words replaced each, wherever the dice fall.
fn crowd(size: usize, edits: impl Fn(usize) -> usize, seed: u64) -> Vec<String> {
    let (newsprint, mut dice) = (Newsprint::new(), Dice(seed));
    let article = newsprint.article(WORDS, &mut dice);
    let copy = |i: usize| {
        let mut words = article.clone();
        for _ in 0..edits(i) {
            let at = dice.below(WORDS);
            words[at] = newsprint.word(&mut dice);
        }
        words.join(" ")
    };
    (0..size).map(copy).collect()
}

/// Some texts reach the threshold with hundreds of others, some with few, some with none.
#[test]
fn a_crowd_alike_in_all_degrees_is_found_whole() {
    let texts = crowd(900, |i| i / 75, 1);
    let truth = Corpus::new(texts.iter().map(String::as_str), 5);
    for threshold in [0.4, 0.7, 0.9] {
        let pairs = join(&truth, threshold);
        let pairs: Vec<(usize, usize)> = pairs.iter().map(|pair| (pair.a, pair.b)).collect();
        let deduped = dedup(&texts, Settings::builder().threshold(threshold));
        eprintln!("{threshold}: {} pairs, {:?}", pairs.len(), deduped.outcome().counts());
        assert!(pairs.len() > 3_000);
        assert_eq!(missed(&deduped, &truth, &pairs), (0, 0));
        assert_eq!(deduped.outcome().counts().capped, 0);
    }
}

fn counts(texts: &[String]) -> Counts {
    let counts = dedup(texts, Settings::builder()).outcome().counts();
    eprintln!("{:>6} texts: {counts:?}", texts.len());
    counts
}

#[test]
fn near_copies_meet_few() {
    for size in [2_000, 4_000, 8_000] {
        let texts = crowd(size, |_| 1, 2);
        let found = counts(&texts);
        // All with all would be size / 2 for each.
        assert!(found.candidates <= 64 * size as u64);
        assert_eq!(found.capped, 0);
        // One edit spoils five shingles of 116: J >= 106/126.
        assert_eq!(dedup(&texts, Settings::builder()).kept().count(), 1);
    }
}

/// A word goes at every step: only texts a few steps apart are near, yet all are connected.
#[test]
fn drifting_copies_meet_their_neighbours() {
    let (newsprint, mut dice) = (Newsprint::new(), Dice(3));
    let mut article = newsprint.article(WORDS, &mut dice);
    let size = 6_000;
    let drift = (0..size).map(|_| {
        let at = dice.below(WORDS);
        article[at] = newsprint.word(&mut dice);
        article.join(" ")
    });
    let texts: Vec<String> = drift.collect();
    let truth = Corpus::new(texts.iter().map(String::as_str), 5);
    let pairs = join(&truth, 0.7);
    let pairs: Vec<(usize, usize)> = pairs.iter().map(|pair| (pair.a, pair.b)).collect();
    let deduped = dedup(&texts, Settings::builder());
    assert_eq!(missed(&deduped, &truth, &pairs), (0, 0));
    assert_eq!(deduped.outcome().clusters().len(), 1);
    assert!(counts(&texts).candidates <= 64 * size as u64);
}

/// Copies of some 0.4 to each other: the rest of a set is too small where two first meet.
#[test]
fn copies_under_the_threshold_hardly_meet() {
    for size in [1_000, 2_000, 4_000] {
        let found = counts(&crowd(size, |_| 6, 4));
        assert!(found.candidates <= 64 * size as u64);
    }
}

#[test]
fn threads_change_nothing() {
    let texts = crowd(600, |i| i / 50, 5);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.expect("threads can be had");
        let deduped = pool.install(|| dedup(&texts, Settings::builder()));
        (deduped.outcome().clusters().to_vec(), deduped.outcome().counts())
    };
    let one = run(1);
    assert_eq!(run(2), one);
    assert_eq!(run(5), one);
}
