//! All that later stages keep of a document's text.

use super::{Banding, Signature, Sketch};
use crate::shingle::shingles;
use crate::text::hash::digest;
use crate::text::skeleton::Skeletons;
use crate::{Settings, Tokenizer};

/// What is kept of a text: some 200 bytes and 4 a band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    /// How many tokens the text has.
    pub(crate) tokens: u32,
    /// Digest of the token sequence.
    pub(crate) exact: u128,
    /// Digest of the skeleton, if the text has one.
    pub(crate) skeleton: Option<u128>,
    pub(crate) signature: Signature,
    /// A key a band.
    pub(crate) keys: Box<[u32]>,
}

/// Makes fingerprints, reusing its buffers from text to text.
#[derive(Debug)]
pub(crate) struct Fingerprinter<'a> {
    skeletons: &'a Skeletons,
    tokenizer: Tokenizer,
    banding: Banding,
    seed: u64,
    shingle_tokens: usize,
    tokens: Vec<u64>,
    shingles: Vec<u64>,
    scratch: Vec<u8>,
}

impl<'a> Fingerprinter<'a> {
    pub(crate) fn new(settings: &Settings, skeletons: &'a Skeletons) -> Self {
        Self {
            skeletons,
            tokenizer: Tokenizer::with_seed(settings.seed()),
            banding: settings.banding(),
            seed: settings.seed(),
            shingle_tokens: settings.shingle_tokens(),
            tokens: Vec::new(),
            shingles: Vec::new(),
            scratch: Vec::new(),
        }
    }

    pub(crate) fn fingerprint(&mut self, text: &str) -> Fingerprint {
        self.tokenizer.hashes(text, &mut self.tokens);
        shingles(&self.tokens, self.shingle_tokens, &mut self.shingles);
        let sketch = Sketch::of(&self.shingles);
        Fingerprint {
            // Texts beyond 4 billion tokens are refused by the readers' limit on records.
            tokens: u32::try_from(self.tokens.len()).unwrap_or(u32::MAX),
            exact: digest(self.tokens.iter().copied(), self.seed, &mut self.scratch),
            skeleton: self.skeletons.digest(&self.tokens, &mut self.scratch),
            signature: sketch.signature(),
            keys: self.banding.keys(&sketch).collect(),
        }
    }
}
