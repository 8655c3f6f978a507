//! Hunks to steps: tidied for readers, in bytes, without gaps.

use super::align::{Hunk, hunks};
use super::{Change, Step};
use crate::text::Tokenizer;
use std::ops::Range;

/// Where every word of a text begins.
pub(crate) struct Words {
    starts: Vec<usize>,
    len: usize,
}

impl Words {
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn of(text: &str) -> Self {
        Self::hashed(text, &mut Vec::new())
    }

    fn hashed(text: &str, hashes: &mut Vec<u64>) -> Self {
        let mut starts: Vec<usize> = Vec::new();
        Tokenizer::default().tokens(text, |token| {
            // One character may fold to several tokens: then the last of them has it.
            let before = starts.last().copied().unwrap_or(0);
            starts.push(token.span.start.max(before));
            hashes.push(token.hash);
        });
        Self { starts, len: text.len() }
    }

    pub(crate) fn count(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of these words, with what follows each, and what stands before the first.
    pub(crate) fn bytes(&self, words: Range<usize>) -> Range<usize> {
        self.start(words.start)..self.start(words.end)
    }

    fn start(&self, word: usize) -> usize {
        if word == 0 { 0 } else { self.starts.get(word).copied().unwrap_or(self.len) }
    }
}

/// The steps from the one text to the other.
pub(crate) fn steps(a: &str, b: &str) -> Vec<Step> {
    let (mut a_hashes, mut b_hashes) = (Vec::new(), Vec::new());
    let a_words = Words::hashed(a, &mut a_hashes);
    let b_words = Words::hashed(b, &mut b_hashes);
    let mut steps = Vec::new();
    let mut step = |change, a_tokens: Range<usize>, b_tokens: Range<usize>| {
        let (a, b) = (a_words.bytes(a_tokens.clone()), b_words.bytes(b_tokens.clone()));
        steps.push(Step { change, a, b, a_tokens, b_tokens });
    };
    let (mut a_done, mut b_done) = (0, 0);
    for Hunk { a, b } in tidy(hunks(&a_hashes, &b_hashes)) {
        if a_done < a.start {
            step(Change::Same, a_done..a.start, b_done..b.start);
        }
        (a_done, b_done) = (a.end, b.end);
        let change = match (a.is_empty(), b.is_empty()) {
            (false, false) => Change::Changed,
            (false, true) => Change::OnlyA,
            (true, _) => Change::OnlyB,
        };
        step(change, a, b);
    }
    let a_left = a_words.count() - a_done;
    // Texts without a word may still have bytes.
    if a_left > 0 || (steps.is_empty() && !(a.is_empty() && b.is_empty())) {
        let (a_end, b_end) = (a_words.count(), b_words.count());
        let (a, b) = (a_words.bytes(a_done..a_end), b_words.bytes(b_done..b_end));
        let (a_tokens, b_tokens) = (a_done..a_end, b_done..b_end);
        steps.push(Step { change: Change::Same, a, b, a_tokens, b_tokens });
    }
    if let Some(last) = steps.last_mut() {
        (last.a.end, last.b.end) = (a.len(), b.len());
    }
    steps
}

/// Joins hunks that touch, and those between which little is the same: a lone "the" between two
/// long changes was met by chance, and would only tear both apart.
fn tidy(hunks: Vec<Hunk>) -> Vec<Hunk> {
    let mut tidied: Vec<Hunk> = Vec::with_capacity(hunks.len());
    for mut hunk in hunks {
        while let Some(last) = tidied.last() {
            let same = hunk.a.start - last.a.end;
            if same * 2 > last.len().min(hunk.len()) {
                break;
            }
            hunk = Hunk { a: last.a.start..hunk.a.end, b: last.b.start..hunk.b.end };
            tidied.pop();
        }
        tidied.push(hunk);
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The change and the text on both sides of every step, after checking that nothing is left
    /// out.
    fn told<'t>(a: &'t str, b: &'t str) -> Vec<(Change, &'t str, &'t str)> {
        let steps = steps(a, b);
        let (mut a_at, mut b_at) = ((0, 0), (0, 0));
        for step in &steps {
            assert_eq!((step.a_tokens.start, step.a.start), a_at);
            assert_eq!((step.b_tokens.start, step.b.start), b_at);
            a_at = (step.a_tokens.end, step.a.end);
            b_at = (step.b_tokens.end, step.b.end);
        }
        assert_eq!(a_at, (Words::of(a).count(), a.len()));
        assert_eq!(b_at, (Words::of(b).count(), b.len()));
        steps.into_iter().map(|step| (step.change, &a[step.a], &b[step.b])).collect()
    }

    #[test]
    fn separators_go_with_the_word_before() {
        use Change::*;
        assert_eq!(
            told("“The ferry”, he said.", "(The old FERRY) she said, twice!"),
            [
                (Same, "“The ", "(The "),
                (OnlyB, "", "old "),
                (Same, "ferry”, ", "FERRY) "),
                (Changed, "he ", "she "),
                (Same, "said.", "said, "),
                (OnlyB, "", "twice!"),
            ]
        );
    }

    #[test]
    fn texts_without_words() {
        use Change::*;
        assert_eq!(told("", ""), []);
        assert_eq!(told("…", ""), [(Same, "…", "")]);
        assert_eq!(told("…", "word"), [(OnlyB, "…", "word")]);
        assert_eq!(told("word!", ""), [(OnlyA, "word!", "")]);
    }

    #[test]
    fn chance_does_not_tear_changes_apart() {
        let steps = told("x one two the three four y", "x five six the seven eight y");
        assert_eq!(steps.len(), 3, "{steps:?}");
        // Between short changes it is worth telling.
        assert_eq!(told("one the two", "three the four").len(), 3);
    }

    /// Words of one letter, in several scripts, and what stands between them.
    fn text() -> impl Strategy<Value = String> {
        prop::collection::vec("[a-cA-C東京ก㏂ﬁ]{1,2}[ .,\n…]{0,2}", 0..30).prop_map(|v| v.concat())
    }

    fn hashes(text: &str) -> Vec<u64> {
        let mut hashes = Vec::new();
        Tokenizer::default().hashes(text, &mut hashes);
        hashes
    }

    proptest! {
        #[test]
        fn steps_cover_both_texts_and_what_is_the_same_is(a in text(), b in text()) {
            told(&a, &b);
            let (x, y) = (hashes(&a), hashes(&b));
            for step in steps(&a, &b) {
                let (x, y) = (&x[step.a_tokens], &y[step.b_tokens]);
                match step.change {
                    Change::Same => prop_assert_eq!(x, y),
                    Change::Changed => prop_assert!(!x.is_empty() && !y.is_empty()),
                    Change::OnlyA => prop_assert!(!x.is_empty() && y.is_empty()),
                    Change::OnlyB => prop_assert!(x.is_empty() && !y.is_empty()),
                }
            }
        }

        #[test]
        fn a_text_is_the_same_as_itself(text in text()) {
            let steps = steps(&text, &text);
            prop_assert!(steps.iter().all(|step| step.change == Change::Same));
            prop_assert!(steps.len() <= 1);
        }
    }
}
