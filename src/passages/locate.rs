//! Tokens to bytes: where occurrences stand in the original texts.
//!
//! Tokens were kept as symbols only, so the documents that hold an occurrence are read and
//! tokenised once more.

use super::Occurrence;
use crate::verify::Texts;
use crate::{DocId, Result, Tokenizer};
use rayon::prelude::*;
use std::ops::Range;

/// Fills in the bytes of these occurrences, and whether they are quoted; sorts them by document.
pub(super) fn locate(occurrences: &mut [&mut Occurrence], texts: &dyn Texts) -> Result<()> {
    occurrences.par_sort_by_key(|occurrence| occurrence.doc);
    let mut by_doc: Vec<&mut [&mut Occurrence]> =
        occurrences.chunk_by_mut(|a, b| a.doc == b.doc).collect();
    by_doc.par_iter_mut().try_for_each_init(Locator::default, |locator, occurrences| {
        locator.look(occurrences[0].doc, texts)?;
        for occurrence in occurrences.iter_mut() {
            occurrence.bytes = locator.bytes(&occurrence.tokens);
            occurrence.quoted = is_quoted(&locator.text, &occurrence.bytes);
        }
        Ok(())
    })
}

/// A document, and where its tokens are.
#[derive(Default)]
pub(super) struct Locator {
    tokenizer: Tokenizer,
    pub(super) text: String,
    spans: Vec<Range<usize>>,
}

impl Locator {
    pub(super) fn look(&mut self, doc: DocId, texts: &dyn Texts) -> Result<()> {
        texts.read(doc, &mut self.text)?;
        self.tokenizer.spans(&self.text, &mut self.spans);
        Ok(())
    }

    /// The bytes from the first to the last of some tokens.
    pub(super) fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        match self.spans.get(tokens.clone()) {
            Some([first, .., last]) => first.start..last.end,
            Some([only]) => only.clone(),
            _ => 0..0,
        }
    }
}

/// How far back a quotation mark is looked for.
const LOOK_BACK: usize = 4096;

/// Half or more of the bytes stand in quotation marks, which no line end leaves open.
fn is_quoted(text: &str, span: &Range<usize>) -> bool {
    let from = text.floor_char_boundary(span.start.saturating_sub(LOOK_BACK));
    let line = text[from..span.start].rfind('\n').map_or(from, |end| from + end + 1);
    let mut open = false;
    let mut quoted = 0;
    for (at, c) in text[line..span.end].char_indices() {
        match c {
            '"' => open = !open,
            '“' | '„' | '«' | '「' | '『' => open = true,
            '”' | '»' | '」' | '』' | '\n' => open = false,
            _ if open && line + at >= span.start => quoted += c.len_utf8(),
            _ => {}
        }
    }
    2 * quoted >= span.len() && quoted > 0
}

#[cfg(test)]
mod tests {
    use super::is_quoted;

    #[test]
    fn quotations_are_told_by_their_marks() {
        let quoted = |text: &str, words: &str| {
            let start = text.find(words).unwrap();
            is_quoted(text, &(start..start + words.len()))
        };
        assert!(quoted("He said: “The pier is closed until May.”", "The pier is closed until May"));
        assert!(quoted("\"The pier is closed,\" he said.", "The pier is closed"));
        assert!(quoted("「港は閉鎖された」と述べた", "港は閉鎖された"));
        assert!(!quoted("\"Yes,\" he said. The pier is closed.", "The pier is closed"));
        assert!(!quoted("A \" stray\nThe pier is closed.", "The pier is closed"));
    }
}
