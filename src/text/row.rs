//! What later stages that align texts keep of a text.

use super::Tokenizer;
use super::hash::digest;

/// The symbols of a text's tokens, four bytes each, and the digest of its tokens.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenRow {
    pub(crate) digest: u128,
    pub(crate) tokens: Box<[u32]>,
}

impl TokenRow {
    /// Of a text; `hashes` is a buffer.
    pub(crate) fn of(text: &str, tokenizer: &mut Tokenizer, hashes: &mut Vec<u64>) -> Self {
        tokenizer.hashes(text, hashes);
        Self::new(digest(hashes, 0), hashes)
    }

    /// Of the hashes of a text's tokens.
    pub(crate) fn new(digest: u128, hashes: &[u64]) -> Self {
        // The low half tells numbers apart in its lowest bit, and so is not quite even.
        Self { digest, tokens: hashes.iter().map(|hash| (hash >> 32) as u32).collect() }
    }
}

impl AsRef<[u32]> for TokenRow {
    fn as_ref(&self) -> &[u32] {
        &self.tokens
    }
}
