//! How often every shingle stands in the corpus, in a byte and a quarter for each.
//!
//! Shingles are counted in slots by a hash, several in one slot by chance. That only makes rare
//! ones look more frequent: the order of shingles, which must be the same for all texts, is spoiled
//! a little and stays an order; and what was counted once in its slot stands in one text, once.
//!
//! Slots are counted up region by region, each of which fits a cache and belongs to one thread, so
//! there is no waiting for memory and no race.

use crate::base::error::Result;
use crate::base::mix::mix;
use crate::base::progress::{Stage, Watch};
use crate::dedup::candidates::nodes::NodeId;
use crate::dedup::verify::Verifier;
use rayon::prelude::*;

/// Tokens that are counted at once.
const BATCH_TOKENS: u64 = 2 << 20;

/// Nodes that a thread hashes in a row.
const CHUNK: usize = 64;

/// Regions at most, and the bits of the least one: 64 KiB.
const REGIONS: usize = 64;
const LEAST_REGION_BITS: u32 = 16;

/// The counters of all shingles: up to 255.
pub(super) struct Counts {
    counters: Vec<u8>,
    region_bits: u32,
}

/// Slots for a corpus of so many tokens. Numbers of 32 bits choose among them.
pub(super) fn slots(tokens: u64) -> u64 {
    (tokens + tokens / 4).clamp(1 << 10, u64::from(u32::MAX))
}

/// A shingle as the join knows it: well mixed, and for each shingle another.
pub(super) fn mixed(shingle: u64) -> u64 {
    mix(shingle)
}

impl Counts {
    /// Counts the shingles of all nodes.
    pub(super) fn new(verifier: Verifier<'_>, tokens: u64, watch: Watch<'_>) -> Result<Self> {
        let slots = slots(tokens) as usize;
        let region_bits = (slots / REGIONS).max(1).ilog2() + 1;
        let region_bits = region_bits.max(LEAST_REGION_BITS);
        let mut counts = Self { counters: vec![0; slots], region_bits };
        for batch in batches(verifier) {
            counts.add(verifier, &batch, watch)?;
        }
        Ok(counts)
    }

    /// How often a mixed shingle was counted.
    pub(super) fn of(&self, mixed: u64) -> u8 {
        self.counters[self.slot(mixed)]
    }

    fn slot(&self, mixed: u64) -> usize {
        (((mixed >> 32) * self.counters.len() as u64) >> 32) as usize
    }

    fn add(&mut self, verifier: Verifier<'_>, batch: &[NodeId], watch: Watch<'_>) -> Result<()> {
        let regions = self.counters.len().div_ceil(1 << self.region_bits);
        // For each chunk, the slots to count up in each region.
        let chunks = batch.par_chunks(CHUNK).map(|chunk| {
            let mut slots: Vec<Vec<u32>> = vec![Vec::new(); regions];
            for node in chunk {
                verifier.shingles(*node, |shingles| {
                    for shingle in shingles {
                        let slot = self.slot(mixed(*shingle));
                        slots[slot >> self.region_bits].push(slot as u32);
                    }
                })?;
            }
            watch.advance(Stage::Candidates, chunk.len() as u64)?;
            Ok(slots)
        });
        let chunks: Vec<Vec<Vec<u32>>> = chunks.collect::<Result<_>>()?;
        let region_len = 1 << self.region_bits;
        self.counters.par_chunks_mut(region_len).enumerate().for_each(|(region, counters)| {
            for slot in chunks.iter().flat_map(|slots| &slots[region]) {
                let counter = &mut counters[*slot as usize % region_len];
                *counter = counter.saturating_add(1);
            }
        });
        Ok(())
    }
}

/// All nodes, cut where a batch has enough tokens.
pub(super) fn batches(verifier: Verifier<'_>) -> impl Iterator<Item = Vec<NodeId>> {
    let mut ids = verifier.nodes.ids();
    std::iter::from_fn(move || {
        let mut tokens = 0;
        let mut batch = Vec::new();
        while tokens < BATCH_TOKENS
            && let Some(node) = ids.next()
        {
            tokens += u64::from(verifier.nodes.tokens(node));
            batch.push(node);
        }
        (!batch.is_empty()).then_some(batch)
    })
}
