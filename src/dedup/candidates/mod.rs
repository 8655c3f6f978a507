//! Candidates: pairs that share a band, or a skeleton, and pass a test of their signatures.
//!
//! ```text
//! for each band:
//!     for each part of the keys, merged from sorted runs:          in parallel
//!       for each bucket of nodes with one key:
//!         up to 64 nodes  -> all pairs
//!         more            -> each node with the leaders of the bucket before it
//!     keep the pairs whose signatures agree in enough bins
//! ```
//!
//! In a bucket that overflows, a node leads unless it is surely near to an earlier leader, and no
//! bucket has more than 128 leaders: a paragraph under 100,000 articles, or a hundred thousand
//! copies of one, cost linear time. Nodes are numbered by content, so the choice of leaders does
//! not depend on the order of the input.
//!
//! Cost: a merge of 8.3 bytes a document for each band, and a sort of all pairs.

pub(crate) mod copies;
pub(crate) mod nodes;

use crate::settings::banding::BINS;
use nodes::{NodeId, Nodes};

use crate::base::error::Result;
use crate::base::progress::{Stage, Watch};
use crate::settings::Settings;
use crate::settings::banding::Banding;
use crate::storage::column::Column;
use crate::storage::packed::Entry;
use crate::storage::pairs::{Pair, PairSorter};
use crate::storage::runs::Merged;
use crate::storage::space::Space;
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

/// The largest bucket whose pairs are all looked at.
const FULL_BUCKET: usize = 64;

/// Pairs whose signatures are looked at together, about.
const TOGETHER: usize = 1024;

/// The most leaders of an overflowing bucket.
const MAX_LEADERS: usize = 128;

/// Pairs worth comparing, and how much was left out.
#[derive(Debug)]
pub(crate) struct Candidates {
    /// Pairs of nodes, sorted, each once.
    pub(crate) pairs: Column<Pair>,
    /// Nodes that met a bucket whose leaders were too many to meet them all.
    pub(crate) capped: u64,
}

/// What one part of a band proposes.
#[derive(Debug, Default)]
struct Found {
    pairs: Vec<Pair>,
    capped: u64,
}

/// All candidates among the nodes.
pub(crate) fn candidates(
    nodes: &Nodes<'_>,
    settings: &Settings,
    space: &Space,
    watch: Watch<'_>,
) -> Result<Candidates> {
    let banding = settings.banding();
    let finder = Finder { nodes, banding, sure: sure_agreement(settings.threshold()) };
    let prints = nodes.prints();
    let bands = (0..banding.bands).chain([prints.skeleton_band()]);
    let parts = prints.parts();
    let all: Vec<(usize, usize)> =
        bands.flat_map(|band| (0..parts).map(move |part| (band, part))).collect();
    watch.begin(Stage::Candidates, Some(all.len() as u64))?;
    let sorter = Mutex::new(PairSorter::new(space));
    let capped = all.into_par_iter().map_init(Merged::default, |merged, (band, part)| {
        let mut found = Found::default();
        prints.band(band, part, merged);
        if band == prints.skeleton_band() {
            finder.skeletons(&merged.entries, &mut found);
        } else {
            finder.band(&merged.entries, &mut found);
        }
        sorter.lock().unwrap_or_else(PoisonError::into_inner).add(&found.pairs)?;
        watch.advance(Stage::Candidates, 1)?;
        Ok(found.capped)
    });
    let capped = capped.try_reduce(|| 0, |a, b| Ok(a + b))?;
    let pairs = sorter.into_inner().unwrap_or_else(PoisonError::into_inner).finish()?;
    Ok(Candidates { pairs, capped })
}

/// The candidates among nodes of one skeleton, found without sketches: `template` for certain.
pub(crate) fn of_one_skeleton(nodes: &Nodes<'_>, settings: &Settings) -> Vec<Pair> {
    let sure = sure_agreement(settings.threshold());
    let finder = Finder { nodes, banding: settings.banding(), sure };
    let (prints, mut found, mut merged) = (nodes.prints(), Found::default(), Merged::default());
    for part in 0..prints.parts() {
        prints.band(prints.skeleton_band(), part, &mut merged);
        finder.skeletons(&merged.entries, &mut found);
    }
    found.pairs
}

