//! From sampled pairs to what a run finds.
//!
//! A pair is in the sample only if both of its documents are: of a tenth of the documents, a
//! hundredth of the pairs. So each counts with its weight, and the variance is that of a sum over
//! pairs that come and go with their cells (Horvitz and Thompson 1952):
//!
//! ```text
//! V = sum over pairs of w² (1 - 1/w)  +  sum over cells of (1 - f) (T² - Q)
//! ```
//!
//! where T is the sum of the weights of the pairs that touch the cell, and Q that of their squares.
//!
//! How many documents go does not follow from the number of pairs: three pairs may be three
//! clusters of two, of which three documents go, or one of three, of which two go. Sampled groups
//! of eight documents and more are taken for themselves. Of the rest, with S1 the sum of the
//! degrees of all documents and S2 that of degree times (degree - 1), at least S1² / (2 S1 + S2)
//! go (by the inequality of Sedrakyan, if clusters are cliques; exactly so many if all are of one
//! size), and at most as many as there are pairs.

use super::interval::{NONE, high, of_sum};
use super::pairs::Paired;
use super::report::{Estimate, Found};
use super::sampled::{Sampled, Totals};
use crate::base::document::{DocId, Relation};
use crate::input::sample::draw::Spot;
use crate::plan::doc_pair::DocPair;
use crate::settings::Settings;
use crate::storage::union_find::UnionFind;

/// Sampled groups from this size on are taken for themselves.
const GROUP: usize = 8;

/// What was estimated, and what else the clock needs.
pub(super) struct Estimated {
    pub(super) found: Found,
    /// Documents in candidates.
    pub(super) candidate_documents: f64,
}

pub(super) fn found(
    sampled: &Sampled,
    paired: &Paired,
    totals: &Totals,
    settings: &Settings,
) -> Estimated {
    let documents = totals.documents.estimate;
    let view = View { sampled, most: documents, thinned: paired.thinned };
    let banding = settings.banding();
    let is = |relation| move |pair: &DocPair| f64::from(pair.relation == relation);
    let reaches = |pair: &DocPair| {
        f64::from(pair.relation == Relation::Near && pair.similarity >= settings.threshold())
    };
    let proposed = |pair: &DocPair| match pair.relation {
        // Exact copies are one node; a skeleton is found for certain.
        Relation::Exact => 0.0,
        Relation::Template => 1.0,
        _ => 1.0 - banding.miss_rate(pair.similarity),
    };
    let goes = |pair: &DocPair| match pair.relation {
        Relation::Near => reaches(pair) > 0.0,
        relation => settings.removes(relation),
    };
    let going: Vec<DocPair> = paired.pairs.iter().filter(|pair| goes(pair)).copied().collect();
    let likely = |pair: &DocPair| DocPair { weight: pair.weight * proposed(pair), ..*pair };
    let some: Vec<DocPair> =
        paired.pairs.iter().filter(|pair| proposed(pair) > 0.0).map(likely).collect();
    Estimated {
        found: Found {
            removed: view.removed(&going),
            exact_pairs: view.total(&paired.pairs, is(Relation::Exact)),
            near_pairs: view.total(&paired.pairs, reaches),
            template_pairs: view.total(&paired.pairs, is(Relation::Template)),
            candidates: view.total(&paired.pairs, proposed),
        },
        candidate_documents: view.in_pairs(&some),
    }
}

struct View<'a> {
    sampled: &'a Sampled,
    /// All documents.
    most: f64,
    thinned: f64,
}

