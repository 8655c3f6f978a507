//! Filling the bins that round 0 has left empty.
//!
//! News articles of 300 words leave some 13 bins of 128 empty, and need two more rounds. Few
//! shingles go to an empty bin then, and which ones cannot be foretold: so each is written to a
//! list, whose length grows only if it is wanted, and the bins are updated from the list.

#[cfg(target_arch = "x86_64")]
use super::{EMPTY, fill_avx512, place};
use crate::base::mix::mix;
use crate::settings::banding::BINS;
use crate::text::kernel::Kernel;
use std::borrow::Cow;

/// Rounds of one hash a shingle, with round 0; then bins get hash functions of their own.
const ROUNDS: usize = 8;

/// The key of each later round, by its number.
const ROUND_KEYS: [u64; ROUNDS] = keys(0);

/// The key of each bin after the rounds.
const BIN_KEYS: [u64; BINS] = keys(ROUNDS);

const fn keys<const N: usize>(first: usize) -> [u64; N] {
    let mut keys = [0; N];
    let mut i = 0;
    while i < N {
        keys[i] = mix((first + i) as u64);
        i += 1;
    }
    keys
}

/// Repetitions cost time here, so a long text with bins still empty is rid of them first.
const REPETITIVE: usize = 8192;

/// Shingles that are looked at at once, so that the list is short.
const BATCH: usize = 256;

/// Bins that are filled at once after the rounds.
pub(super) const LANES: usize = 8;

/// A list of hashes, with room for what is written behind the last.
pub(super) type List = [u64; BATCH + LANES];

/// For each bin, 1 if it is empty and 0 if not.
pub(super) type Wanted = [u8; BINS];

/// Fills the empty bins; if there is no shingle, they stay empty.
pub(super) fn fill(kernel: Kernel, bins: &mut [u32; BINS], shingles: &[u64]) {
    let mut distinct = Cow::Borrowed(shingles);
    if shingles.len() > REPETITIVE {
        let shingles = distinct.to_mut();
        shingles.sort_unstable();
        shingles.dedup();
    }
    if distinct.is_empty() {
        return;
    }
    #[cfg(target_arch = "x86_64")]
    if kernel.has_avx512() {
        // SAFETY: the kernel says that the features are there.
        unsafe { fill_avx512::fill(bins, &distinct) };
        return;
    }
    rounds(bins, &distinct, elect);
}

/// The rounds. `elect` lists the hashes of the shingles of a batch under a key, where they belong
/// to a wanted bin; it returns how many.
#[inline(always)]
pub(super) fn rounds(
    bins: &mut [u32; BINS],
    shingles: &[u64],
    elect: impl Fn(&[u64], u64, &Wanted, &mut List) -> usize,
) {
    let mut list = [0; BATCH + LANES];
    for key in &ROUND_KEYS[1..] {
        let wanted = bins.map(|bin| u8::from(bin == EMPTY));
        if !wanted.contains(&1) {
            return;
        }
        for batch in shingles.chunks(BATCH) {
            let count = elect(batch, *key, &wanted, &mut list);
            for random in &list[..count] {
                let (bin, value) = place(*random);
                bins[bin] = bins[bin].min(value);
            }
        }
    }
    fill_each(bins, shingles);
}

/// The scalar way to list hashes.
fn elect(batch: &[u64], key: u64, wanted: &Wanted, list: &mut List) -> usize {
    let mut count = 0;
    for shingle in batch {
        let random = mix(shingle ^ key);
        list[count] = random;
        count += usize::from(wanted[place(random).0]);
    }
    count
}

/// A hash function for each bin that is still empty: some at once, each with all shingles.
#[inline(always)]
fn fill_each(bins: &mut [u32; BINS], shingles: &[u64]) {
    let mut empty = [0; BINS];
    let mut count = 0;
    for (i, bin) in bins.iter().enumerate() {
        empty[count] = i;
        count += usize::from(*bin == EMPTY);
    }
    for some in empty[..count].chunks(LANES) {
        let mut keys = [0; LANES];
        for (key, bin) in keys.iter_mut().zip(some) {
            *key = BIN_KEYS[*bin];
        }
        let mut least = [u64::MAX; LANES];
        for shingle in shingles {
            for (least, key) in least.iter_mut().zip(&keys) {
                *least = mix(shingle ^ key).min(*least);
            }
        }
        for (bin, least) in some.iter().zip(least) {
            bins[*bin] = (least >> 32) as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sketch;
    use super::*;
    use proptest::prelude::*;

    /// As the head of the module before says, without a thought of speed.
    fn oracle(shingles: &[u64]) -> [u32; BINS] {
        let mut bins = [EMPTY; BINS];
        for shingle in shingles {
            let (bin, value) = place(shingle.wrapping_mul(super::super::SPREAD));
            bins[bin] = bins[bin].min(value);
        }
        for round in 1..8 {
            let before = bins;
            for shingle in shingles {
                let (bin, value) = place(mix(shingle ^ mix(round)));
                if before[bin] == EMPTY {
                    bins[bin] = bins[bin].min(value);
                }
            }
        }
        for (i, bin) in bins.iter_mut().enumerate().filter(|(_, bin)| **bin == EMPTY) {
            let values = shingles.iter().map(|s| (mix(s ^ mix(8 + i as u64)) >> 32) as u32);
            *bin = values.min().unwrap_or(EMPTY);
        }
        bins
    }

    proptest! {
        #[test]
        fn every_kernel_fills_by_the_definition(
            shingles in prop::collection::vec(any::<u64>(), 0..700),
            repeat in any::<bool>(),
        ) {
            let mut shingles = shingles;
            if repeat {
                shingles.extend_from_within(..shingles.len() / 2);
            }
            check(&shingles);
        }

        #[test]
        fn of_short_texts_too(shingles in prop::collection::vec(any::<u64>(), 0..12)) {
            check(&shingles);
        }
    }

    fn check(shingles: &[u64]) {
        let expected = oracle(shingles);
        for kernel in Kernel::all() {
            assert_eq!(Sketch::by_kernel(kernel, shingles).bins(), &expected, "{kernel:?}");
        }
    }

    #[test]
    fn long_repetitive_texts_too() {
        let some: Vec<u64> = (0..30).map(mix).collect();
        let shingles = some.repeat(REPETITIVE / 30 + 2);
        assert_eq!(Sketch::of(&shingles).bins(), &oracle(&some));
    }
}
