//! The exact Jaccard similarity of two texts: of the sets of their runs of five words.

use crate::base::Word;
use crate::dump::Pool;

const WORDS: usize = 5;

/// Numbers of the made-up words begin where those of the dump's words cannot be.
const NAMES: u64 = 1 << 63;

/// A text's shingles, sorted, each once. Equal words are equal whatever their case.
pub fn shingles(words: &[Word], pool: &Pool) -> Vec<u64> {
    let identity = |word: &Word| match word {
        Word::Dump(place) => pool.identity(*place),
        Word::Name(number) => NAMES | number,
    };
    let identities: Vec<u64> = words.iter().map(identity).collect();
    let width = WORDS.min(words.len()).max(1);
    let mut hashes: Vec<u64> = identities.windows(width).map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn hash(run: &[u64]) -> u64 {
    run.iter().fold(0, |hash: u64, word| {
        let mixed = (hash.rotate_left(29) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed ^ (mixed >> 32)).wrapping_mul(0xD134_2543_DE82_EF95)
    })
}

/// Of two sorted sets, the share of what both have in what either has; 0 if there is nothing.
pub fn jaccard(one: &[u64], two: &[u64]) -> f64 {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < one.len() && j < two.len() {
        both += usize::from(one[i] == two[j]);
        let (a, b) = (one[i], two[j]);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    let either = one.len() + two.len() - both;
    if either == 0 { 0.0 } else { both as f64 / either as f64 }
}
