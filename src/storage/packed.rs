//! A band of a run, packed: keys of 64 bits with their documents, at 8.3 bytes an entry.
//!
//! ```text
//! head       how many entries; bits of a document's number in the run; the run's first document
//! samples    for every 128th value of the keys' highest bits, how many entries come before it
//! marks      for each value of the highest bits: a one for each of its entries, and a zero
//! words      the key without its highest bits, then the document's number in the run; sorted
//! ```
//!
//! In a run of 2^b documents a document's number takes b bits. As many are saved of each key: its
//! b highest bits follow from where its word is, which takes two bits an entry to write down
//! (Elias, "Efficient storage and retrieval by content and address of static files", 1974).

use crate::base::document::DocId;
use std::ops::Range;

/// A key and a document that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) key: u64,
    pub(crate) doc: DocId,
}

/// Words before the samples.
const HEAD: usize = 3;

/// Values of the highest bits from one sample to the next.
const SAMPLE: usize = 128;

/// Words of a band with so many entries, in a run of so many documents.
pub(crate) const fn words(entries: usize, documents: usize) -> usize {
    let values = 1usize << bits(documents);
    HEAD + values.div_ceil(SAMPLE) + marks(entries, values) + entries
}

const fn marks(entries: usize, values: usize) -> usize {
    (entries + values).div_ceil(64)
}

/// Bits of the number of one of so many documents.
const fn bits(documents: usize) -> u32 {
    documents.next_power_of_two().ilog2()
}

/// The highest bits of a key.
fn high(key: u64, bits: u32) -> usize {
    key.checked_shr(64 - bits).unwrap_or(0) as usize
}

/// Packs keys with the numbers that their documents have in a run, into zeros: as many as
/// [`words`] says.
pub(super) fn pack(first: DocId, documents: usize, keys: &[(u64, u32)], into: &mut [u64]) {
    let bits = bits(documents);
    let values = 1usize << bits;
    let (head, rest) = into.split_at_mut(HEAD);
    head.copy_from_slice(&[keys.len() as u64, bits.into(), first.0.into()]);
    let (samples, rest) = rest.split_at_mut(values.div_ceil(SAMPLE));
    let (marks, words) = rest.split_at_mut(marks(keys.len(), values));
    let mut places = vec![0u32; values];
    keys.iter().for_each(|(key, _)| places[high(*key, bits)] += 1);
    let mut end = 0;
    for (value, place) in places.iter_mut().enumerate() {
        if value % SAMPLE == 0 {
            samples[value / SAMPLE] = u64::from(end);
        }
        let count = std::mem::replace(place, end);
        for mark in end..end + count {
            let at = mark as usize + value;
            marks[at / 64] |= 1 << (at % 64);
        }
        end += count;
    }
    for (key, doc) in keys {
        let place = &mut places[high(*key, bits)];
        words[*place as usize] = key << bits | u64::from(*doc);
        *place += 1;
    }
    let mut start = 0;
    for end in places {
        let end = end as usize;
        if end - start > 1 {
            words[start..end].sort_unstable();
        }
        start = end;
    }
}

/// A band that was packed.
struct Packed<'w> {
    bits: u32,
    first: u32,
    samples: &'w [u64],
    marks: &'w [u64],
    words: &'w [u64],
}

/// A value of the highest bits, where its marks begin, and where its words.
#[derive(Clone, Copy)]
struct Place {
    value: usize,
    mark: usize,
    word: usize,
}

/// Adds the entries of a packed band whose keys are in a range, sorted.
pub(super) fn unpack(packed: &[u64], range: Range<u128>, into: &mut Vec<Entry>) {
    let packed = Packed::new(packed);
    let (least, most) = (range.start as u64, (range.end - 1) as u64);
    let from = packed.place(high(least, packed.bits));
    let last = high(most, packed.bits);
    if packed.bits >= (range.end - range.start).leading_zeros() - 63 {
        packed.values(from, last, |entry| into.push(entry));
    } else {
        // The range is a part of what one value has.
        let is_in = |entry: &Entry| least <= entry.key && entry.key <= most;
        packed.values(from, last, |entry| into.extend(Some(entry).filter(is_in)));
    }
}

