//! The exact join: every pair of texts whose Jaccard similarity reaches the threshold, without
//! sketches. It stands beside `candidates`, and takes its place under `Settings::exact`.
//!
//! Similar sets have much in common, so they have something in common among their rarest shingles
//! (the prefix filter: Chaudhuri, Ganti, Kaushik, ICDE 2006; Bayardo, Ma, Srikant, WWW 2007; Mann,
//! Augsten, Bouros, PVLDB 9(9), 2016 compares what followed):
//!
//! ```text
//! read all texts: count shingles                   counts
//! read all texts: hold the rare ends of their sets prefixes
//! for each shingle that several hold:              buckets
//!     propose each pair of them that sizes and places allow, once in all
//! verify what is proposed, and join it
//! ```
//!
//! A crowd of near copies has quadratically many pairs. So a text of a bucket first meets its 32
//! neighbours only; what is verified is joined, and after that texts meet only those that are not
//! yet joined to them, in windows that widen (`crowds`). What is guaranteed:
//!
//! - two texts with J >= t are joined in the end, be it by way of others; unless one of them met
//!   4,096 texts of one bucket without being joined to the other, which is counted as capped;
//! - the walk through a cluster compares a text with all that stay, without a test of signatures; so
//!   no two that stay have J >= t, if one may go because of the other.
//!
//! What it has to compare is what any join by prefixes has: pairs that have all in common as far as
//! the prefixes tell. Of a crowd a little below the threshold that is a share of all its pairs, up to
//! the 4,096.
//!
//! Cost: two more readings of all texts, a sort of the keys held; memory by [`need`], which refuses
//! what does not fit before it is begun. Nothing depends on the number of threads.

mod bounds;
mod buckets;
mod counts;
mod crowds;
pub(crate) mod need;
mod prefixes;

use super::candidates::nodes::NodeId;
use super::candidates::of_one_skeleton;
use super::verify::{Verified, Verifier};
use crate::base::error::Result;
use crate::base::progress::{Stage, Watch};
use crate::storage::pairs::Pair;
use crate::storage::space::Space;
use bounds::Bounds;
use buckets::Buckets;
use counts::Counts;
use need::Limit;
use prefixes::Prefixes;
use rayon::prelude::*;
use std::ops::Range;

/// Neighbours, by size, that each text of a bucket meets in any case.
const NEAR: usize = 32;

/// Meetings that are looked at together, and so the most pairs that come of them.
const MEETINGS: usize = 1 << 20;

/// Pairs that are verified together, at least.
const PAIRS: usize = 1 << 19;

/// Joined texts, and how much was looked at.
pub(crate) struct Joined {
    pub(crate) verified: Verified,
    /// Pairs that were proposed.
    pub(crate) candidates: u64,
    /// Texts that met more like them than are compared.
    pub(crate) capped: u64,
}

/// Joins all texts that reach the threshold, and those of one skeleton.
pub(crate) fn join(verifier: Verifier<'_>, space: &Space, watch: Watch<'_>) -> Result<Joined> {
    let (nodes, settings) = (verifier.nodes, verifier.settings);
    let texts = nodes.len() as u64;
    let tokens = nodes.ids().map(|node| u64::from(nodes.tokens(node))).sum();
    let limit = Limit::new((texts, tokens), space.limit(), settings)?;
    watch.begin(Stage::Candidates, Some(2 * texts))?;
    let bounds = Bounds::new(settings.threshold());
    let counts = Counts::new(verifier, tokens, watch)?;
    let prefixes = Prefixes::new(verifier, &counts, bounds, limit, watch)?;
    drop(counts);
    let buckets = Buckets::new(prefixes, bounds);
    watch.begin(Stage::Verify, None)?;
    let mut rounds = Rounds::new(verifier, &buckets, space, watch)?;
    rounds.pairs = of_one_skeleton(nodes, settings);
    rounds.neighbours()?;
    rounds.crowds()?;
    Ok(rounds.end())
}

/// Proposing, and verifying what is proposed, by turns.
struct Rounds<'a> {
    verifier: Verifier<'a>,
    buckets: &'a Buckets,
    watch: Watch<'a>,
    /// Proposed, and not yet verified.
    pairs: Vec<Pair>,
    verified: Verified,
    candidates: u64,
    /// Once for each bucket in which a node met too many.
    capped: Vec<NodeId>,
}

impl<'a> Rounds<'a> {
    fn new(
        verifier: Verifier<'a>,
        buckets: &'a Buckets,
        space: &Space,
        watch: Watch<'a>,
    ) -> Result<Self> {
        let verified = Verified::none(verifier.nodes, space)?;
        let (pairs, capped) = (Vec::new(), Vec::new());
        Ok(Self { verifier, buckets, watch, pairs, verified, candidates: 0, capped })
    }

    /// In each bucket, each text meets its neighbours: all, if the bucket is small.
    fn neighbours(&mut self) -> Result<()> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut meetings = 0;
        let buckets = self.buckets;
        for range in buckets.ranges() {
            meetings += range.len() * range.len().min(NEAR);
            ranges.push(range);
            if meetings >= MEETINGS {
                self.propose(&ranges)?;
                (meetings, ranges) = (0, Vec::new());
            }
        }
        self.propose(&ranges)?;
        self.verify()
    }

    fn propose(&mut self, ranges: &[Range<usize>]) -> Result<()> {
        self.watch.advance(Stage::Verify, 0)?;
        let of_bucket = |range: &Range<usize>| {
            let bucket = self.buckets.bucket(range.clone());
            let mut pairs = Vec::new();
            for (larger, b) in bucket.sides.iter().enumerate() {
                let smaller = bucket.sides[larger.saturating_sub(NEAR)..larger].iter().rev();
                let close = smaller.take_while(|a| self.buckets.sizes_agree(**a, *b));
                pairs.extend(close.filter_map(|a| self.buckets.propose(&bucket, *a, *b)));
            }
            pairs
        };
        let proposed: Vec<Vec<Pair>> = ranges.par_iter().with_min_len(16).map(of_bucket).collect();
        self.pairs.extend(proposed.into_iter().flatten());
        if self.pairs.len() >= PAIRS { self.verify() } else { Ok(()) }
    }

    /// Compares what is proposed, and joins it.
    fn verify(&mut self) -> Result<()> {
        let mut pairs = std::mem::take(&mut self.pairs);
        pairs.par_sort_unstable();
        pairs.dedup();
        self.candidates += pairs.len() as u64;
        self.verified.extend(self.verifier, &pairs, self.watch)
    }

    fn end(mut self) -> Joined {
        self.capped.sort_unstable();
        self.capped.dedup();
        let (verified, candidates) = (self.verified, self.candidates);
        Joined { verified, candidates, capped: self.capped.len() as u64 }
    }
}
