//! Which of the places that have the same tokens shows how a passage is written.

use crate::passages::passage::Occurrence;
use std::cmp::Reverse;
use xxhash_rust::xxh3::xxh3_64;

/// How a text is spelled: its bytes, and a digest of them. Shorter ones come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spelling {
    bytes: usize,
    digest: u64,
}

impl Spelling {
    pub(super) fn of(text: &str) -> Self {
        Self { bytes: text.len(), digest: xxh3_64(text.as_bytes()) }
    }
}

/// The first of the occurrences, which are in document order, that is spelled as most are of those
/// that have the tokens of the representative. Of spellings as frequent the shortest, and of these
/// that with the least digest; so the text does not depend on the order of the documents.
pub(crate) fn representative(occurrences: &[Occurrence]) -> usize {
    let same = occurrences.iter().filter(|one| one.identity == 1.0);
    let mut spellings: Vec<Spelling> = same.map(|one| one.spelling).collect();
    spellings.sort_unstable();
    let chosen = spellings.chunk_by(|a, b| a == b);
    let chosen = chosen.min_by_key(|same| (Reverse(same.len()), same[0])).map(|same| same[0]);
    let shows = |one: &Occurrence| one.identity == 1.0 && Some(one.spelling) == chosen;
    occurrences.iter().position(shows).unwrap_or(0)
}
