//! Retellings: spans that tell the same in other words and in the same order.
//!
//! ```text
//! grams -> rarity -> index -> anchors -> chain
//!                      \-> candidates
//! ```
//!
//! A statement told twice by two reporters shares few runs of words, but its rare words and
//! phrases recur in order: names, places, figures of speech. Shared rare words and phrases are
//! [`anchors`], each weighed by its [`rarity`], ln(N/df); the heaviest collinear [`chain`] of
//! them is a retelling if its score reaches a threshold. The method is that of genome aligners,
//! which chain sparse exact matches (Abouelhoda and Ohlebusch 2005; Li 2018).
//!
//! A text is a sequence of symbols, the upper halves of [`Tokenizer`](crate::text::Tokenizer)'s token
//! hashes with seed 0; of fewer than 2^32 tokens. Not for copies: what runs on word for word
//! weighs little here, and other relations tell it better. Recurring reports (rates, weather,
//! matches, markets) tell different news in the same phrases and do score: ask whether a pair is a
//! `template` first.
//!
//! Cost: linear in the texts but for a sort of each text's rare grams; some 70 microseconds a pair
//! of news articles, a third of a second and 60 bytes a token for two texts of a million words.

pub(crate) mod anchors;
mod background;
pub(crate) mod candidates;
mod chain;
mod counts;
mod grams;
mod index;
mod own;
pub(crate) mod rarity;
mod spans;
#[cfg(all(test, feature = "compression"))]
mod tests;
pub(crate) mod weights;
// They read zstd.

use anchors::Anchor;
use chain::chains;
use index::Index;
use rarity::Rarity;
use spans::Sides;
use std::ops::Range;

/// The score from which two spans count as a retelling: a dozen rare words or phrases in the same
/// order. Stories rewritten at another reading level score 250 and more, other stories on the same
/// subject 50 at most; one in 3,000 random pairs of English articles reaches it.
pub(crate) const DEFAULT_THRESHOLD: f64 = 80.0;

/// Two spans that tell the same in other words, of two texts or of one.
///
/// ```
/// use retold::passages::{Anchor, Retelling};
/// let anchor = |a, b| Anchor { a, b, tokens: 2, weight: 6.4 };
/// let anchors = vec![anchor(5, 43), anchor(20, 55)];
/// let told = Retelling { score: 12.1, a: 3..25, b: 41..60, anchors };
/// assert!(told.anchors.is_sorted_by_key(|anchor| (anchor.a, anchor.b)));
/// assert!(told.anchors.iter().all(|anchor| told.a.contains(&anchor.a)));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Retelling {
    /// The weights of the anchors less what lies between them; greater = surer.
    pub score: f64,
    /// The tokens on one side.
    pub a: Range<usize>,
    /// The tokens on the other side; within one text, behind those of `a`.
    pub b: Range<usize>,
    /// The words that both sides share, in the order of both.
    pub anchors: Vec<Anchor>,
}

impl Retelling {
    fn mirrored(self) -> Self {
        let anchors = self.anchors.into_iter().map(Anchor::mirrored).collect();
        Self { score: self.score, a: self.b, b: self.a, anchors }
    }
}

/// A text made ready to be compared with many.
pub(crate) struct Prepared<'t> {
    index: Index<'t>,
    rarity: &'t Rarity,
}

impl<'t> Prepared<'t> {
    pub(crate) fn new(text: &'t [u32], rarity: &'t Rarity) -> Self {
        Self { index: Index::new(text, rarity), rarity }
    }

    /// What this text and another both tell: disjoint on both sides, best first; the same but for
    /// the sides, whichever of the two was prepared.
    pub(crate) fn between(&self, other: &[u32], threshold: f64) -> Vec<Retelling> {
        let text = self.index.text;
        let weights = self.rarity.of_texts(&[text, other]);
        let mut anchors = anchors::between(&self.index, other, &weights);
        // Ties break by place, so which side comes first must not depend on the caller.
        if (text.len(), text) <= (other.len(), other) {
            return chains(&anchors, (text.len(), other.len()), Sides::Two, threshold);
        }
        anchors = anchors.into_iter().map(Anchor::mirrored).collect();
        anchors.sort_unstable_by_key(|anchor| (anchor.a, anchor.b));
        let found = chains(&anchors, (other.len(), text.len()), Sides::Two, threshold);
        found.into_iter().map(Retelling::mirrored).collect()
    }

    /// What this text tells twice: all spans disjoint, best first.
    pub(crate) fn within(&self, threshold: f64) -> Vec<Retelling> {
        let text = self.index.text;
        let anchors = anchors::within(&self.index, &self.rarity.of_texts(&[text]));
        chains(&anchors, (text.len(), text.len()), Sides::One, threshold)
    }
}
