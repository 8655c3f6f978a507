//! Articles of any number and length, always the same ones.

use super::records::{fixture, records};

/// The words of the English fixtures, to be drawn from.
pub(crate) struct Newsprint(Vec<String>);

impl Newsprint {
    pub(crate) fn new() -> Self {
        let documents = records(&fixture("newsroom.jsonl"));
        let english = documents.iter().filter(|d| d.get("lang") == Some("en"));
        let mut words: Vec<String> = english
            .flat_map(|document| document.text.split_whitespace())
            .filter(|word| word.chars().all(|c| c.is_ascii_lowercase()))
            .map(str::to_owned)
            .collect();
        words.sort_unstable();
        words.dedup();
        Self(words)
    }

    pub(crate) fn word(&self, dice: &mut Dice) -> &str {
        &self.0[dice.below(self.0.len())]
    }

    pub(crate) fn article(&self, words: usize, dice: &mut Dice) -> Vec<&str> {
        (0..words).map(|_| self.word(dice)).collect()
    }
}

/// Splitmix64.
pub(crate) struct Dice(pub u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((u128::from(x ^ (x >> 31)) * end as u128) >> 64) as usize
    }
}
