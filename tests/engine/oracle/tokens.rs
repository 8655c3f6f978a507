//! The tokeniser by the textbook: fold the whole text, then cut it by character class.

use super::unicode::{Class, compose, fold, fold_char, kind};
use std::collections::HashMap;

/// The tokens of `text` as `docs/tokens.md` defines them.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    cut(&fold(text), kind)
}

fn cut(folded: &str, mut kind: impl FnMut(char) -> u8) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut open = Class::SEPARATOR;
    for c in folded.chars() {
        let kind = kind(c);
        let goes_on = kind == Class::MARK && open != Class::SEPARATOR
            || kind == Class::WORD && open == Class::WORD;
        if goes_on {
            tokens.last_mut().expect("a token is open").push(c);
        } else if kind == Class::WORD || kind == Class::SINGLE {
            tokens.push(c.to_string());
            open = kind;
        } else {
            open = Class::SEPARATOR;
        }
    }
    tokens
}

/// The same for whole corpora: ICU is asked about every character once.
#[derive(Default)]
pub(crate) struct Reader {
    folds: HashMap<char, String>,
    kinds: HashMap<char, u8>,
}

impl Reader {
    /// Equals [`tokens`].
    pub(crate) fn tokens(&mut self, text: &str) -> Vec<String> {
        let mut mapped = String::with_capacity(text.len());
        for c in text.chars() {
            mapped.push_str(self.folds.entry(c).or_insert_with(|| fold_char(c)));
        }
        cut(&compose(&mapped), |c| *self.kinds.entry(c).or_insert_with(|| kind(c)))
    }
}
