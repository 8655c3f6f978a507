//! How rare a word or phrase is: the weight ln(N/df) of a gram that df of N documents hold.
//!
//! Weights end at [`MAX_WEIGHT`], that of a gram that one of 600 documents holds: a shipped table
//! cannot tell the rarer ones apart, and scores must mean the same whatever N is. Three sources,
//! the best first:
//!
//! 1. **The corpus at hand**, if it has [`MIN_DOCUMENTS`]. N is then not the whole corpus but the
//!    documents that hold the most common word of the texts compared: in a corpus of many
//!    languages, a phrase is not rare for being Tamil.
//! 2. **A table of English news** that ships with the crate, if at least half of the texts' 16 most
//!    frequent words are among its common words. Texts of another language, and tokens hashed
//!    with another seed, share none with it.
//! 3. **The texts themselves**, else: a poor judge of single words in short texts; see
//!    [`own`](super::own).
//!
//! Cost of a corpus: [`SAMPLE`] documents are counted at most, evenly spaced, which takes half a
//! second; 24 MiB while counting, then 8 MiB.

use super::background;
use super::counts::{Counting, Counts};
use super::grams::{distinct, single};
use super::own::Own;
use crate::passages::retell::weights::MAX_WEIGHT;
use ahash::AHashMap;
use rayon::prelude::*;

/// Documents from which a corpus can tell what one of 600 documents holds.
const MIN_DOCUMENTS: usize = 1000;

/// Documents counted at most, and tokens of each.
const SAMPLE: usize = 16_384;
const PREFIX: usize = 1 << 16;

const MAX_CELLS: usize = 1 << 23;

/// Tokens at the start of a text among which its most common word is sought.
const OPENING: usize = 128;

/// A word of the shipped table that tells English: one of 55 articles has it, or more.
const COMMON: f64 = 4.0;

/// What tells how rare grams are.
#[derive(Clone, Debug)]
pub(crate) struct Rarity(Option<Corpus>);

#[derive(Clone, Debug)]
pub(super) struct Corpus {
    counts: Counts,
    ln_documents: f64,
}

impl Rarity {
    /// From the documents themselves if they are many enough, else as
    /// [`background`](Self::background).
    pub(crate) fn of_corpus(documents: &[&[u32]]) -> Self {
        if documents.len() < MIN_DOCUMENTS {
            return Self::background();
        }
        let nth = documents.len().div_ceil(SAMPLE);
        let sample: Vec<&[u32]> = documents.iter().step_by(nth).copied().collect();
        let counting = Counting::new(MAX_CELLS, MAX_CELLS);
        sample.par_iter().for_each_init(Vec::new, |grams, document| {
            distinct(&document[..document.len().min(PREFIX)], grams);
            grams.iter().for_each(|gram| counting.add(*gram));
        });
        let ln_documents = (sample.len() as f64).ln();
        Self(Some(Corpus { counts: counting.finish(), ln_documents }))
    }

    /// From the shipped table, or for other languages from the texts that are compared.
    pub(crate) fn background() -> Self {
        Self(None)
    }

    /// A bound on the weight of a gram that holds for all texts but those that judge themselves;
    /// it depends on the gram alone.
    #[inline]
    pub(super) fn at_most(&self, gram: u64) -> f64 {
        match &self.0 {
            Some(corpus) => (corpus.ln_documents - corpus.counts.ln(gram)).min(MAX_WEIGHT),
            None => background::known(gram).unwrap_or(MAX_WEIGHT),
        }
    }

    /// The weights for one text or two; their order does not matter.
    pub(super) fn of_texts(&self, texts: &[&[u32]]) -> Weights<'_> {
        match &self.0 {
            Some(corpus) => {
                let peers = texts.iter().map(|text| corpus.ln_peers(text));
                Weights::Corpus(corpus, peers.fold(corpus.ln_documents, f64::min))
            }
            None if is_english(texts) => Weights::Background,
            None => Weights::Own(Own::new(texts)),
        }
    }
}

impl Corpus {
    /// The logarithm of the number of documents that share the most common word of a text.
    fn ln_peers(&self, text: &[u32]) -> f64 {
        let opening = &text[..text.len().min(OPENING)];
        opening.iter().map(|symbol| self.counts.ln(single(*symbol))).fold(0.0, f64::max)
    }
}

/// The weights of grams in certain texts.
pub(super) enum Weights<'a> {
    /// With the logarithm of the number of documents to compare with.
    Corpus(&'a Corpus, f64),
    Background,
    Own(Own),
}

impl Weights<'_> {
    /// The weight of a gram of that many words, from 0 to [`MAX_WEIGHT`].
    #[inline]
    pub(super) fn of(&self, gram: u64, length: usize) -> f64 {
        let weight = match self {
            Self::Corpus(corpus, ln_peers) => ln_peers - corpus.counts.ln(gram),
            Self::Background => background::known(gram).unwrap_or(MAX_WEIGHT),
            Self::Own(own) => own.weight(gram, length),
        };
        weight.clamp(0.0, MAX_WEIGHT)
    }
}

/// Whether the shipped table knows the words of these texts.
fn is_english(texts: &[&[u32]]) -> bool {
    let mut counts: AHashMap<u32, usize> = AHashMap::new();
    for symbol in texts.iter().flat_map(|text| text.iter().take(PREFIX)) {
        *counts.entry(*symbol).or_default() += 1;
    }
    let mut words: Vec<(usize, u32)> =
        counts.into_iter().map(|(word, count)| (count, word)).collect();
    words.sort_unstable_by(|x, y| y.cmp(x));
    words.truncate(16);
    let is_common = |word: u32| background::known(single(word)).is_some_and(|w| w < COMMON);
    2 * words.iter().filter(|(_, word)| is_common(*word)).count() >= words.len()
}