impl View<'_> {
    /// The sum over all pairs of the input, from those of the sample.
    fn total(&self, pairs: &[DocPair], value: impl Fn(&DocPair) -> f64) -> Estimate {
        let (sum, variance) = self.sum(pairs, |pair| value(pair) * pair.weight);
        let found = if sum > 0.0 { of_sum(sum, variance) } else { self.none(2) };
        // Pairs further apart than a head is long may be there or not.
        let apart = self.sum(pairs, |pair| value(pair) * pair.weight.max(self.spread(pair)));
        let high = of_sum(apart.0, apart.1).high.max(found.high);
        let most = self.most * (self.most - 1.0) / 2.0;
        Estimate { high, ..found }.at_most(most.max(0.0))
    }

    /// What a pair stands for if pairs are as likely far apart as close together.
    fn spread(&self, pair: &DocPair) -> f64 {
        let (a, b) = (self.sampled.spot(pair.a), self.sampled.spot(pair.b));
        if a.cell == b.cell || self.reach(a) >= 1.0 && self.reach(b) >= 1.0 {
            return pair.weight;
        }
        1.0 / (self.chance(a) * self.chance(b) * self.thinned)
    }

    fn reach(&self, spot: Spot) -> f64 {
        self.sampled.sample.strata[spot.stratum as usize].reach
    }

    fn chance(&self, spot: Spot) -> f64 {
        self.sampled.sample.strata[spot.stratum as usize].chance()
    }

    /// The mean chance of a document.
    fn share(&self) -> f64 {
        (self.sampled.places.len() as f64 / self.most.max(1.0)).clamp(1e-9, 1.0)
    }

    /// What may be there though nothing of it was met in the sample, of groups of `size`.
    fn none(&self, size: i32) -> Estimate {
        let share = self.share();
        let high = if share < 1.0 { NONE / share.powi(size) / self.thinned } else { 0.0 };
        Estimate { estimate: 0.0, low: 0.0, high }
    }

    /// A sum of weights, and its variance.
    fn sum(&self, pairs: &[DocPair], weight: impl Fn(&DocPair) -> f64) -> (f64, f64) {
        let cells = self.sampled.places.iter().map(|place| place.spot.cell + 1).max();
        let mut sums = vec![(0.0f64, 0.0f64, 1.0f64); cells.unwrap_or(0) as usize];
        let (mut sum, mut variance) = (0.0, 0.0);
        for pair in pairs {
            let weight = weight(pair);
            if weight <= 0.0 {
                continue;
            }
            sum += weight;
            variance += weight * (weight - 1.0).max(0.0);
            let (a, b) = (self.sampled.spot(pair.a), self.sampled.spot(pair.b));
            let twice = (a.cell != b.cell).then_some(b);
            for spot in [Some(a), twice].into_iter().flatten() {
                let of = &mut sums[spot.cell as usize];
                *of = (of.0 + weight, of.1 + weight * weight, self.chance(spot));
            }
        }
        for (total, squares, chance) in sums {
            variance += (1.0 - chance.min(1.0)) * (total * total - squares).max(0.0);
        }
        (sum, variance)
    }

    /// The sums of the degrees of all documents, and of degree times (degree - 1); and how many
    /// pairs of pairs at one document the last rests on.
    fn degrees(&self, pairs: &[DocPair]) -> (f64, f64, f64) {
        let mut of = vec![(0.0f64, 0.0f64, 0u64); self.sampled.places.len()];
        for pair in pairs {
            for doc in [pair.a, pair.b] {
                let one = &mut of[doc.index()];
                *one = (one.0 + pair.weight, one.1 + pair.weight * pair.weight, one.2 + 1);
            }
        }
        let share = self.share();
        let first: f64 = of.iter().map(|(sum, ..)| sum).sum();
        // Both pairs weigh the document that they have in common, which is drawn but once.
        let second = of.iter().map(|(sum, squares, _)| share * (sum * sum - squares)).sum();
        let paths =
            of.iter().map(|(.., count)| (count * count.saturating_sub(1)) as f64 / 2.0).sum();
        (first, second, paths)
    }

    /// Documents that stand in pairs. Large groups count by their own size: among the degrees of
    /// others theirs would hide most of these.
    fn in_pairs(&self, pairs: &[DocPair]) -> f64 {
        let (groups, rest) = self.split(pairs);
        let grouped = groups.iter().sum::<usize>() as f64 / self.share();
        let (first, second, _) = self.degrees(&rest);
        let others = if first > 0.0 { first * first / (first + second) } else { 0.0 };
        (grouped + others).min(self.most)
    }

    /// Documents that go because of these pairs.
    fn removed(&self, pairs: &[DocPair]) -> Estimate {
        let (groups, rest) = self.split(pairs);
        let share = self.share();
        let mut sum = Estimate::default();
        for group in &groups {
            let whole = *group as f64 / share;
            // The standard error of a size from the number that was drawn; clusters of near copies
            // are seldom cliques, so that more than one of them may stay.
            let error = 2.0 * (*group as f64 * (1.0 - share)).sqrt() / share;
            sum.estimate += whole - 1.0;
            sum.low += (whole / 2.0 - error).max(*group as f64 / 2.0);
            sum.high += whole - 1.0 + error;
        }
        let pairs = self.total(&rest, |_| 1.0);
        let (first, second, paths) = self.degrees(&rest);
        let least = |first: f64, second: f64| {
            if first > 0.0 { first * first / (2.0 * first + second) } else { 0.0 }
        };
        let most = if paths > 0.0 { second * high(paths) / paths } else { 2.0 * self.none(3).high };
        sum.estimate += least(first, second);
        sum.low += least(2.0 * pairs.low, most);
        sum.high += pairs.high;
        sum.at_most((self.most - 1.0).max(0.0))
    }

    /// The sizes of large groups, and the pairs outside of them.
    fn split(&self, pairs: &[DocPair]) -> (Vec<usize>, Vec<DocPair>) {
        let mut joined = UnionFind::new(self.sampled.places.len());
        let mut sizes = vec![0usize; self.sampled.places.len()];
        for pair in pairs {
            joined.join(pair.a.index(), pair.b.index());
        }
        let mut docs: Vec<DocId> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
        docs.sort_unstable();
        docs.dedup();
        for doc in docs {
            sizes[joined.root(doc.index())] += 1;
        }
        let size = |pair: &DocPair| sizes[joined.root(pair.a.index())];
        let rest = pairs.iter().filter(|pair| size(pair) < GROUP).copied().collect();
        (sizes.iter().filter(|size| **size >= GROUP).copied().collect(), rest)
    }
}
