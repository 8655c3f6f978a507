//! Rarity from the texts at hand, where nothing else is known.
//!
//! A word that stands c times in n tokens is taken to be as rare as ln(n/c) tells, less what
//! any word of so short a sample seems rarer than it is: in two articles of 400 words even
//! `although` stands but twice. A phrase needs less of that discount, three words in a row none.
//! So single words anchor only where texts are long, phrases always.
//!
//! Cost: three additions a token to a sketch of at most [`MAX_CELLS`] cells.

use super::counts::{Counting, Counts};
use super::grams::{LONGEST, beginning};

const MAX_CELLS: usize = 1 << 22;

/// By the length of the gram. Chosen so that random pairs of Sinhala and of Tamil articles score
/// like English ones do by the shipped table.
const DISCOUNTS: [f64; LONGEST] = [3.0, 1.0, 0.0];

/// The frequencies of the grams of one text or two.
pub(super) struct Own {
    counts: Counts,
    ln_tokens: f64,
}

impl Own {
    pub(super) fn new(texts: &[&[u32]]) -> Self {
        let tokens: usize = texts.iter().map(|text| text.len()).sum();
        let counting = Counting::new(LONGEST * tokens, MAX_CELLS);
        for text in texts {
            (0..text.len()).flat_map(|at| beginning(&text[at..])).for_each(|g| counting.add(g));
        }
        Self { counts: counting.finish(), ln_tokens: (tokens.max(1) as f64).ln() }
    }

    /// The weight of a gram of that many words; may be negative or beyond the greatest.
    pub(super) fn weight(&self, gram: u64, length: usize) -> f64 {
        self.ln_tokens - self.counts.ln(gram) - DISCOUNTS[length.clamp(1, LONGEST) - 1]
    }
}
