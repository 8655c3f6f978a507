//! The grams of a text by which it can be anchored to another.
//!
//! Those are its words and 2-grams that are rare enough (3-grams and longer runs grow from
//! them). A text is indexed once and asked about many others.
//!
//! Cost: a sort of the rare grams; some 50 bytes for each. A look-up is one probe on average.

use super::grams::{longer, single};
use super::rarity::Rarity;

/// What a shared single word must weigh to be a seed: one article in 55 has it, or fewer. Shared
/// phrases are seldom chance: one in 20.
pub(super) const MIN_SINGLE: f64 = 4.0;
pub(super) const MIN_DOUBLE: f64 = 3.0;

/// A gram of an indexed text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) gram: u64,
    /// How many words: one or two.
    pub(super) length: usize,
    /// The entries of its words, where they are rare; of a single word, itself.
    pub(super) words: [Option<u32>; 2],
    start: u32,
    end: u32,
}

/// The rare grams of a text and where they stand.
pub(super) struct Index<'t> {
    pub(super) text: &'t [u32],
    entries: Vec<Entry>,
    places: Vec<u32>,
    /// Open addressing by the leading bits of the gram; numbers of entries from 1.
    slots: Vec<u32>,
    shift: u32,
}

impl<'t> Index<'t> {
    pub(super) fn new(text: &'t [u32], rarity: &Rarity) -> Self {
        let rare = grams(text).filter(|(_, gram, length)| {
            let least = if *length == 1 { MIN_SINGLE } else { MIN_DOUBLE };
            rarity.at_most(*gram) >= least
        });
        let mut grams: Vec<(u64, usize, u32)> =
            rare.map(|(at, gram, length)| (gram, length, at)).collect();
        grams.sort_unstable();
        let places: Vec<u32> = grams.iter().map(|(_, _, at)| *at).collect();
        let mut entries: Vec<Entry> = Vec::new();
        for (start, (gram, length, _)) in (0..).zip(grams) {
            match entries.last_mut() {
                Some(last) if last.gram == gram => last.end = start + 1,
                _ => entries.push(Entry { gram, length, words: [None; 2], start, end: start + 1 }),
            }
        }
        let size = (2 * entries.len()).next_power_of_two().max(2);
        let mut index =
            Self { text, entries, places, slots: vec![0; size], shift: 64 - size.trailing_zeros() };
        for number in 1..=index.entries.len() as u32 {
            let slot = index.slot(index.entries[number as usize - 1].gram);
            index.slots[slot] = number;
        }
        for number in 0..index.entries.len() {
            index.entries[number].words = index.words(number);
        }
        index
    }

    fn words(&self, number: usize) -> [Option<u32>; 2] {
        let entry = &self.entries[number];
        if entry.length == 1 {
            return [Some(number as u32); 2];
        }
        let words = &self.text[self.places[entry.start as usize] as usize..];
        [0, 1].map(|at| words.get(at).and_then(|symbol| self.find(single(*symbol))))
    }

    /// Where a gram is, or would be.
    fn slot(&self, gram: u64) -> usize {
        let mut slot = (gram >> self.shift) as usize;
        while let Some(number) = self.slots[slot].checked_sub(1)
            && self.entries[number as usize].gram != gram
        {
            slot = (slot + 1) % self.slots.len();
        }
        slot
    }

    /// The number of the entry of a gram.
    pub(super) fn find(&self, gram: u64) -> Option<u32> {
        self.slots[self.slot(gram)].checked_sub(1)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Where a gram begins in the text, ascending.
    pub(super) fn places(&self, entry: &Entry) -> &[u32] {
        &self.places[entry.start as usize..entry.end as usize]
    }
}

/// The words and 2-grams of a text: place, hash, and how many words.
pub(super) fn grams(text: &[u32]) -> impl Iterator<Item = (u32, u64, usize)> + '_ {
    (0..).zip(text).flat_map(move |(at, symbol): (u32, &u32)| {
        let one = single(*symbol);
        let two = text.get(at as usize + 1).map(|next| (at, longer(one, *next), 2));
        [Some((at, one, 1)), two].into_iter().flatten()
    })
}