/// Equal bins that leave little doubt that a pair is near: a standard error above the threshold.
/// A leader less costs no removal, since the walk compares all that stay; at worst a pair of texts
/// that both go for other reasons is not joined.
fn sure_agreement(threshold: f64) -> u32 {
    let bins = BINS as f64;
    let error = (threshold * (1.0 - threshold) / bins).sqrt();
    ((threshold + error) * bins).ceil() as u32
}

struct Finder<'a> {
    nodes: &'a Nodes<'a>,
    banding: Banding,
    sure: u32,
}

impl Finder<'_> {
    /// Documents with one key are a bucket.
    fn band(&self, entries: &[Entry], found: &mut Found) {
        let (mut bucket, mut small) = (Vec::new(), Vec::new());
        for entries in entries.chunk_by(|a, b| a.key == b.key).filter(|all| all.len() > 1) {
            self.nodes(entries, &mut bucket);
            if bucket.len() > FULL_BUCKET {
                self.crowd(&bucket, found, |a, b| self.nodes.agreeing(a, b));
            } else {
                all_pairs(&bucket, &mut small);
            }
            if small.len() > TOGETHER {
                self.pass(&mut small, found);
            }
        }
        self.pass(&mut small, found);
    }

    /// Takes those of the pairs whose signatures agree enough.
    ///
    /// Signatures lie far apart. Looked at in one loop with nothing between, many are waited for
    /// at once.
    fn pass(&self, pairs: &mut Vec<Pair>, found: &mut Found) {
        let agreeing =
            |pair: &Pair| self.nodes.agreeing(NodeId(pair.lower()), NodeId(pair.upper()));
        let passing = |pair: &Pair| agreeing(pair) >= self.banding.min_agreeing;
        found.pairs.extend(pairs.drain(..).filter(passing));
    }

    /// Nodes of one skeleton are `template` for certain.
    fn skeletons(&self, entries: &[Entry], found: &mut Found) {
        let skeleton = |node: &NodeId| self.nodes.core(*node).skeleton();
        let mut bucket = Vec::new();
        for entries in entries.chunk_by(|a, b| a.key == b.key).filter(|all| all.len() > 1) {
            self.nodes(entries, &mut bucket);
            bucket.sort_unstable_by_key(|node| (skeleton(node), *node));
            for alike in bucket.chunk_by(|a, b| skeleton(a) == skeleton(b)) {
                if alike.len() > FULL_BUCKET {
                    self.crowd(alike, found, |_, _| u32::MAX);
                } else {
                    all_pairs(alike, &mut found.pairs);
                }
            }
        }
    }

    /// The nodes of some entries, each once, in place of what `nodes` held.
    fn nodes(&self, entries: &[Entry], nodes: &mut Vec<NodeId>) {
        nodes.clear();
        nodes.extend(entries.iter().filter_map(|entry| self.nodes.of(entry.doc)));
        nodes.sort_unstable();
        nodes.dedup();
    }

    /// A bucket that overflows.
    fn crowd(
        &self,
        bucket: &[NodeId],
        found: &mut Found,
        agreeing: impl Fn(NodeId, NodeId) -> u32,
    ) {
        let pass = |a, b| {
            let agreeing = agreeing(a, b);
            (agreeing >= self.banding.min_agreeing).then_some(agreeing)
        };
        let mut leaders: Vec<NodeId> = Vec::new();
        for node in bucket {
            let mut leads = true;
            for leader in &leaders {
                if let Some(agreeing) = pass(*leader, *node) {
                    found.pairs.push(Pair::new(leader.0, node.0));
                    if agreeing >= self.sure {
                        leads = false;
                        break;
                    }
                }
            }
            if leads && leaders.len() < MAX_LEADERS {
                leaders.push(*node);
            } else if leads {
                found.capped += 1;
            }
        }
    }
}

/// All pairs of a bucket.
fn all_pairs(bucket: &[NodeId], pairs: &mut Vec<Pair>) {
    for (i, b) in bucket.iter().enumerate() {
        pairs.extend(bucket[..i].iter().map(|a| Pair::new(a.0, b.0)));
    }
}
