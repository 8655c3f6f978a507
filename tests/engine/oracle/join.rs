//! Every pair of a corpus with a Jaccard similarity of at least the threshold, without sketches.
//!
//! A prefix-filter join (Chaudhuri, Ganti, Kaushik, ICDE 2006; Bayardo, Ma, Srikant, WWW 2007):
//! of two sets with J >= t, in the order of rarity, each holds a common element among its first
//! |d| - ceil(t |d|) + 1; and the smaller one has at least t times the size of the larger.

use super::corpus::Corpus;
use std::collections::HashMap;

/// Two stories, the lower first, and their similarity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    pub(crate) a: usize,
    pub(crate) b: usize,
    pub(crate) jaccard: f64,
}

/// So that 0.7 * 10 never becomes 7.000...1 shingles.
const SLACK: f64 = 1e-9;

/// All pairs, sorted.
pub(crate) fn join(corpus: &Corpus, threshold: f64) -> Vec<Pair> {
    let set = |story: usize| &corpus.stories[story].shingles[..];
    let mut by_size: Vec<usize> = (0..corpus.len()).filter(|i| !set(*i).is_empty()).collect();
    by_size.sort_by_key(|story| set(*story).len());
    // Stories that hold a shingle in their prefix, smallest first.
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut last_met = vec![usize::MAX; corpus.len()];
    let mut pairs = Vec::new();
    for story in by_size {
        let shingles = set(story);
        let needed = (threshold * shingles.len() as f64 - SLACK).ceil() as usize;
        let prefix = &shingles[..(shingles.len() + 1 - needed).min(shingles.len())];
        // What stands in one story alone is common to none.
        let shared = |s: &&u32| corpus.frequencies[**s as usize] > 1;
        for shingle in prefix.iter().filter(shared) {
            let holders = holders.entry(*shingle).or_default();
            let large = holders.partition_point(|other| set(*other).len() < needed);
            for other in &holders[large..] {
                if last_met[*other] == story {
                    continue;
                }
                last_met[*other] = story;
                let jaccard = corpus.jaccard(story, *other);
                if jaccard >= threshold {
                    pairs.push(Pair { a: story.min(*other), b: story.max(*other), jaccard });
                }
            }
            holders.push(story);
        }
    }
    pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
    pairs
}

/// The same by comparing all with all.
pub(crate) fn naive_join(corpus: &Corpus, threshold: f64) -> Vec<Pair> {
    let all = (0..corpus.len()).flat_map(|a| (a + 1..corpus.len()).map(move |b| (a, b)));
    all.map(|(a, b)| Pair { a, b, jaccard: corpus.jaccard(a, b) })
        .filter(|pair| pair.jaccard >= threshold)
        .collect()
}
