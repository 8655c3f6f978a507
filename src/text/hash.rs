//! Token and sequence hashes, fixed for ever by golden vectors.
//!
//! A token of at most 16 bytes is hashed by one widening multiplication of its two zero-padded
//! halves, as in wyhash; a longer one by XXH3-64 with the seed. Tokens never hold NUL, so the
//! padding keeps different tokens different. The lowest bit is not hash: it tells that the token
//! begins with a digit, which lets later stages see numbers without seeing text.

use crate::base::mix::mix;
use bytemuck::cast_slice;
use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128_with_seed};

/// Bytes that must be readable behind the start of a token.
pub(crate) const PADDING: usize = 16;

const KEYS: [u64; 2] = [0x9E6C_63D0_676A_9A99, 0xD1B5_4A32_D192_ED03];

/// Masks that clear the bytes behind a token of 0 to 16 bytes.
const MASKS: [[u64; 2]; PADDING + 1] = masks();

const fn masks() -> [[u64; 2]; PADDING + 1] {
    let mut masks = [[0; 2]; PADDING + 1];
    let mut len = 0;
    while len <= PADDING {
        let ones = if len == 16 { u128::MAX } else { (1 << (8 * len)) - 1 };
        masks[len] = [ones as u64, (ones >> 64) as u64];
        len += 1;
    }
    masks
}

/// Hashes tokens under one seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenHasher {
    seed: u64,
    keys: [u64; 2],
}

impl TokenHasher {
    pub(crate) fn new(seed: u64) -> Self {
        let spread = mix(seed);
        // Seed 0 leaves the keys as they are: `mix` maps 0 to 0.
        Self { seed, keys: [KEYS[0] ^ spread, KEYS[1] ^ spread.rotate_left(32)] }
    }

    /// The hash of `padded[start..start + len]`; `PADDING` bytes behind `start` must exist.
    #[inline(always)]
    pub(crate) fn hash(&self, padded: &[u8], start: usize, len: usize, is_number: bool) -> u64 {
        let hash = if len <= PADDING {
            self.short(first_sixteen(padded, start), len)
        } else {
            xxh3_64_with_seed(&padded[start..start + len], self.seed)
        };
        hash & !1 | u64::from(is_number)
    }

    /// The hash of the first `len` bytes.
    #[inline(always)]
    fn short(&self, bytes: &[u8; PADDING], len: usize) -> u64 {
        let word = u128::from_le_bytes(*bytes);
        let mask = MASKS[len];
        let (low, high) = (word as u64 & mask[0], (word >> 64) as u64 & mask[1]);
        fold_multiply(low ^ self.keys[0], high ^ self.keys[1])
    }

    /// Appends the hashes of tokens that begin with no digit but an ASCII one. First all are hashed
    /// as if they were short, without asking; then those that are not. `long` is a buffer.
    #[inline(always)]
    pub(crate) fn hash_all(
        &self,
        padded: &[u8],
        starts: &[u32],
        ends: &[u32],
        hashes: &mut Vec<u64>,
        long: &mut Vec<u32>,
    ) {
        let before = hashes.len();
        hashes.resize(before + starts.len(), 0);
        let hashes = &mut hashes[before..];
        if long.len() < starts.len() {
            long.resize(starts.len(), 0);
        }
        let long = &mut long[..starts.len()];
        let mut count = 0;
        for (i, ((start, end), hash)) in starts.iter().zip(ends).zip(hashes.iter_mut()).enumerate()
        {
            let bytes = first_sixteen(padded, *start as usize);
            let len = (end - start) as usize;
            *hash = self.short(bytes, len.min(PADDING)) & !1 | u64::from(bytes[0].is_ascii_digit());
            long[count] = i as u32;
            count += usize::from(len > PADDING);
        }
        for i in &long[..count] {
            let i = *i as usize;
            let token = &padded[starts[i] as usize..ends[i] as usize];
            let hash = xxh3_64_with_seed(token, self.seed);
            hashes[i] = hash & !1 | u64::from(token[0].is_ascii_digit());
        }
    }
}

/// The bytes that a short token is hashed from, and what is behind it.
#[inline(always)]
fn first_sixteen(padded: &[u8], start: usize) -> &[u8; PADDING] {
    padded[start..].first_chunk().unwrap_or(&[0; PADDING])
}

/// The token begins with a decimal digit.
#[inline(always)]
pub(crate) fn is_number(token: u64) -> bool {
    token & 1 == 1
}

#[inline(always)]
fn fold_multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// A 128-bit digest of a sequence of hashes: XXH3-128 over their little-endian bytes.
pub(crate) fn digest(hashes: &[u64], seed: u64) -> u128 {
    if cfg!(target_endian = "little") {
        xxh3_128_with_seed(cast_slice(hashes), seed)
    } else {
        let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        xxh3_128_with_seed(&bytes, seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(token: &str, seed: u64) -> u64 {
        let mut padded = token.as_bytes().to_vec();
        // What stands behind a token must not matter.
        padded.extend([0xAA; PADDING]);
        TokenHasher::new(seed).hash(&padded, 0, token.len(), false)
    }

    /// The same by `u128` arithmetic on a zero-padded copy.
    fn oracle(token: &str) -> u64 {
        let mut bytes = [0u8; 16];
        bytes[..token.len()].copy_from_slice(token.as_bytes());
        let word = u128::from_le_bytes(bytes);
        let product = u128::from(word as u64 ^ KEYS[0]) * u128::from((word >> 64) as u64 ^ KEYS[1]);
        (product as u64 ^ (product >> 64) as u64) & !1
    }

    #[test]
    fn short_tokens_by_the_definition() {
        for token in ["a", "the", "dispatch", "dispatches", "sixteen bytes ok"] {
            assert_eq!(hash(token, 0), oracle(token), "{token}");
        }
    }

    #[test]
    fn digests_go_over_all_hashes() {
        let hashes: Vec<u64> = (0..1000).map(mix).collect();
        for len in [0, 1, 127, 128, 129, 1000] {
            let bytes: Vec<u8> = hashes[..len].iter().flat_map(|hash| hash.to_le_bytes()).collect();
            let whole = xxhash_rust::xxh3::xxh3_128_with_seed(&bytes, 7);
            assert_eq!(digest(&hashes[..len], 7), whole);
        }
    }

    #[test]
    fn seeds_and_lengths_differ() {
        assert_ne!(hash("harbour", 0), hash("harbour", 1));
        assert_ne!(hash("harbour", 0), hash("harbours", 0));
        assert_ne!(hash("a token beyond sixteen", 0), hash("a token beyond sixteen", 1));
    }
}
