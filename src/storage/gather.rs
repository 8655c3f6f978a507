//! Sorted slices to one sorted list, range by range.

use super::packed::Entry;
use std::ops::Range;

/// Entries of a drawer, on average.
const DRAWER: usize = 8;

/// What is sorted: by a value whose highest bits choose a drawer.
pub(super) trait Sorted: Copy + Ord {
    fn value(&self) -> u64;
}

impl Sorted for u64 {
    fn value(&self) -> u64 {
        *self
    }
}

impl Sorted for Entry {
    fn value(&self) -> u64 {
        self.key
    }
}

/// What the sorted `runs` hold in a range of values, as [`range`] gives it, sorted, in place of
/// what `into` held.
pub(super) fn gather<'r>(
    runs: impl Iterator<Item = &'r [u64]>,
    range: Range<u128>,
    into: &mut Vec<u64>,
) {
    let of_range = |run: &'r [u64]| {
        let place = |value: u128| run.partition_point(|entry| u128::from(*entry) < value);
        &run[place(range.start)..place(range.end)]
    };
    let parts: Vec<&[u64]> = runs.map(of_range).filter(|part| !part.is_empty()).collect();
    into.clear();
    if let [one] = parts[..] {
        into.extend_from_slice(one);
        return;
    }
    into.resize(parts.iter().map(|part| part.len()).sum(), 0);
    sort(&parts, range, into);
}

/// Sorts some values of a range into a slice that is as long as they are together.
///
/// They are put into about as many drawers as there are, by their highest bits that differ, and
/// sorted there: keys are random, so drawers are small. A sorted part goes through the drawers in
/// order, so few lines of cache are written at once.
pub(super) fn sort<T: Sorted>(parts: &[&[T]], range: Range<u128>, into: &mut [T]) {
    let width = (range.end - range.start).ilog2();
    let bits = (into.len() / DRAWER).max(1).ilog2().min(width);
    let (start, shift) = (range.start as u64, width - bits);
    // There is but one drawer where the shift would leave nothing.
    let drawer = |entry: &T| (entry.value() - start).checked_shr(shift).unwrap_or(0) as usize;
    let mut places = vec![0u32; 1 << bits];
    parts.iter().copied().flatten().for_each(|entry| places[drawer(entry)] += 1);
    let mut end = 0;
    for place in &mut places {
        end += std::mem::replace(place, end);
    }
    for entry in parts.iter().copied().flatten() {
        let place = &mut places[drawer(entry)];
        into[*place as usize] = *entry;
        *place += 1;
    }
    let mut rest = into;
    let mut start = 0;
    for end in places {
        let (drawer, behind) = rest.split_at_mut((end - start) as usize);
        drawer.sort_unstable();
        (rest, start) = (behind, end);
    }
}

/// Ranges that cut all 64-bit values into `1 << bits` equal ones.
pub(super) fn range(part: usize, bits: u32) -> Range<u128> {
    let place = |part: usize| (part as u128) << (64 - bits);
    place(part)..place(part + 1)
}
