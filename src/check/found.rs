//! What rules find, before it is known whether it is new, allowed, or of interest.

use super::library::Library;
use crate::base::document::{DocId, Relation};
use crate::base::mix::mix;
use crate::passages::passage::Occurrence;
use std::collections::BTreeSet;
use std::ops::Range;

/// Tokens of the shingles that a text is known again by.
const SHINGLE: usize = 5;
/// So many of them are kept.
const KEPT: usize = 8;

/// Something that a rule found.
pub(super) struct Found {
    /// The number of the rule in the plan.
    pub(super) rule: usize,
    pub(super) relation: Option<Relation>,
    pub(super) score: Option<f64>,
    pub(super) message: String,
    /// All places; for a pair, the one that goes and the one that it repeats.
    pub(super) spots: Vec<Spot>,
    /// The places that an acceptance is for: these of them, from the first on.
    pub(super) counted: usize,
    /// Where to look first.
    pub(super) first: usize,
    /// What is weighed against a share: documents, or tokens that are told again.
    pub(super) weight: u64,
}

/// A place of a document.
#[derive(Clone)]
pub(super) struct Spot {
    pub(super) doc: DocId,
    /// Its tokens, and its bytes in the text; the whole document if it is none.
    pub(super) span: Option<(Range<usize>, Range<usize>)>,
}

impl Spot {
    pub(super) fn whole(doc: DocId) -> Self {
        Self { doc, span: None }
    }

    pub(super) fn of(occurrence: &Occurrence) -> Self {
        let Occurrence { doc, tokens, bytes, .. } = occurrence;
        Self { doc: *doc, span: Some((tokens.clone(), bytes.clone())) }
    }

    /// The symbols of its tokens.
    pub(super) fn tokens<'l>(&self, library: &'l Library) -> &'l [u32] {
        let all = &library.row(self.doc).tokens;
        match &self.span {
            Some((tokens, _)) => &all[tokens.clone()],
            None => all,
        }
    }
}

/// By what a text is known again, though words of it change: the least hashes of its shingles (a
/// bottom-k sketch; Broder 1997, section 4). Texts shorter than a shingle have one hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark(pub(super) Vec<u32>);

impl Mark {
    pub(super) fn of(tokens: &[u32]) -> Self {
        let hash = |shingle: &[u32]| {
            let fold = |hash: u64, token: &u32| mix(hash.rotate_left(9) ^ u64::from(*token));
            (shingle.iter().fold(0, fold) >> 32) as u32
        };
        let mut least = BTreeSet::new();
        let windows = tokens.windows(SHINGLE.min(tokens.len()).max(1));
        for hash in windows.map(hash) {
            if least.len() < KEPT || least.last().is_some_and(|most| hash < *most) {
                least.insert(hash);
                if least.len() > KEPT {
                    least.pop_last();
                }
            }
        }
        Self(least.into_iter().collect())
    }

    /// Fewer hashes, where few texts need to be told apart.
    pub(super) fn short(mut self) -> Self {
        self.0.truncate(KEPT / 2);
        self
    }

    /// How much two texts are alike, 0 to 1: the share of the least hashes of both that both have.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let both: BTreeSet<u32> = self.0.iter().chain(&other.0).copied().collect();
        let size = self.0.len().max(other.0.len());
        if size == 0 {
            // Neither has a word.
            return 1.0;
        }
        let has = |mark: &Self, hash: &u32| mark.0.binary_search(hash).is_ok();
        let shared = both.iter().take(size).filter(|hash| has(self, hash) && has(other, hash));
        shared.count() as f64 / size as f64
    }
}

impl Found {
    /// The marks of the places that an acceptance is for.
    pub(super) fn marks(&self, library: &Library) -> Vec<Mark> {
        let counted = &self.spots[..self.counted];
        counted.iter().map(|spot| Mark::of(spot.tokens(library))).collect()
    }
}

/// The words of a relation to the text that is repeated.
pub(super) fn verb(relation: Relation) -> &'static str {
    match relation {
        Relation::Exact => "has the same words as",
        Relation::Near => "is nearly the same as",
        Relation::Contains => "stands nearly whole in",
        Relation::Template => "differs only in numbers and dates from",
        _ => "shares text with",
    }
}

/// How a document is called in a message.
pub(super) fn name(library: &Library, doc: DocId) -> String {
    let (document, file) = (library.doc(doc), library.file(doc));
    match &document.id {
        Some(id) => format!("{id} ({})", file.shown),
        None => file.shown.clone(),
    }
}
