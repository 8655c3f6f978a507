//! Anchors: runs of words that two texts share, weighed by their rarity.
//!
//! Seeds are shared rare grams; each grows to the maximal run of equal words. A word that occurs
//! often in the texts at hand is no seed, nor is a phrase all of whose rare words do: it is what
//! they are about, and to pair all its occurrences would cost their product. Of one that occurs a
//! few times, each pairing is less likely to be the one that tells the same, so the logarithm of
//! their number is taken off the weight.
//!
//! Cost: time and memory linear in the texts; at most [`MAX_PAIRS`] anchors for each gram.

use super::grams::{LONGEST, gram};
use super::index::{Entry, Index, MIN_DOUBLE, MIN_SINGLE, grams};
use super::rarity::Weights;
use ahash::AHashMap;

/// Pairs of occurrences of one gram that are looked at: twice in both texts, or three times in
/// one. With more, names that run through an article link places that tell different things.
const MAX_PAIRS: usize = 4;

/// What a run can weigh at most, that of some three rare words: a sentence repeated word for
/// word makes a quotation, not a retelling, so one alone must not make a chain.
const MAX_RUN: f64 = 20.0;

/// What a gram of one, two, three words must weigh to count.
const LEAST: [f64; LONGEST] = [MIN_SINGLE, MIN_DOUBLE, 0.0];

/// Words that run on equal on both sides of a [`Retelling`](super::Retelling).
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    /// The first token on one side.
    pub a: usize,
    /// The first token on the other.
    pub b: usize,
    /// How many tokens run on equal.
    pub tokens: usize,
    /// How much it counts: the rarer the words, the more.
    pub weight: f64,
}

impl Anchor {
    pub(super) fn mirrored(self) -> Self {
        Self { a: self.b, b: self.a, ..self }
    }

    pub(super) fn a_end(&self) -> usize {
        self.a + self.tokens
    }

    pub(super) fn b_end(&self) -> usize {
        self.b + self.tokens
    }
}

/// A shared gram: where it stands on both sides, and how many pairs of places it has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Seed {
    a: u32,
    b: u32,
    pairs: u32,
}

/// The anchors between an indexed text and another, by place.
pub(super) fn between(a: &Index, b: &[u32], weights: &Weights) -> Vec<Anchor> {
    let mut hits: Vec<(u32, u32)> =
        grams(b).filter_map(|(at, gram, _)| Some((a.find(gram)?, at))).collect();
    hits.sort_unstable();
    let mut counts = vec![0; a.entries().len()];
    hits.iter().for_each(|(number, _)| counts[*number as usize] += 1);
    let pairs = |number: u32| {
        a.places(&a.entries()[number as usize]).len().saturating_mul(counts[number as usize])
    };
    let mut seeds = Vec::new();
    for hits in hits.chunk_by(|x, y| x.0 == y.0) {
        let number = hits[0].0;
        let entry = &a.entries()[number as usize];
        if let Some(pairs) = seed_pairs(number, entry, weights, pairs) {
            let seed = |a: &u32, b: u32| Seed { a: *a, b, pairs };
            let places = a.places(entry).iter();
            seeds.extend(places.flat_map(|a| hits.iter().map(move |hit| seed(a, hit.1))));
        }
    }
    grow(a.text, b, seeds, weights)
}

/// The anchors of a text with itself, the earlier place first.
pub(super) fn within(text: &Index, weights: &Weights) -> Vec<Anchor> {
    let pairs = |number: u32| {
        let places = text.places(&text.entries()[number as usize]).len();
        places.saturating_mul(places - 1) / 2
    };
    let mut seeds = Vec::new();
    for (number, entry) in (0..).zip(text.entries()) {
        let Some(pairs) = seed_pairs(number, entry, weights, pairs) else { continue };
        let places = text.places(entry);
        for (at, a) in places.iter().enumerate() {
            seeds.extend(places[at + 1..].iter().map(|b| Seed { a: *a, b: *b, pairs }));
        }
    }
    grow(text.text, text.text, seeds, weights)
}

/// The pairs of places of a gram's rarest word, of a phrase of common words those of the phrase,
/// if it is a seed.
fn seed_pairs(
    number: u32,
    entry: &Entry,
    weights: &Weights,
    pairs: impl Fn(u32) -> usize,
) -> Option<u32> {
    let rarest = entry.words.iter().flatten().map(|word| pairs(*word)).min();
    let pairs = rarest.unwrap_or_else(|| pairs(number));
    let is_rare = weights.of(entry.gram, entry.length) >= LEAST[entry.length - 1];
    let is_seed = is_rare && (1..=MAX_PAIRS).contains(&pairs);
    is_seed.then_some(pairs as u32)
}

/// Seeds to maximal runs, each once.
fn grow(a: &[u32], b: &[u32], mut seeds: Vec<Seed>, weights: &Weights) -> Vec<Anchor> {
    seeds.sort_unstable();
    // By diagonal the last run, as a place in `runs`; each with the pairs of its rarest seed.
    let mut last: AHashMap<i64, usize> = AHashMap::with_capacity(seeds.len());
    let mut runs: Vec<(Anchor, u32)> = Vec::with_capacity(seeds.len());
    for seed in seeds {
        let diagonal = i64::from(seed.a) - i64::from(seed.b);
        if let Some((run, pairs)) = last.get(&diagonal).map(|at| &mut runs[*at])
            && seed.a < run.a_end() as u32
        {
            *pairs = seed.pairs.min(*pairs);
            continue;
        }
        let run = maximal(a, b, seed.a as usize, seed.b as usize);
        // Different grams of one hash share nothing.
        if run.tokens > 0 {
            last.insert(diagonal, runs.len());
            runs.push((run, seed.pairs));
        }
    }
    let weigh = |(mut run, pairs): (Anchor, u32)| {
        run.weight = weigh(&a[run.a..run.a_end()], weights) - f64::from(pairs).ln();
        (run.weight > 0.0).then_some(run)
    };
    let mut anchors: Vec<Anchor> = runs.into_iter().filter_map(weigh).collect();
    anchors.sort_unstable_by_key(|anchor| (anchor.a, anchor.b));
    anchors
}

/// The longest run of equal symbols about two places.
fn maximal(a: &[u32], b: &[u32], at_a: usize, at_b: usize) -> Anchor {
    let equal = |(x, y): &(&u32, &u32)| x == y;
    let before = a[..at_a].iter().rev().zip(b[..at_b].iter().rev()).take_while(equal).count();
    let after = a[at_a..].iter().zip(&b[at_b..]).take_while(equal).count();
    let before = if after == 0 { 0 } else { before };
    Anchor { a: at_a - before, b: at_b - before, tokens: before + after, weight: 0.0 }
}

/// What a run tells: the heaviest way to lay rare words, 2-grams and 3-grams end to end on it.
fn weigh(run: &[u32], weights: &Weights) -> f64 {
    // The best for the run's beginnings: up to here, and up to one, two, three words before.
    let mut best = [0.0f64; LONGEST + 1];
    for end in 1..=run.len() {
        let mut here = best[0];
        for length in 1..=end.min(LONGEST) {
            let weight = weights.of(gram(&run[end - length..end]), length);
            if weight >= LEAST[length - 1] {
                here = here.max(best[length - 1] + weight);
            }
        }
        best = [here, best[0], best[1], best[2]];
        if here >= MAX_RUN {
            return MAX_RUN;
        }
    }
    best[0]
}
