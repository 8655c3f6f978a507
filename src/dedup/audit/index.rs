//! Which of the sample hold a shingle.

use crate::base::error::Result;
use crate::dedup::candidates::nodes::NodeId;
use crate::dedup::shingle::ShingleSet;
use crate::dedup::verify::Verifier;
use ahash::AHashMap;
use rayon::prelude::*;

/// Bits of the filter for each shingle of the sample, at least: one in eight others passes it.
const FILTER_BITS: usize = 8;

/// What a product may lose by rounding.
const SLACK: f64 = 1e-5;

/// The sampled texts by their shingles.
pub(super) struct Index {
    /// A bit for each hash of a shingle, since most of the corpus's are none of the sample's.
    filter: Vec<u64>,
    /// Where the entries of a shingle begin.
    starts: AHashMap<u64, u32>,
    /// Shingle and place in the sample, sorted.
    entries: Vec<(u64, u32)>,
    /// The sizes of the sets.
    sizes: Vec<u32>,
}

impl Index {
    pub(super) fn new(verifier: Verifier<'_>, sampled: &[NodeId]) -> Result<Self> {
        let sets: Vec<ShingleSet> =
            sampled.par_iter().map(|node| verifier.set(*node)).collect::<Result<_>>()?;
        let of_set = |(set, place): (&ShingleSet, u32)| {
            set.hashes().iter().map(|shingle| (*shingle, place)).collect::<Vec<_>>()
        };
        let mut entries: Vec<(u64, u32)> = sets.iter().zip(0..).flat_map(of_set).collect();
        entries.par_sort_unstable();
        let mut starts = AHashMap::new();
        let mut filter = vec![0; (entries.len() * FILTER_BITS / 64).next_power_of_two()];
        for (start, (shingle, _)) in (0..).zip(&entries) {
            starts.entry(*shingle).or_insert(start);
            let (word, bit) = place(*shingle, filter.len());
            filter[word] |= 1 << bit;
        }
        let sizes = sets.iter().map(|set| set.len() as u32).collect();
        Ok(Self { filter, starts, entries, sizes })
    }

    /// The places of those of the sample whose Jaccard similarity to a text reaches the threshold.
    /// The text's shingles may come in any order and repeat.
    pub(super) fn similar(&self, shingles: &mut Vec<u64>, threshold: f64) -> Vec<u32> {
        let passes = |shingle: &&u64| {
            let (word, bit) = place(**shingle, self.filter.len());
            self.filter[word] >> bit & 1 == 1
        };
        let mut shared: Vec<u64> = shingles.iter().filter(passes).copied().collect();
        shared.sort_unstable();
        shared.dedup();
        let mut places: Vec<u32> =
            shared.iter().flat_map(|shingle| self.places(*shingle)).collect();
        places.sort_unstable();
        let counted = places.chunk_by(|a, b| a == b).map(|same| (same[0], same.len()));
        // A union is no smaller than the sampled set: few texts pass this and need a size.
        let size = |place: u32| f64::from(self.sizes[place as usize]);
        let may =
            |(place, common): &(u32, usize)| *common as f64 >= threshold * size(*place) - SLACK;
        let close: Vec<(u32, usize)> = counted.filter(may).collect();
        if close.is_empty() {
            return Vec::new();
        }
        shingles.sort_unstable();
        shingles.dedup();
        let reaches = |(place, common): &(u32, usize)| {
            let union = shingles.len() + self.sizes[*place as usize] as usize - common;
            *common as f64 / union as f64 >= threshold
        };
        close.into_iter().filter(reaches).map(|(place, _)| place).collect()
    }

    fn places(&self, shingle: u64) -> impl Iterator<Item = u32> {
        let start = self.starts.get(&shingle).map_or(self.entries.len(), |start| *start as usize);
        let same = self.entries[start..].iter().take_while(move |entry| entry.0 == shingle);
        same.map(|(_, place)| *place)
    }
}

/// The word and bit of a shingle in a filter whose words are a power of two.
fn place(shingle: u64, words: usize) -> (usize, u32) {
    let hash = crate::base::mix::mix(shingle);
    (hash as usize & (words - 1), (hash >> 58) as u32)
}
