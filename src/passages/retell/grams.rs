//! Grams: one to three neighbouring symbols, hashed.
//!
//! Symbols are hashes of words already, so one multiplication and a finaliser a gram is enough.
//! The hashes go into the shipped table and must never change.

use crate::base::mix::mix;

/// Symbols of the longest gram that has a rarity of its own.
pub(super) const LONGEST: usize = 3;

/// The hash of one symbol, to grow grams from.
#[inline]
pub(super) fn single(symbol: u32) -> u64 {
    mix(u64::from(symbol) + 1)
}

/// The hash of a gram and the symbol after it.
#[inline]
pub(super) fn longer(gram: u64, symbol: u32) -> u64 {
    mix(gram.rotate_left(23).wrapping_add(u64::from(symbol)))
}

/// The hash of a gram; of none, that of nothing.
pub(super) fn gram(symbols: &[u32]) -> u64 {
    symbols.split_first().map_or(0, |(first, rest)| {
        rest.iter().fold(single(*first), |gram, symbol| longer(gram, *symbol))
    })
}

/// The hashes of the grams of one to three symbols that begin at the start of `symbols`.
pub(super) fn beginning(symbols: &[u32]) -> impl Iterator<Item = u64> + '_ {
    let grow = |gram: &mut Option<u64>, symbol: &u32| {
        *gram = Some(gram.map_or_else(|| single(*symbol), |gram| longer(gram, *symbol)));
        *gram
    };
    symbols.iter().take(LONGEST).scan(None, grow)
}

/// The hashes of all grams of a text, each once, sorted.
pub(super) fn distinct(symbols: &[u32], grams: &mut Vec<u64>) {
    grams.clear();
    for at in 0..symbols.len() {
        grams.extend(beginning(&symbols[at..]));
    }
    grams.sort_unstable();
    grams.dedup();
}
