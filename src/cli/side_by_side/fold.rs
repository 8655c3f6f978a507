//! Runs of equal words, and what of a long one is not shown.
//!
//! Cost: linear in what is shown of it.

use super::column::width;
use crate::cli::side_by_side::words::get;
use crate::compare::Step;
use crate::compare::steps::Words;
use std::ops::Range;

/// Hiding fewer words would save nothing.
const FEWEST: usize = 20;

/// Words that are the same in both texts.
pub(super) struct Run<'t> {
    pub(super) step: &'t Step,
    pub(super) a: &'t str,
    pub(super) b: &'t str,
    pub(super) a_words: &'t Words,
    pub(super) b_words: &'t Words,
}

impl<'t> Run<'t> {
    /// How many words.
    pub(super) fn len(&self) -> usize {
        self.step.a_tokens.len()
    }

    /// A word of it in both texts, with what follows.
    pub(super) fn word(&self, at: usize) -> [&'t str; 2] {
        let side = |text: &'t str, words: &Words, tokens: &Range<usize>, bytes: &Range<usize>| {
            let word = tokens.start + at;
            let mut word_bytes = words.bytes(word..word + 1);
            if word + 1 >= tokens.end {
                word_bytes.end = bytes.end;
            }
            get(text, &word_bytes)
        };
        [
            side(self.a, self.a_words, &self.step.a_tokens, &self.step.a),
            side(self.b, self.b_words, &self.step.b_tokens, &self.step.b),
        ]
    }
}

/// The words to hide: all but those that fill `around` columns of the screen on either side where
/// a difference is; `at_ends` tells on which sides there is none. A row has `row` columns.
pub(super) fn folded(
    run: &Run<'_>,
    around: usize,
    row: usize,
    at_ends: [bool; 2],
) -> Option<Range<usize>> {
    let shown = |at_end: bool, words: &mut dyn Iterator<Item = usize>| {
        let (mut filled, mut shown) = (0, 0);
        if at_end {
            return 0;
        }
        for word in words {
            if filled >= around {
                break;
            }
            filled = after(filled, run.word(word), row);
            shown += 1;
        }
        shown
    };
    let [is_first, is_last] = at_ends;
    let head = shown(is_first, &mut (0..run.len()));
    let tail = run.len() - shown(is_last, &mut (head..run.len()).rev());
    (tail.saturating_sub(head) >= FEWEST).then_some(head..tail)
}

/// How far these words go that begin at a column; a line end fills the row.
fn after(column: usize, words: [&str; 2], row: usize) -> usize {
    let longest = words.map(width).into_iter().max().unwrap_or(0);
    let end = column + longest;
    if words.iter().any(|word| word.contains('\n')) {
        end.next_multiple_of(row.max(1))
    } else {
        end
    }
}