impl<'w> Packed<'w> {
    fn new(all: &'w [u64]) -> Self {
        let (head, rest) = all.split_at(HEAD);
        let (count, bits, first) = (head[0] as usize, head[1] as u32, head[2] as u32);
        let values = 1usize << bits;
        let (samples, rest) = rest.split_at(values.div_ceil(SAMPLE));
        let (marks, words) = rest.split_at(marks(count, values));
        Self { bits, first, samples, marks, words }
    }

    /// Where a value begins: from the sample before it, zero by zero.
    fn place(&self, value: usize) -> Place {
        let sample = value / SAMPLE;
        let mut word = self.samples[sample] as usize;
        let mut mark = word + sample * SAMPLE;
        let mut zeros = (value % SAMPLE) as u32;
        while zeros > 0 {
            let mut rest = !self.marks[mark / 64] >> (mark % 64);
            let marks = 64 - (mark % 64) as u32;
            let found = rest.count_ones();
            let passed = if found < zeros {
                zeros -= found;
                word += (marks - found) as usize;
                marks
            } else {
                for _ in 1..zeros {
                    rest &= rest - 1;
                }
                let passed = rest.trailing_zeros() + 1;
                word += (passed - zeros) as usize;
                zeros = 0;
                passed
            };
            mark += passed as usize;
        }
        Place { value, mark, word }
    }

    /// The entries from the beginning of a value to the end of the `last`.
    fn values(&self, from: Place, last: usize, mut each: impl FnMut(Entry)) {
        let Place { mut value, mut mark, mut word } = from;
        let doc = (1u64 << self.bits) - 1;
        while value <= last {
            let ones = (self.marks[mark / 64] >> (mark % 64)).trailing_ones() as usize;
            let high = (value as u64).checked_shl(64 - self.bits).unwrap_or(0);
            for packed in &self.words[word..word + ones] {
                let doc = DocId(self.first + (packed & doc) as u32);
                each(Entry { key: high | packed >> self.bits, doc });
            }
            (mark, word) = (mark + ones, word + ones);
            // The ones may go on in the next word.
            if ones == 0 || mark % 64 != 0 {
                (mark, value) = (mark + 1, value + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::gather::range;
    use super::*;
    use proptest::prelude::*;

    /// Keys that crowd at some places.
    fn keys() -> impl Strategy<Value = Vec<(u64, u32)>> {
        let key = prop_oneof![
            3 => any::<u64>(),
            2 => (0u64..4).prop_map(|few| few << 62 | few),
            1 => Just(u64::MAX),
        ];
        let keys = prop::collection::vec(prop::option::weighted(0.9, key), 0..700);
        keys.prop_map(|keys| {
            let keyed = keys.into_iter().zip(0..);
            keyed.filter_map(|(key, doc)| Some((key?, doc))).collect()
        })
    }

    proptest! {
        #[test]
        fn a_band_is_what_was_packed(
            keys in keys(), more in 0usize..3_000, first in 0u32..1 << 30, cuts in 0u32..14,
        ) {
            let documents = keys.last().map_or(0, |(_, doc)| *doc as usize + 1) + more;
            let mut packed = vec![0; words(keys.len(), documents)];
            pack(DocId(first), documents, &keys, &mut packed);
            let entry = |(key, doc): &(u64, u32)| Entry { key: *key, doc: DocId(first + doc) };
            let mut expected: Vec<Entry> = keys.iter().map(entry).collect();
            expected.sort();
            for cut in [0, cuts] {
                let mut found = Vec::new();
                for part in 0..1 << cut {
                    let before = found.len();
                    unpack(&packed, range(part, cut), &mut found);
                    let is_in = |entry: &Entry| high(entry.key, cut) == part;
                    prop_assert!(found[before..].iter().all(is_in));
                }
                prop_assert_eq!(&found, &expected);
            }
        }
    }
}
