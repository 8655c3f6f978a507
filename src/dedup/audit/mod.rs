//! The recall that a run reached, measured and not computed: some texts are compared with all.
//!
//! ```text
//! sample N distinct texts, by a hash of their contents
//! index the shingles of the sample
//! read all texts again:
//!     count what each has in common with each of the sample     exact, no sketch, no prefix
//!     a pair with J >= t that is `near` and may be compared: did the run find it?
//! ```
//!
//! What is counted are pairs of distinct texts with at least one in the sample, each once. Exact
//! copies and templates are found by digests, so nothing about them is left to chance, and they are
//! not counted. A sample drawn without replacement holds every pair with the same chance, so
//!
//! ```text
//! recall = pairs found by the run / pairs
//! ```
//!
//! estimates the recall over all pairs without favour: numerator and denominator are each a fixed
//! share of those of the whole corpus, in expectation (Horvitz and Thompson 1952; their quotient
//! is a ratio estimator, whose bias shrinks with the number of pairs and is 0 if all texts are
//! sampled). Stratifying by what the run found would find more pairs for the same work, but would
//! weigh most what the run is blind to least, so it is not done; ask for more samples instead.
//!
//! Cost: one more reading of all texts, and some 70 bytes for each shingle of the sample. A text meets
//! those of the sample only that it shares a shingle with.

mod index;
mod interval;
mod sample;
mod tally;
#[cfg(test)]
mod tests;

use super::candidates::nodes::NodeId;
use super::pipeline::Outcome;
use super::verify::Verifier;
use crate::base::error::Result;
use crate::base::progress::{Stage, Watch};
use crate::documents::fields::Constraint;
use crate::settings::Settings;
use index::Index;
use interval::clopper_pearson;
use rayon::prelude::*;
use sample::sample;
use serde::Serialize;
use tally::{Counted, Tally};

/// Texts that a thread reads in a row.
const CHUNK: usize = 64;

/// The recall that a run reached, on a sample.
///
/// ```
/// use retold::{Deduper, Document};
/// let story = "The ferry to the outer islands runs again after nine weeks in dock, the port said.";
/// let long = format!("{story} {story} Tickets stay as they were, and so do the hours.");
/// let deduper = Deduper::default();
/// let deduped = deduper.dedup([
///     Document::new("wire", long.clone()),
///     Document::new("post", format!("{long} Again.")),
/// ])?;
/// let audit = deduper.audit(&deduped, 100)?;
/// assert_eq!((audit.pairs, audit.recalled, audit.both_kept), (1, 1, 0));
/// assert_eq!(audit.recall, Some(1.0));
/// // One pair proves little.
/// assert!(audit.low < 0.1 && audit.high == 1.0 && audit.passed);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Audit {
    /// Distinct texts that were compared with all others.
    pub sampled: u64,
    /// Pairs at or above the threshold that were met: `near`, and allowed by window, across and
    /// within.
    pub pairs: u64,
    /// Those of them that are in one cluster.
    pub recalled: u64,
    /// Those of them that stay both.
    pub both_kept: u64,
    /// `recalled / pairs`, 0 to 1 (higher = fewer are missed); none without a pair.
    pub recall: Option<f64>,
    /// The lower end of the 95 % interval of Clopper and Pearson (1934) for the recall; 0 without a
    /// pair.
    pub low: f64,
    /// Its upper end; 1 without a pair.
    pub high: f64,
    /// What the run states: 1 less its expected miss rate. Pairs above the threshold are missed less
    /// often than that.
    pub expected: f64,
    /// The interval does not lie wholly below what the run states.
    pub passed: bool,
}

impl Audit {
    fn new(sampled: u64, counted: Counted, settings: &Settings) -> Self {
        let Counted { pairs, recalled, both_kept } = counted;
        let (low, high) = clopper_pearson(recalled, pairs);
        let expected = 1.0 - settings.miss_rate();
        Self {
            sampled,
            pairs,
            recalled,
            both_kept,
            recall: (pairs > 0).then(|| recalled as f64 / pairs as f64),
            low,
            high,
            expected,
            passed: high >= expected,
        }
    }
}

/// Compares `samples` texts with all, and asks of each near pair what the run made of it.
pub(crate) fn audit(
    verifier: Verifier<'_>,
    outcome: &Outcome,
    constraint: &Constraint<'_>,
    samples: usize,
    watch: Watch<'_>,
) -> Result<Audit> {
    let (nodes, settings) = (verifier.nodes, verifier.settings);
    watch.begin(Stage::Audit, Some(nodes.len() as u64))?;
    let sampled = sample(nodes, samples, settings.seed());
    let index = Index::new(verifier, &sampled)?;
    let tally = Tally::new(nodes, outcome, constraint);
    let all: Vec<NodeId> = nodes.ids().collect();
    let counted = all.par_chunks(CHUNK).map(|chunk| {
        let mut counted = Counted::default();
        for node in chunk {
            let similar = verifier
                .shingles(*node, |shingles| index.similar(shingles, settings.threshold()))?;
            let others = similar.into_iter().map(|place| sampled[place as usize]);
            // Of two sampled ones the pair counts where the higher is read.
            let once = others.filter(|other| other < node || sampled.binary_search(node).is_err());
            once.for_each(|other| counted = counted.and(tally.of(other, *node)));
        }
        watch.advance(Stage::Audit, chunk.len() as u64)?;
        Ok(counted)
    });
    let counted = counted.try_reduce(Counted::default, |a, b| Ok(a.and(b)))?;
    Ok(Audit::new(sampled.len() as u64, counted, settings))
}
