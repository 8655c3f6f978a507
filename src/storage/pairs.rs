//! Pairs from many places, sorted and each once.
//!
//! Cost: 8 bytes a pair while it fits; beyond that, sorted runs in a file, merged range by range.

use super::column::{Column, Growing};
use super::gather::{gather, range};
use super::space::Space;
use crate::base::error::Result;
use bytemuck::{Pod, Zeroable, cast_slice};
use rayon::prelude::*;

/// Two numbers, the lower first; ordered by the lower, then by the upper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct Pair(u64);

impl Pair {
    pub(crate) fn new(lower: u32, upper: u32) -> Self {
        Pair(u64::from(lower) << 32 | u64::from(upper))
    }

    pub(crate) fn lower(self) -> u32 {
        (self.0 >> 32) as u32
    }

    pub(crate) fn upper(self) -> u32 {
        self.0 as u32
    }
}

/// Takes pairs in any order.
pub(crate) struct PairSorter<'s> {
    space: &'s Space,
    pairs: Vec<Pair>,
    /// Pairs up to here are sorted, and each there once.
    sorted: usize,
    file: Growing<Pair>,
    /// Where the runs in the file end.
    ends: Vec<usize>,
}

impl<'s> PairSorter<'s> {
    pub(crate) fn new(space: &'s Space) -> Self {
        let (pairs, ends) = (Vec::new(), Vec::new());
        Self { space, pairs, sorted: 0, file: Growing::default(), ends }
    }

    pub(crate) fn add(&mut self, pairs: &[Pair]) -> Result<()> {
        self.pairs.extend_from_slice(pairs);
        let most = usize::try_from(self.space.for_table() / 8).unwrap_or(usize::MAX);
        // Many bands propose the same pairs: sorting now and then keeps one of each.
        if self.pairs.len() > most.min(2 * self.sorted + (1 << 20)) {
            self.sort();
        }
        if self.pairs.len() > most / 2 { self.spill() } else { Ok(()) }
    }

    fn sort(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        self.sorted = self.pairs.len();
    }

    fn spill(&mut self) -> Result<()> {
        self.sort();
        self.file.spill(self.space)?;
        self.file.extend(&self.pairs, self.space)?;
        self.ends.push(self.file.len());
        self.pairs.clear();
        self.sorted = 0;
        Ok(())
    }

    /// All pairs, sorted, each once.
    pub(crate) fn finish(mut self) -> Result<Column<Pair>> {
        if self.ends.is_empty() {
            self.pairs.par_sort_unstable();
            self.pairs.dedup();
            return Ok(self.pairs.into());
        }
        self.spill()?;
        let file = self.file.seal(self.space)?;
        merge(cast_slice(&file), &self.ends, self.space)
    }
}

/// Merges runs that end at these places.
fn merge(file: &[u64], ends: &[usize], space: &Space) -> Result<Column<Pair>> {
    // Lower numbers are dense from 0, so ranges of them hold about as many pairs each.
    let highest = ends.iter().filter_map(|end| file[..*end].last()).max().copied().unwrap_or(0);
    let bits = file.len().div_ceil(1 << 20).next_power_of_two().ilog2() + highest.leading_zeros();
    let bits = bits.clamp(1, 31);
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let runs: Vec<&[u64]> = starts.zip(ends).map(|(start, end)| &file[start..*end]).collect();
    let last = (highest >> (64 - bits)) as usize;
    let parts: Vec<usize> = (0..=last).collect();
    let mut merged = Growing::<Pair>::default();
    merged.spill(space)?;
    for some in parts.chunks(rayon::current_num_threads()) {
        let sorted = some.par_iter().map(|part| {
            let mut pairs = Vec::new();
            gather(runs.iter().copied(), range(*part, bits), &mut pairs);
            pairs.dedup();
            pairs
        });
        let sorted: Vec<Vec<u64>> = sorted.collect();
        sorted.iter().try_for_each(|pairs| merged.extend(cast_slice(pairs), space))?;
    }
    merged.seal(space)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::memory::Memory;

    #[test]
    fn spilled_pairs_are_those_that_were_added() {
        let space = Space::new(Memory::LEAST, None);
        let mut state = 1u64;
        let mut pairs = Vec::new();
        for _ in 0..2_000_000 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let (a, b) = ((state >> 40) as u32 % 900_000, (state >> 20) as u32 % 900_000);
            pairs.push(Pair::new(a.min(b), a.max(b)));
        }
        pairs.extend_from_within(..500_000);
        let mut sorter = PairSorter::new(&space);
        pairs.chunks(30_000).for_each(|some| sorter.add(some).unwrap());
        assert!(!sorter.ends.is_empty());
        let found = sorter.finish().unwrap();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(*found, pairs[..]);
    }
}
