//! Shingles to sketches: MinHash by one hash a shingle.
//!
//! A sketch has 128 bins. The chance that two sketches agree in a bin is the Jaccard similarity
//! of the sets. Filling follows Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017,
//! section 2), a sibling of one permutation hashing whose empty bins are filled by fresh hashes
//! of the same elements, so that short texts estimate as well as long ones:
//!
//! ```text
//! for round in 0..8:                     each element to one random bin a round
//!     for each shingle: bin, value = hash(round, shingle)
//!         if bin was empty before this round: bin = min(bin, value)
//!     stop when no bin is empty
//! for each bin still empty:              one hash function a bin
//!     bin = min over shingles of hash(bin, shingle)
//! ```
//!
//! 1. Round 0 spends one multiplication, since shingle hashes are already random; no text of more
//!    than about 800 different shingles needs another.
//! 2. The paper goes on for up to 128 rounds at random; eight are enough to leave few bins, and
//!    the second loop ends for certain.
//!
//! Do not compare sketches of different seeds, k, or versions. Cost: some cycles a shingle for
//! long texts, about 1,000 hashes for the shortest ones; 512 bytes a sketch.

pub(crate) mod core;
mod fill;
#[cfg(target_arch = "x86_64")]
mod fill_avx512;
pub(crate) mod fingerprint;
mod keys;
pub(crate) mod prints;

use crate::settings::banding::BINS;
use crate::text::kernel::Kernel;
use bytemuck::{Pod, Zeroable};

const EMPTY: u32 = u32::MAX;
const SPREAD: u64 = 0x9FB2_1C65_1E98_DF25;

/// A MinHash sketch of a set of shingles.
///
/// ```
/// use retold::stages::Sketch;
/// let a: Vec<u64> = (0..1000).map(|i: u64| i.wrapping_mul(0x9E3779B97F4A7C15)).collect();
/// let near = Sketch::of(&a).estimate(&Sketch::of(&a[..900]));
/// assert!((near - 0.9).abs() < 0.15);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch([u32; BINS]);

impl Sketch {
    /// The sketch of a set of shingles; repetitions change nothing. That of the empty set agrees
    /// with no other's, but with itself.
    pub fn of(shingles: &[u64]) -> Self {
        Self::by_kernel(Kernel::detect(), shingles)
    }

    /// As `of`, by a kernel of choice. For benches; no part of the interface.
    #[doc(hidden)]
    pub fn by_kernel(kernel: Kernel, shingles: &[u64]) -> Self {
        let mut bins = [EMPTY; BINS];
        for shingle in shingles {
            let (bin, value) = place(shingle.wrapping_mul(SPREAD));
            bins[bin] = bins[bin].min(value);
        }
        if bins.contains(&EMPTY) {
            fill::fill(kernel, &mut bins, shingles);
        }
        Sketch(bins)
    }

    /// The bins, for storage; equal bins speak for similarity.
    pub fn bins(&self) -> &[u32; BINS] {
        &self.0
    }

    /// The estimated Jaccard similarity, from 0 to 1 (higher = more alike): the share of equal
    /// bins. Its standard error is sqrt(J (1 - J) / 128), at most 0.045.
    pub fn estimate(&self, other: &Sketch) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        equal as f64 / BINS as f64
    }

    /// The lowest byte of every bin.
    pub(crate) fn signature(&self) -> Signature {
        Signature(self.0.map(|bin| bin as u8))
    }
}

/// The bin and value of a random word: its highest 7 bits, and the next 32.
#[inline(always)]
fn place(random: u64) -> (usize, u32) {
    ((random >> (64 - BINS.ilog2())) as usize, (random >> 25) as u32)
}

/// A sketch cut to a byte a bin: what is kept of every document for a first test of candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct Signature([u8; BINS]);

impl Signature {
    pub(crate) fn new(bytes: [u8; BINS]) -> Self {
        Self(bytes)
    }

    /// A byte a bin.
    pub(crate) fn bytes(&self) -> &[u8; BINS] {
        &self.0
    }

    /// How many bins agree; unequal values agree by chance in one of 256.
    #[inline]
    pub(crate) fn agreeing(&self, other: &Signature) -> u32 {
        // Counted in bytes by blocks, which compilers turn into vector compares.
        self.0
            .chunks_exact(64)
            .zip(other.0.chunks_exact(64))
            .map(|(a, b)| {
                let equal: u8 = a.iter().zip(b).map(|(a, b)| u8::from(a == b)).sum();
                u32::from(equal)
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::mix::mix;

    /// Pseudo-random shingles, different for every `start`.
    fn shingles(start: u64, count: u64) -> Vec<u64> {
        (start..start + count).map(|i| mix(i + 1)).collect()
    }

    #[test]
    fn order_and_repetition_change_nothing() {
        let a = shingles(0, 50);
        let mut b = a.clone();
        b.reverse();
        b.extend_from_slice(&a);
        assert_eq!(Sketch::of(&a), Sketch::of(&b));
    }

    #[test]
    fn estimates_are_unbiased_for_short_and_long_sets() {
        for size in [4, 9, 30, 100, 300, 1000, 5000] {
            // Two sets of `size` of which 4/5 are common: J = 2/3 for sizes that divide by 5.
            let common = size * 4 / 5;
            let expected = common as f64 / (2 * size - common) as f64;
            let trials = 200;
            let sum: f64 = (0..trials)
                .map(|trial| {
                    let base = shingles(trial * 1_000_000, size + size - common);
                    let (a, b) = (&base[..size as usize], &base[(size - common) as usize..]);
                    let (a, b) = (Sketch::of(a), Sketch::of(b));
                    let bytes = f64::from(a.signature().agreeing(&b.signature())) / BINS as f64;
                    assert!((bytes - a.estimate(&b)).abs() < 0.05);
                    a.estimate(&b)
                })
                .sum();
            let mean = sum / trials as f64;
            // Four standard errors of the mean.
            let error = 4.0 * (expected * (1.0 - expected) / BINS as f64 / trials as f64).sqrt();
            assert!((mean - expected).abs() < error, "size {size}: {mean} for {expected}");
        }
    }

    #[test]
    fn no_bin_stays_empty() {
        for size in 1..200 {
            assert!(!Sketch::of(&shingles(7, size)).0.contains(&EMPTY));
        }
        assert_eq!(Sketch::of(&[]).0, [EMPTY; BINS]);
    }
}
