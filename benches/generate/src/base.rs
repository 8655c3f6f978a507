//! Base documents: as long, in the languages and of the sources of real articles, and no two alike.
//!
//! Words come in runs of three or four from random places of the dump, so that most runs of five are new.
//! That alone would be likely, not certain: so one of four words that no other base document has stands in
//! every ten, as names do in news. At most half of the shingles are then without one, and two documents
//! have a Jaccard similarity of at most a third, or of 0.6 where both end in the same footer.

use crate::dice::Dice;
use crate::dump::Dump;

/// Fewer words than this are no news; a copy with one edit would have little in common with them.
pub const SHORTEST: usize = 12;
const NAMES: u64 = 4;
/// From one name to the next.
const STRIDE: std::ops::RangeInclusive<usize> = 8..=10;
/// The share of documents with a footer, and how long one is.
const WITH_FOOTER: f64 = 0.35;
const FOOTER: std::ops::RangeInclusive<usize> = 20..=60;

// What chance is drawn for.
const BODY: u64 = 1;
const FOOT: u64 = 2;

/// One word of a text: a word of its language in the dump, or a made-up one by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    Dump(usize),
    Name(u64),
}

/// A made-up word of a base document.
fn own(serial: u32, which: u64) -> Word {
    Word::Name(2 * (u64::from(serial) * NAMES + which))
}

/// A made-up word that stands in the document at one place in the file alone.
pub fn fresh(position: u32) -> Word {
    Word::Name(2 * u64::from(position) + 1)
}

pub struct Text {
    /// The real article that it is as long as.
    pub article: usize,
    pub words: Vec<Word>,
}

/// Makes base documents.
pub struct Maker<'a> {
    pub dump: &'a Dump,
    pub seed: u64,
    /// How much longer than the dump's they are.
    pub scale: f64,
    /// How many different footers each language has.
    pub footers: usize,
}

/// So many footers that each stands under about `crowd` of the documents.
pub fn footers(dump: &Dump, documents: u32, crowd: u32) -> usize {
    let with = f64::from(documents) * WITH_FOOTER / dump.pools.len() as f64;
    (with / f64::from(crowd)).ceil() as usize
}

fn within(range: std::ops::RangeInclusive<usize>, dice: &mut Dice) -> usize {
    range.start() + dice.below(range.end() - range.start() + 1)
}

impl Maker<'_> {
    /// The base document of a number, always the same.
    pub fn text(&self, serial: u32) -> Text {
        let mut dice = Dice::new(self.seed, BODY, u64::from(serial));
        let article = dice.below(self.dump.articles.len());
        let like = &self.dump.articles[article];
        let length = ((like.words as f64 * self.scale).round() as usize).max(SHORTEST);
        let mut words = self.body(like.pool, length, serial, &mut dice);
        self.footer(like.pool, &mut words, &mut dice);
        Text { article, words }
    }

    fn body(&self, pool: usize, length: usize, serial: u32, dice: &mut Dice) -> Vec<Word> {
        let known = self.dump.pools[pool].words();
        let mut words = Vec::with_capacity(length + *FOOTER.end());
        let mut next = 2 + dice.below(3);
        while words.len() < length {
            if words.len() == next || words.len() + 3 == length {
                words.push(own(serial, dice.next() % NAMES));
                next = words.len() - 1 + within(STRIDE, dice);
                continue;
            }
            let last_name = length - 3;
            let stop = if words.len() < last_name { next.min(last_name) } else { length };
            let run = (3 + dice.below(2)).min(stop - words.len()).min(known);
            let start = dice.below(known - run + 1);
            words.extend((start..start + run).map(Word::Dump));
        }
        words
    }

    /// What outlets put under many of their articles: never longer than the article itself.
    fn footer(&self, pool: usize, words: &mut Vec<Word>, dice: &mut Dice) {
        let known = self.dump.pools[pool].words();
        let which = pool * self.footers + dice.below(self.footers);
        if !dice.chance(WITH_FOOTER) {
            return;
        }
        let mut dice = Dice::new(self.seed, FOOT, which as u64);
        let length = within(FOOTER, &mut dice);
        if length <= words.len() && length <= known {
            let start = dice.below(known - length + 1);
            words.extend((start..start + length).map(Word::Dump));
        }
    }
}
