//! The tokeniser by the textbook: fold the whole text, then cut it by character class.

use super::unicode::{Class, fold, kind};

/// The tokens of `text` as `docs/tokens.md` defines them.
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut open = Class::SEPARATOR;
    for c in fold(text).chars() {
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
