//! Copies of a base document whose similarity to it is known: counted, not estimated.

use crate::base::{SHORTEST, Text, Word, fresh};
use crate::dice::Dice;
use crate::dump::Pool;
use crate::shingles::{jaccard, shingles};
use serde::Serialize;

/// What a copy is of the group's original.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The same words in another case and with other punctuation.
    Exact,
    /// Words replaced, left out and put in.
    Edited,
    /// The end is missing.
    Cut,
    /// Edited so much that it is below the threshold, by the margin.
    Trap,
}

pub const KINDS: [Kind; 4] = [Kind::Exact, Kind::Edited, Kind::Cut, Kind::Trap];

/// How similar a duplicate is at least, and a trap at most.
#[derive(Clone, Copy)]
pub struct Bounds {
    pub duplicate: f64,
    pub trap: f64,
}

pub struct Planted {
    pub kind: Kind,
    pub jaccard: f64,
    pub words: Vec<Word>,
}

fn draw(first: bool, dice: &mut Dice) -> Kind {
    match dice.below(100) {
        0..30 => Kind::Exact,
        30..70 => Kind::Edited,
        70..85 => Kind::Cut,
        // A group holds one duplicate at least.
        _ if first => Kind::Edited,
        _ => Kind::Trap,
    }
}

/// What a copy is made of.
pub struct Source<'a> {
    pub text: &'a Text,
    pub pool: &'a Pool,
    /// Where in the file the copy stands.
    pub position: u32,
    pub bounds: Bounds,
}

impl Source<'_> {
    /// The copy; `first` is the first one of its group.
    pub fn copy(&self, first: bool, dice: &mut Dice) -> Planted {
        let kind = draw(first, dice);
        let changed = if kind == Kind::Exact { None } else { self.changed(kind, dice) };
        let words = || self.text.words.clone();
        changed.unwrap_or_else(|| Planted { kind: Kind::Exact, jaccard: 1.0, words: words() })
    }

    /// A copy within its bounds; none if one changed word of a short text is too much already.
    fn changed(&self, kind: Kind, dice: &mut Dice) -> Option<Planted> {
        let (words, original) = (&self.text.words, shingles(&self.text.words, self.pool));
        let share = match kind {
            Kind::Trap => 0.06 + 0.2 * dice.share(),
            Kind::Cut => 0.2 * dice.share(),
            _ => 0.002 + 0.03 * dice.share(),
        };
        let mut changes = words.len() as f64 * share;
        loop {
            let count = (changes.round() as usize).clamp(1, words.len());
            let words = match kind {
                Kind::Cut => cut(words, count, self.position),
                _ => self.edited(count, dice),
            };
            let jaccard = jaccard(&original, &shingles(&words, self.pool));
            match kind {
                Kind::Trap if jaccard > self.bounds.trap => changes *= 2.0,
                Kind::Trap => return Some(Planted { kind, jaccard, words }),
                _ if jaccard >= self.bounds.duplicate => {
                    return Some(Planted { kind, jaccard, words });
                }
                _ if count == 1 => return None,
                _ => changes /= 2.0,
            }
        }
    }

    /// With so many edits at different places. The first puts a made-up word in, so that more than
    /// numbers and dates has changed.
    fn edited(&self, count: usize, dice: &mut Dice) -> Vec<Word> {
        let words = &self.text.words;
        let mut places: Vec<usize> = (0..count).map(|_| dice.below(words.len())).collect();
        places.sort_unstable();
        places.dedup();
        let mut edited = Vec::with_capacity(words.len() + count);
        let mut from = 0;
        for (number, &at) in places.iter().enumerate() {
            edited.extend_from_slice(&words[from..at]);
            let other = Word::Dump(dice.below(self.pool.words()));
            match dice.below(10) {
                _ if number == 0 => edited.push(fresh(self.position)),
                0..6 => edited.push(other),
                6..8 => {}
                _ => edited.extend([other, words[at]]),
            }
            from = at + 1;
        }
        edited.extend_from_slice(&words[from..]);
        edited
    }
}

/// Without the last words; a made-up one ends it, so that more than numbers and dates has changed.
fn cut(words: &[Word], count: usize, position: u32) -> Vec<Word> {
    let stays = (words.len() - count).max(SHORTEST / 2);
    words[..stays].iter().copied().chain([fresh(position)]).collect()
}
