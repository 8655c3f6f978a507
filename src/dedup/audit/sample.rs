//! Which texts are sampled: those with the least hashes of their contents.
//!
//! So the sample is the same in every run, whatever the order of the input; each set of so many
//! texts is as likely as any other, and a larger sample holds the smaller ones.

use crate::dedup::candidates::nodes::{NodeId, Nodes};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Keeps the choice apart from all else that is hashed under the same seed.
const SALT: u64 = 0x5A3D_91E2_77C4_0B6F;

/// So many nodes, ascending; all, if there are no more.
pub(super) fn sample(nodes: &Nodes<'_>, samples: usize, seed: u64) -> Vec<NodeId> {
    let hash = |node: NodeId| {
        let digest = nodes.digest(nodes.doc(node));
        xxh3_64_with_seed(&digest.to_le_bytes(), seed ^ SALT)
    };
    let mut hashed: Vec<(u64, NodeId)> = nodes.ids().map(|node| (hash(node), node)).collect();
    if samples < hashed.len() {
        hashed.select_nth_unstable(samples);
        hashed.truncate(samples);
    }
    let mut sampled: Vec<NodeId> = hashed.into_iter().map(|(_, node)| node).collect();
    sampled.sort_unstable();
    sampled
}
