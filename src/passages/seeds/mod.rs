//! Tokens to seeds: the shingles by which passages are found.
//!
//! A seed is a shingle of five tokens that winnowing selects (Schleimer, Wilkerson and Aiken 2003,
//! "Winnowing: local algorithms for document fingerprinting", section 4.1): in every window of
//! four shingles the one of least hash, the last of equal ones. Selection looks at nothing but the
//! window, so texts that share a run of at least [`GUARANTEED`] tokens share a seed in it, and of
//! longer runs they share all seeds but for some at the ends.
//!
//! Cost: some cycles a token; about two seeds every five tokens.

pub(crate) mod index;
pub(crate) mod order;
#[cfg(test)]
mod tests;

use crate::base::mix::mix;
use std::cmp::Reverse;

/// Tokens of a seed. More would miss passages whose words were changed here and there.
pub(crate) const SEED_TOKENS: usize = 5;

/// Shingles of a window: more make fewer seeds.
pub(crate) const WINDOW: usize = 4;

/// Every shared run of this many tokens has a shared seed.
pub(crate) const GUARANTEED: usize = SEED_TOKENS + WINDOW - 1;

/// Tokens between the end of a shared run and the first or last seed in it, at most.
pub(crate) const SLACK: usize = WINDOW - 1;

/// Calls `each` with the symbol and the first token of every seed of `tokens`, in order.
pub(crate) fn seeds(tokens: &[u32], mut each: impl FnMut(u32, u32)) {
    let Some(first) = tokens.first_chunk::<{ SEED_TOKENS - 1 }>() else { return };
    let mut hash = first.iter().fold(0, |hash, token| push(hash, *token));
    let leaving = STEP * SEED_TOKENS as u32 % 64;
    // The least of the window, as its mixed hash and its place; both ends are clipped windows, so
    // that a text shorter than a window has a seed too.
    let mut window = [(u64::MAX, 0u32); WINDOW];
    let mut selected = u32::MAX;
    let entering = tokens[SEED_TOKENS - 1..].iter();
    let mut shingles = 0u32;
    for (place, token) in (0u32..).zip(entering) {
        hash = push(hash, *token);
        window[place as usize % WINDOW] = (mix(hash), place);
        let gone = tokens[place as usize];
        hash ^= spread(gone).rotate_left(leaving - STEP);
        shingles = place + 1;
        if shingles as usize >= WINDOW {
            select(&window, &mut selected, &mut each);
        }
    }
    if shingles > 0 && (shingles as usize) < WINDOW {
        select(&window[..shingles as usize], &mut selected, &mut each);
    }
}

/// Rotation between neighbouring places, as in `shingle`.
const STEP: u32 = 19;

#[inline(always)]
fn push(hash: u64, token: u32) -> u64 {
    hash.rotate_left(STEP) ^ spread(token)
}

/// Symbols have 32 bits; the shingle hash wants 64.
#[inline(always)]
fn spread(token: u32) -> u64 {
    u64::from(token).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[inline(always)]
fn select(window: &[(u64, u32)], selected: &mut u32, each: &mut impl FnMut(u32, u32)) {
    let least = window.iter().copied().min_by_key(|(hash, place)| (*hash, Reverse(*place)));
    // The order is that of the whole hash, the symbol its low half: so symbols are spread evenly.
    if let Some((hash, place)) = least.filter(|(_, place)| place != selected) {
        *selected = place;
        each(hash as u32, place);
    }
}
