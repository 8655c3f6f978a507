//! Texts that may be told again: a file of passages, parted by blank lines.

use super::found::Spot;
use super::library::Library;
use crate::base::error::{Error, Result};
use crate::text::Tokenizer;
use crate::text::row::TokenRow;
use ahash::AHashSet;
use std::path::Path;

/// Tokens of a shingle.
const SHINGLE: usize = 5;
/// The share of a place's shingles that must be allowed.
const ENOUGH: f64 = 0.9;

/// The shingles of allowed texts.
pub(super) struct Allowed(AHashSet<Vec<u32>>);

impl Allowed {
    pub(super) fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Error::io("read the allowed texts in", file, error))?;
        Ok(Self::of(&text))
    }

    fn of(text: &str) -> Self {
        let (mut tokenizer, mut hashes) = (Tokenizer::default(), Vec::new());
        let mut shingles = AHashSet::new();
        let text = text.replace("\r\n", "\n");
        for passage in text.split("\n\n") {
            let row = TokenRow::of(passage, &mut tokenizer, &mut hashes);
            shingles.extend(windows(&row.tokens).map(<[u32]>::to_vec));
        }
        Self(shingles)
    }

    /// Whether nearly all that stands at a place is allowed.
    pub(super) fn has(&self, spot: &Spot, library: &Library) -> bool {
        self.covers(spot.tokens(library))
    }

    fn covers(&self, tokens: &[u32]) -> bool {
        let all = windows(tokens).count();
        let allowed = windows(tokens).filter(|shingle| self.0.contains(*shingle)).count();
        all > 0 && allowed as f64 >= ENOUGH * all as f64
    }
}

fn windows(tokens: &[u32]) -> impl Iterator<Item = &[u32]> {
    tokens.windows(SHINGLE.min(tokens.len()).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Box<[u32]> {
        TokenRow::of(text, &mut Tokenizer::default(), &mut Vec::new()).tokens
    }

    #[test]
    fn what_is_nearly_all_allowed_is_allowed() {
        let notice = "Subject to the terms of the licence this manual may be copied by anyone who \
            likes it and passed on to others who may find a use for it at home";
        let allowed = Allowed::of(&format!("First.\r\n\r\n{notice}\n\nLast one here."));
        assert!(allowed.covers(&tokens(&notice.to_uppercase())));
        assert!(allowed.covers(&tokens("first")));
        assert!(
            !allowed.covers(&tokens(&format!("{notice} unless it is a Tuesday in the spring")))
        );
        assert!(!allowed.covers(&tokens("last")));
        assert!(!allowed.covers(&[]));
    }
}
