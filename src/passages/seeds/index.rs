//! The seeds of all texts, side by side.
//!
//! Cost: eight bytes a seed.

use super::seeds;
use crate::base::error::{Error, ErrorKind, Result};
use rayon::prelude::*;
use std::ops::Range;

/// Texts whose seeds are made at once.
const BATCH: usize = 256;

/// All seeds, text by text. Behind those of each text stands a stop, which is no seed.
#[derive(Debug, Default)]
pub(crate) struct SeedIndex {
    symbols: Vec<u32>,
    /// The first token of each.
    places: Vec<u32>,
    /// Where the seeds of each text begin; the last entry is the end.
    starts: Vec<u32>,
    /// The text in which the first seed of each block stands.
    blocks: Vec<u32>,
}

/// Seeds of a block, fewer than most texts have.
const BLOCK: usize = 64;

impl SeedIndex {
    /// The seeds of these texts, each given by its tokens.
    pub(crate) fn new<T: AsRef<[u32]> + Sync>(texts: &[T]) -> Result<Self> {
        let batches: Vec<SeedIndex> = texts.par_chunks(BATCH).map(Self::batch).collect();
        let all: usize = batches.iter().map(|batch| batch.symbols.len()).sum();
        if u32::try_from(all).is_err() {
            let message =
                format!("{all} seeds are more than 32 bits can number; find passages in parts");
            return Err(Error::new(ErrorKind::Input, message));
        }
        let mut index = SeedIndex::default();
        index.symbols.reserve_exact(all);
        index.places.reserve_exact(all);
        for batch in batches {
            let before = index.symbols.len() as u32;
            index.starts.extend(batch.starts.iter().map(|start| before + start));
            index.symbols.extend(batch.symbols);
            index.places.extend(batch.places);
        }
        index.starts.push(all as u32);
        let mut text = 0;
        let blocks = (0..all).step_by(BLOCK).map(|seed| {
            while index.starts[text + 1] as usize <= seed {
                text += 1;
            }
            text as u32
        });
        index.blocks = blocks.collect();
        Ok(index)
    }

    fn batch<T: AsRef<[u32]>>(texts: &[T]) -> Self {
        let mut index = SeedIndex::default();
        for text in texts {
            index.starts.push(index.symbols.len() as u32);
            seeds(text.as_ref(), |symbol, place| {
                index.symbols.push(symbol);
                index.places.push(place);
            });
            index.symbols.push(0);
            index.places.push(u32::MAX);
        }
        index
    }

    /// How many seeds and stops there are.
    pub(crate) fn len(&self) -> usize {
        self.symbols.len()
    }

    pub(crate) fn symbol(&self, seed: u32) -> u32 {
        self.symbols[seed as usize]
    }

    /// The seed is the stop behind a text.
    pub(crate) fn is_stop(&self, seed: u32) -> bool {
        self.places[seed as usize] == u32::MAX
    }

    /// The first token of a seed.
    pub(crate) fn place(&self, seed: u32) -> u32 {
        self.places[seed as usize]
    }

    /// The text in which a seed stands.
    pub(crate) fn text(&self, seed: u32) -> u32 {
        let from = self.blocks[seed as usize / BLOCK];
        // Every text has at least its stop, so a block holds few texts.
        let behind = self.starts[from as usize + 1..].iter();
        from + behind.take_while(|start| **start <= seed).count() as u32
    }

    /// The seeds of a text, with the stop behind them.
    pub(crate) fn of_text(&self, text: u32) -> Range<u32> {
        self.starts[text as usize]..self.starts[text as usize + 1]
    }

    /// The first of some seeds of a text that stands at a token or behind it.
    pub(crate) fn first_from(&self, seeds: Range<u32>, token: u32) -> u32 {
        let places = &self.places[seeds.start as usize..seeds.end as usize];
        seeds.start + places.partition_point(|place| *place < token) as u32
    }
}
