//! Token and sequence hashes, fixed for ever by golden vectors.
//!
//! A token of at most 16 bytes is hashed by one widening multiplication of its two zero-padded
//! halves, as in wyhash; a longer one by XXH3-64 with the seed. Tokens never hold NUL, so the
//! padding keeps different tokens different. The lowest bit is not hash: it tells that the token
//! begins with a digit, which lets later stages see numbers without seeing text.

use xxhash_rust::xxh3::{Xxh3, xxh3_64_with_seed};

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
            let word = &padded[start..start + PADDING];
            let half = |at: usize| {
                let mut bytes = [0; 8];
                bytes.copy_from_slice(&word[at..at + 8]);
                u64::from_le_bytes(bytes)
            };
            let mask = MASKS[len];
            fold_multiply((half(0) & mask[0]) ^ self.keys[0], (half(8) & mask[1]) ^ self.keys[1])
        } else {
            xxh3_64_with_seed(&padded[start..start + len], self.seed)
        };
        hash & !1 | u64::from(is_number)
    }
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

/// The finaliser of MurmurHash3, a bijection.
#[inline(always)]
pub(crate) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    x = (x ^ (x >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    x ^ (x >> 33)
}

/// A 128-bit digest of a sequence of hashes: XXH3-128 over their little-endian bytes.
pub(crate) fn digest(hashes: impl IntoIterator<Item = u64>, seed: u64) -> u128 {
    let mut state = Xxh3::with_seed(seed);
    let mut block = [0; BLOCK];
    let mut filled = 0;
    for hash in hashes {
        block[filled..filled + 8].copy_from_slice(&hash.to_le_bytes());
        filled += 8;
        if filled == BLOCK {
            state.update(&block);
            filled = 0;
        }
    }
    state.update(&block[..filled]);
    state.digest128()
}

/// Bytes that are hashed at once.
const BLOCK: usize = 1024;

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
            assert_eq!(digest(hashes[..len].iter().copied(), 7), whole);
        }
    }

    #[test]
    fn seeds_and_lengths_differ() {
        assert_ne!(hash("harbour", 0), hash("harbour", 1));
        assert_ne!(hash("harbour", 0), hash("harbours", 0));
        assert_ne!(hash("a token beyond sixteen", 0), hash("a token beyond sixteen", 1));
    }
}
