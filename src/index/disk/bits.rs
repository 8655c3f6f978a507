//! A bit a row: which are gone.

use std::sync::atomic::{AtomicU64, Ordering};

/// Bits that are only ever set, by one thread while others look.
#[derive(Debug, Default)]
pub(crate) struct Bits {
    words: Box<[AtomicU64]>,
    set: AtomicU64,
}

impl Bits {
    pub(super) fn new(words: &[u64]) -> Self {
        let set = words.iter().map(|word| u64::from(word.count_ones())).sum();
        Self { words: words.iter().map(|word| (*word).into()).collect(), set: AtomicU64::new(set) }
    }

    pub(crate) fn has(&self, row: u32) -> bool {
        let word = self.words.get(row as usize / 64);
        word.is_some_and(|word| word.load(Ordering::Acquire) >> (row % 64) & 1 == 1)
    }

    /// Sets a bit; whether it was not set before.
    pub(crate) fn set(&self, row: u32) -> bool {
        let Some(word) = self.words.get(row as usize / 64) else { return false };
        let bit = 1 << (row % 64);
        let is_new = word.fetch_or(bit, Ordering::AcqRel) & bit == 0;
        if is_new {
            self.set.fetch_add(1, Ordering::AcqRel);
        }
        is_new
    }

    /// How many are set.
    pub(super) fn count(&self) -> u64 {
        self.set.load(Ordering::Acquire)
    }

    pub(crate) fn words(&self) -> Vec<u64> {
        self.words.iter().map(|word| word.load(Ordering::Acquire)).collect()
    }
}

/// Which rows stay, and the number that each then has.
#[derive(Debug)]
pub(crate) struct Ranks {
    stay: Vec<u64>,
    before: Vec<u32>,
}

impl Ranks {
    /// Of so many rows those whose bit is not set.
    pub(super) fn new(rows: u32, gone: &[u64]) -> Self {
        let mut stay: Vec<u64> = gone.iter().map(|word| !word).collect();
        if let (Some(last), 1..) = (stay.last_mut(), rows % 64) {
            *last &= (1 << (rows % 64)) - 1;
        }
        let mut count = 0;
        let before = stay.iter().map(|word| {
            let before = count;
            count += word.count_ones();
            before
        });
        Self { before: before.collect(), stay }
    }

    pub(crate) fn rank(&self, row: u32) -> Option<u32> {
        let word = self.stay.get(row as usize / 64)?;
        let bit = 1u64 << (row % 64);
        let below = (word & (bit - 1)).count_ones();
        (word & bit != 0).then(|| self.before[row as usize / 64] + below)
    }

    /// How many stay.
    pub(crate) fn len(&self) -> u32 {
        self.before.last().map_or(0, |before| before + self.stay[self.stay.len() - 1].count_ones())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ranks_count_what_stays(gone in prop::collection::vec(any::<bool>(), 0..300)) {
            let bits = Bits::new(&vec![0; gone.len().div_ceil(64)]);
            for (row, _) in gone.iter().enumerate().filter(|(_, gone)| **gone) {
                prop_assert!(bits.set(row as u32) && !bits.set(row as u32));
            }
            let ranks = Ranks::new(gone.len() as u32, &bits.words());
            let mut next = 0;
            for (row, is_gone) in gone.iter().enumerate() {
                prop_assert_eq!(bits.has(row as u32), *is_gone);
                prop_assert_eq!(ranks.rank(row as u32), (!is_gone).then_some(next));
                next += u32::from(!is_gone);
            }
            prop_assert_eq!((ranks.len(), bits.count()), (next, gone.len() as u64 - u64::from(next)));
        }
    }
}
