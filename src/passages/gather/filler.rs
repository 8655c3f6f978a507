//! Filler: text that repeats without telling anything, such as encoded files, rulers, tables of
//! numbers, or one word many times.
//!
//! A span is filler unless some `min_tokens` tokens of it in a row hold `least` different words at
//! least; occurrences that follow each other without a gap are one span. A *word* is a token that has a letter beyond ASCII; or one of letters, and digits behind
//! them, in the case of words (`port`, `Port`, `PORT`, `theQuay`, `port12`), unless less than seven
//! tenths of what stands around it without white space are such tokens: `M8VT9` and `aGVsbG8g` are
//! none, nor is the `AX` of `AX>'AX>'`.
//!
//! Cost: linear in the text, four bytes a token.

use crate::passages::passage::Occurrence;
use ahash::AHashMap;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Letters and digits of a word, at most: encoded lines are longer.
const LONGEST: usize = 40;

/// For each token, where the next run of tokens begins that holds enough words.
#[derive(Debug, Default)]
pub(super) struct Worded(Vec<u32>);

/// No such run.
const NONE: u32 = u32::MAX;

impl Worded {
    /// Of a text and the bytes of its tokens: runs of `min_tokens` with `least` different words.
    pub(super) fn new(
        text: &str,
        tokens: &[Range<usize>],
        min_tokens: usize,
        least: usize,
    ) -> Self {
        let words = words(text, tokens);
        let mut counts: AHashMap<u64, u32> = AHashMap::new();
        let mut next = vec![NONE; tokens.len()];
        for (end, word) in words.iter().enumerate() {
            if let Some(word) = word {
                *counts.entry(*word).or_default() += 1;
            }
            let Some(start) = (end + 1).checked_sub(min_tokens) else { continue };
            if counts.len() >= least {
                next[start] = start as u32;
            }
            if let Some(word) = words[start] {
                let last = counts.get_mut(&word).is_none_or(|count| {
                    *count -= 1;
                    *count == 0
                });
                if last {
                    counts.remove(&word);
                }
            }
        }
        for at in (1..next.len()).rev() {
            if next[at - 1] == NONE {
                next[at - 1] = next[at];
            }
        }
        Self(next)
    }

    /// Where the first such run ends that does not begin before this token.
    pub(super) fn end(&self, token: usize, min_tokens: usize) -> Option<usize> {
        let next = self.0.get(token).copied().filter(|next| *next != NONE)?;
        Some(next as usize + min_tokens)
    }
}

/// Whether no occurrence, nor occurrences of one document that follow each other without a gap,
/// hold a run with enough words. They are in document order.
pub(crate) fn is_filler(occurrences: &[Occurrence]) -> bool {
    let follows = |a: &Occurrence, b: &Occurrence| a.doc == b.doc && b.tokens.start <= a.tokens.end;
    occurrences.chunk_by(follows).all(|row| {
        let end = row.iter().map(|one| one.tokens.end).max();
        // In the order of their places: the first sees the first run.
        row[0].worded.is_none_or(|worded| Some(worded) > end)
    })
}

/// A hash of each token that is a word; case makes no difference.
fn words(text: &str, tokens: &[Range<usize>]) -> Vec<Option<u64>> {
    let mut words = vec![None; tokens.len()];
    let mut lower = String::new();
    let mut start = 0;
    let joined = |a: &Range<usize>, b: &Range<usize>| {
        !text[a.end.min(b.start)..b.start].contains(char::is_whitespace)
    };
    for chunk in tokens.chunk_by(joined) {
        let written = chunk.iter().filter(|token| is_word(&text[(*token).clone()]));
        let bytes: usize = written.map(|token| token.len()).sum();
        let whole = chunk[chunk.len() - 1].end - chunk[0].start;
        for (at, token) in chunk.iter().enumerate() {
            let token = &text[token.clone()];
            if !token.is_ascii() && token.contains(char::is_alphabetic)
                || 10 * bytes >= 7 * whole && is_word(token)
            {
                lower.clear();
                lower.extend(token.chars().flat_map(char::to_lowercase));
                words[start + at] = Some(xxh3_64(lower.as_bytes()));
            }
        }
        start += chunk.len();
    }
    words
}

