//! Candidates: pairs that share a band, or a skeleton, and pass a test of their signatures.
//!
//! ```text
//! for each band:
//!     sort the nodes by the band's key
//!     for each bucket of nodes with one key:
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
//! Cost: a sort of 8 bytes a node for each band; bands are independent and run in parallel.

mod nodes;

pub(crate) use nodes::{NodeId, Nodes};

use crate::progress::{Stage, Watch};
use crate::sketch::Banding;
use crate::{Result, Settings};
use rayon::prelude::*;

/// The largest bucket whose pairs are all looked at.
const FULL_BUCKET: usize = 64;

/// The most leaders of an overflowing bucket.
const MAX_LEADERS: usize = 128;

/// Pairs worth comparing, and how much was left out.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    /// Sorted, each once, the lower node first.
    pub(crate) pairs: Vec<(NodeId, NodeId)>,
    /// Nodes that met a bucket whose leaders were too many to meet them all.
    pub(crate) capped: u64,
}

impl Candidates {
    fn merge(mut self, mut other: Candidates) -> Candidates {
        // The pairs are sorted in the end; appending to the longer side keeps this linear.
        if self.pairs.len() < other.pairs.len() {
            std::mem::swap(&mut self.pairs, &mut other.pairs);
        }
        self.pairs.append(&mut other.pairs);
        self.capped += other.capped;
        self
    }
}

/// All candidates among the nodes.
pub(crate) fn candidates(
    nodes: &Nodes<'_>,
    settings: &Settings,
    watch: Watch<'_>,
) -> Result<Candidates> {
    let banding = settings.banding();
    let bands = banding.bands;
    watch.begin(Stage::Candidates, Some(bands as u64 + 1))?;
    let finder = Finder { nodes, banding, sure: sure_agreement(settings.threshold()) };
    // The band behind the last stands for the skeletons.
    let mut found = (0..=bands)
        .into_par_iter()
        .map(|band| {
            let found = if band < bands { finder.band(band) } else { finder.skeletons() };
            watch.advance(Stage::Candidates, 1)?;
            Ok(found)
        })
        .try_reduce(Candidates::default, |a, b| Ok(a.merge(b)))?;
    found.pairs.par_sort_unstable();
    found.pairs.dedup();
    Ok(found)
}

/// Equal bins that leave little doubt that a pair is near: a standard error above the threshold.
/// A leader less costs no removal, since the walk compares all that stay; at worst a pair of texts
/// that both go for other reasons is not joined.
fn sure_agreement(threshold: f64) -> u32 {
    let bins = crate::BINS as f64;
    let error = (threshold * (1.0 - threshold) / bins).sqrt();
    ((threshold + error) * bins).ceil() as u32
}

struct Finder<'a> {
    nodes: &'a Nodes<'a>,
    banding: Banding,
    sure: u32,
}

impl Finder<'_> {
    fn band(&self, band: usize) -> Candidates {
        let key = |node: NodeId| u64::from(self.nodes.fingerprint(node).keys[band]) << 32;
        let mut entries: Vec<u64> =
            self.nodes.ids().map(|node| key(node) | u64::from(node.0)).collect();
        entries.sort_unstable();
        let mut found = Candidates::default();
        for bucket in entries.chunk_by(|a, b| a >> 32 == b >> 32).filter(|b| b.len() > 1) {
            let bucket: Vec<NodeId> = bucket.iter().map(|entry| NodeId(*entry as u32)).collect();
            self.bucket(&bucket, &mut found, |a, b| self.nodes.agreeing(a, b));
        }
        found
    }

    /// Nodes of one skeleton are `template` for certain.
    fn skeletons(&self) -> Candidates {
        let mut entries: Vec<(u128, NodeId)> = self
            .nodes
            .ids()
            .filter_map(|node| Some((self.nodes.fingerprint(node).skeleton?, node)))
            .collect();
        entries.sort_unstable();
        let mut found = Candidates::default();
        for bucket in entries.chunk_by(|a, b| a.0 == b.0).filter(|bucket| bucket.len() > 1) {
            let bucket: Vec<NodeId> = bucket.iter().map(|entry| entry.1).collect();
            self.bucket(&bucket, &mut found, |_, _| u32::MAX);
        }
        found
    }

    fn bucket(
        &self,
        bucket: &[NodeId],
        found: &mut Candidates,
        agreeing: impl Fn(NodeId, NodeId) -> u32,
    ) {
        let pass = |a, b| {
            let agreeing = agreeing(a, b);
            (agreeing >= self.banding.min_agreeing).then_some(agreeing)
        };
        if bucket.len() <= FULL_BUCKET {
            for (i, b) in bucket.iter().enumerate() {
                found.pairs.extend(
                    bucket[..i].iter().filter(|a| pass(**a, *b).is_some()).map(|a| (*a, *b)),
                );
            }
            return;
        }
        let mut leaders: Vec<NodeId> = Vec::new();
        for node in bucket {
            let mut leads = true;
            for leader in &leaders {
                if let Some(agreeing) = pass(*leader, *node) {
                    found.pairs.push((*leader, *node));
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
