//! Skeletons: texts without their numbers and dates.
//!
//! The skeleton of a text is its token sequence with every maximal run of slot tokens replaced by
//! one slot. A slot token begins with a decimal digit, or is the name of a month or weekday in one
//! of the languages of `calendar.txt`. Two texts with one skeleton are `template`: the daily
//! exchange rates, the weather, the results; different news, however many shingles they share.
//!
//! A text has a skeleton only if it holds a slot, and at least [`MIN_WORDS`] other tokens: two
//! tables of figures are not alike for having no words.

use super::Tokenizer;
use super::hash::{digest, is_number};

/// Tokens that are no slots, which a template must have at the least.
pub(crate) const MIN_WORDS: usize = 8;

/// Stands for a run of slots; no token hash that is no number is odd.
const SLOT: u64 = 1;

/// Bits of the filter before the look-up: one in 60 words that are no calendar words pass it.
const FILTER_BITS: usize = 1 << 15;

/// Knows which tokens are slots, by their hashes under one seed.
#[derive(Debug)]
pub(crate) struct Skeletons {
    seed: u64,
    filter: Box<[u64]>,
    calendar: Vec<u64>,
}

impl Skeletons {
    pub(crate) fn new(seed: u64) -> Self {
        let mut calendar = Vec::new();
        Tokenizer::with_seed(seed).hashes(include_str!("calendar.txt"), &mut calendar);
        calendar.sort_unstable();
        calendar.dedup();
        let mut filter = vec![0; FILTER_BITS / 64].into_boxed_slice();
        for token in &calendar {
            let (word, bit) = filter_place(*token);
            filter[word] |= 1 << bit;
        }
        Self { seed, filter, calendar }
    }

    fn is_slot(&self, token: u64) -> bool {
        let (word, bit) = filter_place(token);
        is_number(token)
            || (self.filter[word] >> bit & 1 == 1 && self.calendar.binary_search(&token).is_ok())
    }

    /// The digest of a text's skeleton, if it has one; `skeleton` is a buffer.
    pub(crate) fn digest(&self, tokens: &[u64], skeleton: &mut Vec<u64>) -> Option<u128> {
        if skeleton.len() < tokens.len() {
            skeleton.resize(tokens.len(), 0);
        }
        let (mut kept, mut words) = (0, 0);
        let mut after_slot = false;
        for token in tokens {
            let slot = self.is_slot(*token);
            // Written at any rate, and overwritten by the next one if it only goes on.
            skeleton[kept] = if slot { SLOT } else { *token };
            kept += usize::from(!(slot & after_slot));
            words += usize::from(!slot);
            after_slot = slot;
        }
        let slots = words < kept;
        (slots && words >= MIN_WORDS).then(|| digest(&skeleton[..kept], self.seed))
    }
}

#[inline]
fn filter_place(token: u64) -> (usize, u32) {
    let place = (token >> 32) as usize % FILTER_BITS;
    (place / 64, (place % 64) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skeleton(text: &str) -> Option<u128> {
        let mut tokens = Vec::new();
        Tokenizer::default().hashes(text, &mut tokens);
        Skeletons::new(0).digest(&tokens, &mut Vec::new())
    }

    #[test]
    fn numbers_and_dates_are_slots() {
        let monday = "On Monday 3 March the crown closed at 301.25 to the dollar, the bank said.";
        let friday =
            "On Friday 14 November the crown closed at 1,299.5 to the dollar, the bank said.";
        let lower =
            "On Friday 14 November the crown opened at 1,299.5 to the dollar, the bank said.";
        assert_eq!(skeleton(monday), skeleton(friday));
        assert_ne!(skeleton(monday), skeleton(lower));
    }

    #[test]
    fn texts_without_slots_or_words_have_none() {
        assert_eq!(skeleton("The crown closed higher against the dollar, said the bank."), None);
        assert_eq!(skeleton("1 2 3 4 5 6 7 8 9 10 11 points"), None);
        assert_eq!(skeleton(""), None);
    }
}