/// Has the letters and the case of a word.
fn is_word(token: &str) -> bool {
    if !token.is_ascii() {
        return token.contains(char::is_alphabetic);
    }
    let letters = token.trim_end_matches(|c: char| c.is_ascii_digit());
    let humps = letters.as_bytes().windows(2);
    let humps = humps.filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    !letters.is_empty()
        && token.len() <= LONGEST
        && letters.bytes().all(|byte| byte.is_ascii_alphabetic())
        && letters.len() >= 4 * humps.count()
}

#[cfg(test)]
mod tests {
    use super::{Worded, words};
    use crate::text::Tokenizer;
    use proptest::prelude::*;
    use std::collections::HashSet;
    use std::ops::Range;

    fn spans(text: &str) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        Tokenizer::default().spans_and_numbers(text, &mut spans, &mut Vec::new());
        spans
    }

    /// How many of the tokens are words, and of how many kinds.
    fn counted(text: &str) -> (usize, usize) {
        let words: Vec<u64> = words(text, &spans(text)).into_iter().flatten().collect();
        (words.len(), words.iter().collect::<HashSet<_>>().len())
    }

    #[test]
    fn words_are_told_from_encoded_bytes() {
        assert_eq!(counted("The valve of the pump, the PUMP (well-made) leaks."), (10, 7));
        assert_eq!(counted("theQuay w12 naïve Мол 埠頭"), (6, 6));
        assert_eq!(counted("cargo,valve,crane,winch"), (4, 4));
        // A file in the three common encodings, made by the tools for them from one line.
        for encoded in [
            "M5&AE('!U;7`@;V8@=&AE(&-O86P@<&EE<B!L96%K<R!E86-H('-P<FEN9RP@",
            "VGhlIHB1bXAgb2YgdGhlIGNvYWwgcGllciBsZWFrcyBlYWNoIHNwcmluZw==",
            "54686520 70756d70 206f6620 74686520 636f616c 20706965 72206c65",
            "12.5 | 13.75 | -4 | 1,200 | 99 %",
            "0x3f 0x40 0x41 <+>[]{}",
        ] {
            assert!(counted(encoded).0 <= 1, "{encoded}: {:?}", counted(encoded));
        }
    }

    #[test]
    fn an_occurrence_is_judged_by_its_best_run() {
        let text = format!("{} seven quiet herons wade past the old sluice", "la ".repeat(12));
        let tokens = spans(&text);
        let worded = Worded::new(&text, &tokens, 8, 5);
        // The twelfth `la`, and four words more.
        assert_eq!(worded.end(0, 8), Some(16));
        assert_eq!((worded.end(12, 8), worded.end(13, 8)), (Some(20), None));
    }

    proptest! {
        #[test]
        fn runs_are_those_of_a_naive_count(
            picked in prop::collection::vec(0u8..7, 0..60),
            min_tokens in 1usize..9,
            least in 0usize..6,
            from in 0usize..60,
        ) {
            let text: Vec<String> = picked.iter().map(|one| format!("w{one}")).collect();
            let text = text.join(" ");
            let worded = Worded::new(&text, &spans(&text), min_tokens, least);
            let kinds = |run: &[u8]| run.iter().collect::<HashSet<_>>().len();
            let mut runs = (from..picked.len()).map(|at| at..at + min_tokens);
            let enough = |run: &Range<usize>| {
                picked.get(run.clone()).is_some_and(|run| kinds(run) >= least)
            };
            prop_assert_eq!(worded.end(from, min_tokens), runs.find(enough).map(|run| run.end));
        }
    }
}
