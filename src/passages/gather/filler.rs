//! Filler: text that repeats without telling anything, such as encoded files, rulers, tables of
//! numbers, or one word many times.
//!
//! A span is filler unless some `min_tokens` tokens of it in a row hold `least` different words at
//! least; occurrences that follow each other without a gap are one span. A *word* is a token that has a letter beyond ASCII; or one of letters, and digits behind
//! them, in the case of words (`port`, `Port`, `PORT`, `theQuay`, `port12`), unless less than seven
//! tenths of what stands around it without white space are such tokens: `M8VT9` and `aGVsbG8g` are
//! none, nor is the `AX` of `AX>'AX>'`.
//!
//! Cost: linear in the text of the occurrences, four bytes a token of them.

use crate::passages::passage::Occurrence;
use ahash::AHashMap;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Letters and digits of a word, at most: encoded lines are longer.
const LONGEST: usize = 40;

/// For each token of some stretches, where the next run of tokens begins that holds enough words.
#[derive(Debug, Default)]
pub(super) struct Worded(Vec<Stretch>);

/// Tokens in a row, from `start` on.
#[derive(Debug)]
struct Stretch {
    start: usize,
    /// Counted from `start`.
    next: Vec<u32>,
}

/// No such run.
const NONE: u32 = u32::MAX;

impl Worded {
    /// Of what lies within these spans of tokens: runs of `min_tokens` with `least` different words.
    pub(super) fn new(
        text: &str,
        tokens: &[Range<usize>],
        spans: impl Iterator<Item = Range<usize>>,
        min_tokens: usize,
        least: usize,
    ) -> Self {
        let stretches = stretches(text, tokens, spans.collect()).into_iter();
        Self(stretches.map(|at| Stretch::new(text, tokens, at, min_tokens, least)).collect())
    }

    /// Where the first such run ends that does not begin before this token.
    pub(super) fn end(&self, token: usize, min_tokens: usize) -> Option<usize> {
        let behind = self.0.partition_point(|stretch| stretch.start <= token);
        let Stretch { start, next } = &self.0[..behind].last()?;
        let next = next.get(token - start).copied().filter(|next| *next != NONE)?;
        Some(start + next as usize + min_tokens)
    }
}

impl Stretch {
    fn new(
        text: &str,
        tokens: &[Range<usize>],
        at: Range<usize>,
        min_tokens: usize,
        least: usize,
    ) -> Self {
        let words = words(text, &tokens[at.clone()]);
        let mut counts: AHashMap<u64, u32> = AHashMap::new();
        let mut next = vec![NONE; words.len()];
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
        Self { start: at.start, next }
    }
}

/// The spans out to the next white space, where words are judged; in order and apart.
fn stretches(
    text: &str,
    tokens: &[Range<usize>],
    mut spans: Vec<Range<usize>>,
) -> Vec<Range<usize>> {
    spans.sort_unstable_by_key(|span| span.start);
    let parts = |at: &usize| !is_joined(text, &tokens[at - 1], &tokens[*at]);
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for span in spans {
        let done = stretches.last().map_or(0, |stretch| stretch.end);
        if span.end <= done {
            continue;
        }
        // What is done ends at white space; so each token is looked at once.
        let start = (done + 1..=span.start).rev().find(parts).unwrap_or(done);
        let end = (span.end..tokens.len()).find(parts).unwrap_or(tokens.len());
        match stretches.last_mut().filter(|_| start == done) {
            Some(last) => last.end = end,
            None => stretches.push(start..end),
        }
    }
    stretches
}

/// No white space lies between two tokens.
fn is_joined(text: &str, a: &Range<usize>, b: &Range<usize>) -> bool {
    !text[a.end.min(b.start)..b.start].contains(char::is_whitespace)
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
    let mut words = Vec::with_capacity(tokens.len());
    let mut lower = String::new();
    for chunk in tokens.chunk_by(|a, b| is_joined(text, a, b)) {
        let start = words.len();
        let mut written = 0;
        for token in chunk {
            let token = &text[token.clone()];
            let word = is_word(token).then(|| hash(token, &mut lower));
            written += if word.is_some() { token.len() } else { 0 };
            words.push(word);
        }
        let whole = chunk[chunk.len() - 1].end - chunk[0].start;
        if 10 * written < 7 * whole {
            // Only what has a letter beyond ASCII is a word in such company.
            let ascii = |token: &Range<usize>| text[token.clone()].is_ascii();
            words[start..]
                .iter_mut()
                .zip(chunk)
                .filter(|(_, token)| ascii(token))
                .for_each(|(word, _)| *word = None);
        }
    }
    words
}

/// The hash of a word without its case.
fn hash(word: &str, lower: &mut String) -> u64 {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
    } else {
        lower.extend(word.chars().flat_map(char::to_lowercase));
    }
    xxh3_64(lower.as_bytes())
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

    fn all_of(text: &str, tokens: &[Range<usize>], min_tokens: usize, least: usize) -> Worded {
        Worded::new(text, tokens, std::iter::once(0..tokens.len()), min_tokens, least)
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
        let worded = all_of(&text, &tokens, 8, 5);
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
            let worded = all_of(&text, &spans(&text), min_tokens, least);
            let kinds = |run: &[u8]| run.iter().collect::<HashSet<_>>().len();
            let mut runs = (from..picked.len()).map(|at| at..at + min_tokens);
            let enough = |run: &Range<usize>| {
                picked.get(run.clone()).is_some_and(|run| kinds(run) >= least)
            };
            prop_assert_eq!(worded.end(from, min_tokens), runs.find(enough).map(|run| run.end));
        }

        /// What a row of spans has is the same if only stretches around spans are looked at.
        #[test]
        fn stretches_decide_as_the_whole_text_does(
            picked in prop::collection::vec((0usize..6, any::<bool>()), 1..80),
            placed in prop::collection::vec((0usize..80, 1usize..20), 1..6),
            min_tokens in 1usize..9,
            least in 0usize..6,
        ) {
            let written = ["pier", "Quay", "7", "M8V", "埠", "%x"];
            let pieces = picked.iter().map(|(at, apart)| (written[*at], if *apart { " " } else { "-" }));
            let text: String = pieces.flat_map(|(piece, end)| [piece, end]).collect();
            let tokens = spans(&text);
            let place = |(start, len): &(usize, usize)| {
                let start = start % tokens.len();
                start..(start + len).min(tokens.len())
            };
            let placed: Vec<Range<usize>> = placed.iter().map(place).collect();
            let whole = all_of(&text, &tokens, min_tokens, least);
            let some = Worded::new(&text, &tokens, placed.iter().cloned(), min_tokens, least);
            // Each span alone, and with a span that follows it without a gap.
            let ends = |span: &Range<usize>| {
                let follows = placed.iter().filter(|one| span.contains(&one.start) || one.start == span.end);
                follows.map(|one| one.end).chain([span.end]).max()
            };
            for (span, end) in placed.iter().map(|span| (span, ends(span))) {
                let within = |worded: &Worded| worded.end(span.start, min_tokens).filter(|at| Some(*at) <= end);
                prop_assert_eq!(within(&some), within(&whole));
            }
        }
    }
}
