//! Tokens to bytes: where occurrences stand in the original texts.
//!
//! Tokens were kept as symbols only, so the documents that hold an occurrence are read and
//! tokenised once more.

use super::filler::Worded;
use super::mail::quotes;
use super::spelling::Spelling;
use crate::base::document::{DocId, Texts};
use crate::base::error::Result;
use crate::base::mix::mix;
use crate::passages::passage::Occurrence;
use crate::passages::settings::PassageSettings;
use crate::text::Tokenizer;
use rayon::prelude::*;
use std::ops::Range;

/// Fills in the bytes of these occurrences, whether they are quoted, how they are spelled and
/// where they hold enough words; sorts them by document.
pub(crate) fn locate(
    occurrences: &mut [&mut Occurrence],
    texts: &dyn Texts,
    settings: &PassageSettings,
) -> Result<()> {
    let (min_tokens, least) = (settings.min_tokens(), settings.least_words());
    occurrences.par_sort_by_key(|occurrence| occurrence.doc);
    let mut by_doc: Vec<&mut [&mut Occurrence]> =
        occurrences.chunk_by_mut(|a, b| a.doc == b.doc).collect();
    by_doc.par_iter_mut().try_for_each_init(Locator::default, |locator, occurrences| {
        locator.look(occurrences[0].doc, texts)?;
        let spans = occurrences.iter().map(|occurrence| occurrence.tokens.clone());
        let worded = Worded::new(&locator.text, &locator.spans, spans, min_tokens, least);
        let mailed = quotes(&locator.text);
        for occurrence in occurrences.iter_mut() {
            occurrence.bytes = locator.bytes(&occurrence.tokens);
            occurrence.numbers = locator.numbers(&occurrence.tokens);
            occurrence.mailed = is_mostly(&mailed, &occurrence.bytes);
            occurrence.quoted = occurrence.mailed || is_quoted(&locator.text, &occurrence.bytes);
            occurrence.worded = worded.end(occurrence.tokens.start, min_tokens);
            occurrence.spelling = Spelling::of(&locator.text[occurrence.bytes.clone()]);
        }
        Ok(())
    })
}

/// A text, and where its tokens are.
#[derive(Default)]
pub(crate) struct Locator {
    tokenizer: Tokenizer,
    text: String,
    spans: Vec<Range<usize>>,
    /// The tokens that are numbers, with their hashes.
    numbers: Vec<(usize, u64)>,
}

impl Locator {
    pub(crate) fn of(text: &str) -> Self {
        let mut locator = Self { text: text.to_owned(), ..Self::default() };
        locator.tokenise();
        locator
    }

    pub(super) fn look(&mut self, doc: DocId, texts: &dyn Texts) -> Result<()> {
        texts.read(doc, &mut self.text)?;
        self.tokenise();
        Ok(())
    }

    fn tokenise(&mut self) {
        self.tokenizer.spans_and_numbers(&self.text, &mut self.spans, &mut self.numbers);
    }

    /// The bytes from the first to the last of some tokens.
    pub(crate) fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        match self.spans.get(tokens.clone()) {
            Some([first, .., last]) => first.start..last.end,
            Some([only]) => only.clone(),
            _ => 0..0,
        }
    }

    /// The hashes of the numbers among some tokens.
    pub(crate) fn numbers_in(&self, tokens: &Range<usize>) -> impl Iterator<Item = u64> {
        let start = self.numbers.partition_point(|(at, _)| *at < tokens.start);
        let end = self.numbers.partition_point(|(at, _)| *at < tokens.end);
        self.numbers[start..end.max(start)].iter().map(|(_, hash)| *hash)
    }

    /// A digest of them.
    fn numbers(&self, tokens: &Range<usize>) -> u64 {
        self.numbers_in(tokens).fold(0, |digest, hash| mix(digest ^ hash))
    }
}

/// Half or more of the bytes lie in these stretches, which are in order and apart.
fn is_mostly(stretches: &[Range<usize>], span: &Range<usize>) -> bool {
    let first = stretches.partition_point(|one| one.end <= span.start);
    let inside = stretches[first..].iter().take_while(|one| one.start < span.end);
    let bytes = inside.map(|one| one.end.min(span.end) - one.start.max(span.start)).sum::<usize>();
    2 * bytes >= span.len() && bytes > 0
}

/// How far back a quotation mark is looked for.
const LOOK_BACK: usize = 4096;

/// Half or more of the bytes stand in quotation marks, which no line end leaves open.
fn is_quoted(text: &str, span: &Range<usize>) -> bool {
    let near = span.start.saturating_sub(LOOK_BACK);
    let from = (near..span.start).find(|at| text.is_char_boundary(*at)).unwrap_or(span.start);
    let line = text[from..span.start].rfind('\n').map_or(from, |end| from + end + 1);
    let (mut open, mut low) = (false, false);
    let mut quoted = 0;
    for (at, c) in text[line..span.end].char_indices() {
        match c {
            '"' => open = !open,
            // What opens a quotation in English ends one that begins low, as in German.
            '“' => open = !std::mem::take(&mut low) || !open,
            '„' => (open, low) = (true, true),
            '«' | '「' | '『' => open = true,
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
        assert!(quoted("„Die Mole ist gesperrt“, sagte er.", "Die Mole ist gesperrt"));
        assert!(!quoted("„Ja“, sagte er. Die Mole ist gesperrt.", "Die Mole ist gesperrt"));
        assert!(!quoted("A \" stray\nThe pier is closed.", "The pier is closed"));
    }
}
