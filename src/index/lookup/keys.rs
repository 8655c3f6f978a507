//! Keys: what leads to a document.
//!
//! A key is a 64-bit hash of what it stands for and of its value: each band of the sketch, the
//! digest of the tokens, that of the skeleton, the id; and, if passages are looked for, the least
//! shingle of every window of [`WINDOW`] (winnowing; Schleimer, Wilkerson and Aiken 2003, section
//! 4.1), so that texts that share a run of `WINDOW + k - 1` tokens share a key.

use crate::base::mix::mix;
use crate::dedup::sketch::fingerprint::Fingerprint;

/// Shingles of a window: of runs of 16 tokens, at k = 5, each has a key.
pub(super) const WINDOW: usize = 12;

/// What keys stand for. Bands have numbers below.
const EXACT: u64 = 1 << 16;
const SKELETON: u64 = 2 << 16;
const ID: u64 = 3 << 16;
const PASSAGE: u64 = 4 << 16;

fn key(kind: u64, value: u64) -> u64 {
    mix(mix(value ^ 0x5DEE_CE66_D1CE_4E5B).wrapping_add(kind))
}

/// The keys of a text's bands, in an index of this format.
pub(super) fn bands(print: &Fingerprint, format: u32) -> Vec<u64> {
    // Format 1 hashes the higher half of a band's key.
    let cut = if format == 1 { 32 } else { 0 };
    let keys = print.keys.iter().enumerate();
    keys.map(|(band, value)| key(band as u64, value >> cut)).collect()
}

pub(super) fn exact(digest: u128) -> u64 {
    key(EXACT, digest as u64)
}

pub(super) fn skeleton(digest: u128) -> u64 {
    key(SKELETON, digest as u64)
}

pub(crate) fn id(hash: u64) -> u64 {
    key(ID, hash)
}

/// The keys of a text's passages, by its shingles; each once.
pub(super) fn passages(shingles: &[u64]) -> Vec<u64> {
    let windows = shingles.windows(WINDOW.min(shingles.len().max(1)));
    let mut keys: Vec<u64> = Vec::new();
    let mut last = None;
    for window in windows {
        let least = window.iter().map(|shingle| mix(*shingle)).min();
        if let Some(least) = least.filter(|least| last != Some(*least)) {
            last = Some(least);
            keys.push(key(PASSAGE, least));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shared_runs_share_a_key(
            before in prop::collection::vec(any::<u64>(), 0..30),
            run in prop::collection::vec(any::<u64>(), WINDOW..40),
            behind in prop::collection::vec(any::<u64>(), 0..30),
        ) {
            let one = passages(&run);
            let other = passages(&[&before[..], &run, &behind].concat());
            prop_assert!(one.iter().any(|key| other.contains(key)));
        }
    }

    #[test]
    fn kinds_never_meet() {
        let keys = [key(0, 7), key(1, 7), exact(7), skeleton(7), id(7), key(PASSAGE, 7)];
        for (i, one) in keys.iter().enumerate() {
            assert!(!keys[..i].contains(one));
        }
    }
}
