//! Which documents of a corpus may tell the same: those that share several rare grams.
//!
//! ```text
//! index: for each word and 2-gram that few documents hold, those documents
//! for each document: for each of its indexed grams: count one for each later document there
//!     those with at least MIN_SHARED counts are candidates
//! ```
//!
//! An inverted index, read document by document (Bayardo et al. 2007, section 3; they prune more,
//! by bounds of a similarity that chains do not have). What more than [`MAX_DOCUMENTS`] documents
//! hold is not expanded: it tells the subject, not the story. So of a hundred copies of one text
//! none is a candidate: ask about one of them.
//!
//! Cost: a sort of the rare grams, then at most [`MAX_DOCUMENTS`] steps each: two seconds for
//! 82,000 news articles on two threads. Memory: 8 bytes for each rare gram of each document, and
//! 12 more for those that another document holds, too; of a corpus of more than [`MAX_TOKENS`] a
//! sample of the grams is indexed, so that it stays within some 4 GiB.

use super::index::grams;
use super::rarity::Rarity;
use crate::passages::retell::weights::MAX_WEIGHT;
use rayon::prelude::*;

/// Documents that may hold a gram that counts.
const MAX_DOCUMENTS: usize = 16;

/// What such a gram weighs: nearly the most.
const RARE: f64 = MAX_WEIGHT - 0.1;

/// Rare grams that candidates share.
const MIN_SHARED: usize = 8;

/// Tokens of the corpus from which only every second gram is indexed, then every third, ...
const MAX_TOKENS: usize = 1 << 27;

/// Pairs of documents worth asking [`between`](super::between) about, the lower number first;
/// sorted, each once.
pub(crate) fn candidates(documents: &[&[u32]], rarity: &Rarity) -> Vec<(u32, u32)> {
    let tokens: usize = documents.iter().map(|document| document.len()).sum();
    let sieve = tokens.div_ceil(MAX_TOKENS).max(1);
    let least = (MIN_SHARED / sieve).max(2) as u16;
    let lists = Lists::new(&rare_grams(documents, rarity, sieve as u64), documents.len());
    let count = |(counts, touched): &mut (Vec<u16>, Vec<u32>), document: u32| {
        lists.count(document, counts, touched);
        touched.sort_unstable();
        let shared =
            touched.drain(..).map(|other| (other, std::mem::take(&mut counts[other as usize])));
        shared
            .filter(|(_, shared)| *shared >= least)
            .map(|(other, _)| (document, other))
            .collect::<Vec<_>>()
    };
    (0..documents.len() as u32)
        .into_par_iter()
        .map_init(|| (vec![0; documents.len()], Vec::new()), count)
        .flatten_iter()
        .collect()
}

/// The inverted index, by document.
struct Lists {
    /// The documents of each gram, ascending; grams one after the other.
    holders: Vec<u32>,
    /// For each document its places in `holders`, and the end of the gram's list there.
    places: Vec<(u32, u32)>,
    /// Where the places of each document begin; the last entry is the end.
    starts: Vec<u32>,
}

impl Lists {
    /// From sorted keys.
    fn new(keys: &[u64], documents: usize) -> Self {
        let lists = || {
            let lists = keys.chunk_by(|x, y| x >> 32 == y >> 32);
            lists.filter(|list| (2..=MAX_DOCUMENTS).contains(&list.len()))
        };
        let holders: Vec<u32> = lists().flatten().map(|key| *key as u32).collect();
        // Counted two places on, so that each start moves to its place while lists are dealt out.
        let mut starts = vec![0u32; documents + 2];
        holders.iter().for_each(|holder| starts[*holder as usize + 2] += 1);
        (2..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let mut places = vec![(0, 0); holders.len()];
        let mut at = 0;
        for list in lists() {
            let end = at + list.len();
            for place in at..end {
                let next = &mut starts[holders[place] as usize + 1];
                places[*next as usize] = (place as u32, end as u32);
                *next += 1;
            }
            at = end;
        }
        starts.pop();
        Self { holders, places, starts }
    }

    /// Counts what a document shares with later ones.
    fn count(&self, document: u32, counts: &mut [u16], touched: &mut Vec<u32>) {
        let [start, end] = [0, 1].map(|next| self.starts[document as usize + next] as usize);
        for (place, end) in &self.places[start..end] {
            for other in &self.holders[*place as usize + 1..*end as usize] {
                let count = &mut counts[*other as usize];
                if *count == 0 {
                    touched.push(*other);
                }
                *count = count.saturating_add(1);
            }
        }
    }
}

/// The rarest words and 2-grams of all documents: hash above, document below; sorted, each once.
fn rare_grams(documents: &[&[u32]], rarity: &Rarity, sieve: u64) -> Vec<u64> {
    let keys = |(number, document): (usize, &&[u32])| {
        let mut keys: Vec<u64> = grams(document)
            .map(|(_, gram, _)| gram)
            .filter(|gram| gram % sieve == 0 && rarity.at_most(*gram) >= RARE)
            .map(|gram| gram & !0xFFFF_FFFF | number as u64)
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let mut keys: Vec<u64> = documents.par_iter().enumerate().map(keys).flatten_iter().collect();
    keys.par_sort_unstable();
    keys
}
