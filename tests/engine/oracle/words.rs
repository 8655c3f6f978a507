//! Texts as numbers of words, and back again.

use super::tokens::Reader;
use retold::Document;
use std::collections::HashMap;

/// The words met so far, numbered in order of appearance.
#[derive(Default)]
pub(crate) struct Words {
    reader: Reader,
    numbers: HashMap<String, u32>,
    spelled: Vec<String>,
}

impl Words {
    /// The tokens of a text, by number.
    pub(crate) fn read(&mut self, text: &str) -> Vec<u32> {
        let Self { reader, numbers, spelled } = self;
        let number = |token: String| {
            *numbers.entry(token).or_insert_with_key(|token| {
                spelled.push(token.clone());
                spelled.len() as u32 - 1
            })
        };
        reader.tokens(text).into_iter().map(number).collect()
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.spelled.len()
    }

    /// Tokens spelled out, as a text of those tokens.
    pub(crate) fn spell(&self, tokens: &[u32]) -> String {
        let words: Vec<&str> =
            tokens.iter().map(|token| self.spelled[*token as usize].as_str()).collect();
        words.join(" ")
    }
}

/// Documents `d0`, `d1`, ... of made-up words with these numbers.
pub(crate) fn made_up(texts: &[Vec<u32>]) -> Vec<Document> {
    let word = |token: &u32| format!("w{token}");
    let text = |tokens: &Vec<u32>| tokens.iter().map(word).collect::<Vec<String>>().join(" ");
    let documents = texts.iter().enumerate();
    documents.map(|(i, tokens)| Document::new(format!("d{i}"), text(tokens))).collect()
}
