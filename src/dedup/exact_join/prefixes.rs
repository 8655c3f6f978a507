//! What is held of each text: the part of its prefix that other texts may share.
//!
//! The shingles of all texts stand in one order: those that are counted once first, then by key,
//! then by hash. A key has the magnitude of the count in its upper three bits and a hash below, so
//! frequent shingles come last. Shingles counted once are common to no two texts: they fill most
//! prefixes, and only their number is held. Of a text whose prefix has no others, nothing is held.
//!
//! ```text
//! the set of a text, in order:   o o o o o o k k k | k k x x x x x x
//!                                counted once      | end of the prefix
//! held:                          6, and the keys k k k
//! ```
//!
//! Two shingles of one key only bring texts together that have nothing to do with each other.

use super::bounds::Bounds;
use super::counts::{Counts, batches, mixed};
use super::need::Limit;
use crate::base::error::Result;
use crate::base::progress::{Stage, Watch};
use crate::dedup::candidates::nodes::NodeId;
use crate::dedup::verify::Verifier;
use rayon::prelude::*;

/// Bits of a key that are hash.
const HASH_BITS: u32 = 29;

/// A text of whose prefix something is held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prefix {
    pub(super) node: NodeId,
    /// How many different shingles the text has.
    pub(super) size: u32,
    /// How many of them are counted once, and stand before the keys.
    pub(super) once: u32,
    /// Where its keys begin.
    start: usize,
}

/// The prefixes of all texts, in their order.
pub(super) struct Prefixes {
    prefixes: Vec<Prefix>,
    keys: Vec<u32>,
}

/// Size, shingles counted once, and the keys behind them.
type Made = (u32, u32, Vec<u32>);

impl Prefixes {
    /// Reads all texts again; an error if what is held of them passes the limit.
    pub(super) fn new(
        verifier: Verifier<'_>,
        counts: &Counts,
        bounds: Bounds,
        limit: Limit,
        watch: Watch<'_>,
    ) -> Result<Self> {
        let mut all = Self { prefixes: Vec::new(), keys: Vec::new() };
        for batch in batches(verifier) {
            let made = batch.par_iter().map(|node| {
                let made = verifier.shingles(*node, |shingles| prefix(shingles, counts, bounds))?;
                watch.advance(Stage::Candidates, 1)?;
                Ok(made.map(|made| (*node, made)))
            });
            let made: Vec<Option<(NodeId, Made)>> = made.collect::<Result<_>>()?;
            for (node, (size, once, keys)) in made.into_iter().flatten() {
                all.prefixes.push(Prefix { node, size, once, start: all.keys.len() });
                all.keys.extend(keys);
            }
            limit.check(all.keys.len() as u64)?;
        }
        Ok(all)
    }

    pub(super) fn len(&self) -> usize {
        self.prefixes.len()
    }

    /// How many keys all have together.
    pub(super) fn keys_len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn get(&self, prefix: u32) -> Prefix {
        self.prefixes[prefix as usize]
    }

    /// The keys of a prefix, ascending.
    pub(super) fn keys(&self, prefix: u32) -> &[u32] {
        let prefix = prefix as usize;
        let end = self.prefixes.get(prefix + 1).map_or(self.keys.len(), |next| next.start);
        &self.keys[self.prefixes[prefix].start..end]
    }
}

fn key(mixed: u64, count: u8) -> u32 {
    // 2 to 255: magnitudes 1 to 7.
    count.ilog2() << HASH_BITS | mixed as u32 & ((1 << HASH_BITS) - 1)
}

/// What is held of a text with these shingles, if anything is.
fn prefix(shingles: &[u64], counts: &Counts, bounds: Bounds) -> Option<Made> {
    let mut others: Vec<(u32, u64)> = Vec::new();
    for shingle in shingles {
        let mixed = mixed(*shingle);
        let count = counts.of(mixed);
        if count > 1 {
            others.push((key(mixed, count), mixed));
        }
    }
    let once = (shingles.len() - others.len()) as u32;
    // The set is no larger, and a larger one has no shorter prefix: most texts end here, unsorted.
    if once >= bounds.prefix(shingles.len() as u32) {
        return None;
    }
    others.sort_unstable();
    others.dedup();
    let size = once + others.len() as u32;
    let held = bounds.prefix(size).saturating_sub(once) as usize;
    let keys: Vec<u32> = others.iter().take(held).map(|(key, _)| *key).collect();
    (!keys.is_empty()).then_some((size, once, keys))
}
