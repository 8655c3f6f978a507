//! Repeated seeds in the order of what follows them.
//!
//! A sparse suffix array: all places where a seed recurs, sorted by the sequence of seeds from
//! there on, each with the tokens behind it that settle which seed is next, and where. Two places
//! that share a run of text stand between neighbours that share it to its last token, so comparing
//! neighbours finds every shared run, however often it recurs and without a cut-off.
//!
//! Built by prefix doubling (Manber and Myers 1993; groups and early ends as in Larsson and
//! Sadakane 2007, section 3): places that share `h` seeds are told apart by the ranks of the places
//! `h` seeds later. A seed that stands nowhere else ends the comparison, and so does the end of a
//! text; places that are equal up to there stay in document order.
//!
//! Cost: one sort of all seeds, then a sort of the repeated ones for each doubling, in parallel;
//! 16 bytes a seed while it runs.

use super::index::SeedIndex;
use super::{SEED_TOKENS, WINDOW};
use rayon::prelude::*;
use std::ops::Range;

/// The order.
#[derive(Debug, Default)]
pub(crate) struct SuffixOrder {
    /// Repeated seeds, sorted by what follows.
    sorted: Vec<u32>,
    /// Where the places of each repeated symbol begin; the last entry is the end.
    groups: Vec<u32>,
}

/// Places that share all seeds looked at so far: a range of the order.
type Group = Range<u32>;

impl SuffixOrder {
    /// Of the seeds of these texts.
    pub(crate) fn new<T: AsRef<[u32]> + Sync>(index: &SeedIndex, texts: &[T]) -> Self {
        let (mut sorted, mut groups) = by_symbol(index);
        let mut ranks = Ranks::new(index.len(), sorted.len());
        let symbols = groups.windows(2).map(|bounds| (bounds[0]..bounds[1], false));
        let symbols = ranks.apply(&sorted, symbols);
        let parted: Vec<Vec<(Group, bool)>> = slices(&mut sorted, &symbols)
            .into_par_iter()
            .map(|(start, members)| by_following(index, texts, start, members))
            .collect();
        let mut open = ranks.apply(&sorted, parted.into_iter().flatten());
        let mut reach = 1;
        while !open.is_empty() {
            let slices = slices(&mut sorted, &open);
            let parted: Vec<Vec<(Group, bool)>> = slices
                .into_par_iter()
                .map(|(start, members)| ranks.part(start, members, reach))
                .collect();
            open = ranks.apply(&sorted, parted.into_iter().flatten());
            reach *= 2;
        }
        groups.shrink_to_fit();
        Self { sorted, groups }
    }

    /// Seeds with one symbol, sorted by what follows them: for each symbol that recurs.
    pub(crate) fn groups(&self) -> impl IndexedParallelIterator<Item = &[u32]> {
        let group = |bounds: &[u32]| &self.sorted[bounds[0] as usize..bounds[1] as usize];
        self.groups.par_windows(2).map(group)
    }
}

/// Seeds that recur, by symbol and then by place; and where each symbol begins.
fn by_symbol(index: &SeedIndex) -> (Vec<u32>, Vec<u32>) {
    let seeds = (0..index.len() as u32).into_par_iter().filter(|seed| !index.is_stop(*seed));
    let mut entries: Vec<u64> =
        seeds.map(|seed| u64::from(index.symbol(seed)) << 32 | u64::from(seed)).collect();
    entries.par_sort_unstable();
    let (mut sorted, mut groups) = (Vec::new(), vec![0]);
    for group in entries.chunk_by(|a, b| a >> 32 == b >> 32).filter(|group| group.len() > 1) {
        sorted.extend(group.iter().map(|entry| *entry as u32));
        groups.push(sorted.len() as u32);
    }
    (sorted, groups)
}

/// Sorts places of one symbol by the tokens behind it, and gives the parts, all of them open.
fn by_following<T: AsRef<[u32]>>(
    index: &SeedIndex,
    texts: &[T],
    start: u32,
    members: &mut [u32],
) -> Vec<(Group, bool)> {
    let following = |seed: &u32| {
        let text = texts[index.text(*seed) as usize].as_ref();
        let behind = &text[index.place(*seed) as usize + SEED_TOKENS..];
        let tokens: [Option<u32>; WINDOW] = std::array::from_fn(|at| behind.get(at).copied());
        tokens
    };
    let mut keyed: Vec<_> = members.iter().map(|seed| (following(seed), *seed)).collect();
    keyed.sort_unstable();
    for (member, (_, seed)) in members.iter_mut().zip(&keyed) {
        *member = *seed;
    }
    let mut from = start;
    let parts = keyed.chunk_by(|a, b| a.0 == b.0).map(|part| {
        let range = from..from + part.len() as u32;
        from = range.end;
        (range, false)
    });
    parts.collect()
}

/// The members of each group, apart.
fn slices<'s>(mut sorted: &'s mut [u32], groups: &[Group]) -> Vec<(u32, &'s mut [u32])> {
    let mut passed = 0;
    let mut slices = Vec::with_capacity(groups.len());
    for group in groups {
        let (_, rest) = sorted.split_at_mut((group.start - passed) as usize);
        let (members, rest) = rest.split_at_mut(group.len());
        slices.push((group.start, members));
        (sorted, passed) = (rest, group.end);
    }
    slices
}

/// What is known of each seed: the group it is in.
struct Ranks {
    /// By seed: one more than where its group starts, 0 for what recurs nowhere.
    ranks: Vec<u32>,
    /// By start of a group: its members are equal up to their end.
    closed: Vec<bool>,
}

impl Ranks {
    fn new(seeds: usize, repeated: usize) -> Self {
        Self { ranks: vec![0; seeds], closed: vec![false; repeated] }
    }

    /// Sorts a group by what stands `reach` seeds later; gives its parts, and whether each is
    /// closed.
    fn part(&self, start: u32, members: &mut [u32], reach: u32) -> Vec<(Group, bool)> {
        // An open group is equal for `reach` seeds, none of them a stop: so this stands in the
        // same text, or is the stop behind it.
        let rank = |seed: &u32| self.ranks[(*seed + reach) as usize];
        members.sort_unstable_by_key(|seed| (rank(seed), *seed));
        let mut from = start;
        let parts = members.chunk_by(|a, b| rank(a) == rank(b)).map(|part| {
            let range = from..from + part.len() as u32;
            from = range.end;
            let rank = rank(&part[0]) as usize;
            (range, rank == 0 || self.closed[rank - 1])
        });
        parts.collect()
    }

    /// Takes the parts over; gives those that are still open.
    fn apply(&mut self, sorted: &[u32], parts: impl Iterator<Item = (Group, bool)>) -> Vec<Group> {
        let mut open = Vec::new();
        for (part, closed) in parts {
            for seed in &sorted[part.start as usize..part.end as usize] {
                self.ranks[*seed as usize] = part.start + 1;
            }
            // Of two places either order puts both beside each other, and so those before them.
            let closed = closed || part.len() < 3;
            self.closed[part.start as usize] = closed;
            if !closed {
                open.push(part);
            }
        }
        open
    }
}
