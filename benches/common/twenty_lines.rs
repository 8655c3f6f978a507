//! The loop that the hot loop is measured by.

use retold::stages::BINS;
use xxhash_rust::xxh3::xxh3_64;

pub(crate) const SHINGLE_TOKENS: usize = 5;

/// The twenty-line loop: ASCII words, one hash each, a polynomial over five of them, one
/// permutation hashing. It knows no Unicode; what the definition of tokens costs is the distance.
pub(crate) fn twenty_lines(text: &[u8], word: &mut Vec<u8>) -> [u32; BINS] {
    const BASE: u64 = 0x9FB2_1C65_1E98_DF25;
    let leaving = BASE.wrapping_pow(SHINGLE_TOKENS as u32);
    let mut bins = [u32::MAX; BINS];
    let mut last = [0u64; SHINGLE_TOKENS];
    let (mut rolling, mut count) = (0u64, 0);
    for byte in text.iter().chain(b" ") {
        if byte.is_ascii_alphanumeric() {
            word.push(byte.to_ascii_lowercase());
        } else if !word.is_empty() {
            let hash = xxh3_64(word);
            word.clear();
            let old = std::mem::replace(&mut last[count % SHINGLE_TOKENS], hash);
            rolling = rolling.wrapping_mul(BASE).wrapping_add(hash);
            rolling = rolling.wrapping_sub(old.wrapping_mul(leaving));
            count += 1;
            if count >= SHINGLE_TOKENS {
                let mixed = (rolling ^ (rolling >> 32)).wrapping_mul(BASE);
                let bin = (mixed >> 57) as usize;
                bins[bin] = bins[bin].min((mixed >> 25) as u32);
            }
        }
    }
    bins
}
