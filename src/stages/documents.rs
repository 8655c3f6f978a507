//! The later stages of the first road.
//!
//! A [`Deduper`](crate::dedup::deduper::Deduper) does all this; use these where only a part is wanted.

use crate::base::document::{DocId, Relation};
use crate::base::error::{Error, Result};
use crate::base::progress::{CancelToken, Watch};
use crate::dedup::candidates::nodes::{NodeId, Nodes};
use crate::dedup::shingle::ShingleSet;
use crate::dedup::sketch::fingerprint::{Fingerprint, Fingerprinter};
use crate::dedup::sketch::prints::Prints;
use crate::dedup::verify::judge;
use crate::settings::Settings;
use crate::storage::space::Space;
use crate::storage::union_find::UnionFind;
use rayon::prelude::*;

/// A verified pair.
///
/// ```
/// use retold::{DocId, Relation};
/// use retold::stages::Edge;
/// let edge = Edge { a: DocId(0), b: DocId(4), relation: Relation::Near, score: 0.8 };
/// assert_eq!(edge.other(DocId(4)), Some(DocId(0)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// One document.
    pub a: DocId,
    /// The other.
    pub b: DocId,
    /// How they are related.
    pub relation: Relation,
    /// The Jaccard similarity of their shingle sets.
    pub score: f64,
}

impl Edge {
    /// The document at the other end.
    pub fn other(&self, of: DocId) -> Option<DocId> {
        match of {
            of if of == self.a => Some(self.b),
            of if of == self.b => Some(self.a),
            _ => None,
        }
    }
}

/// Pairs of documents worth comparing: those that share a band and whose signatures agree, those
/// of one skeleton, and each exact copy with the first. Sorted, each once, the lower document
/// first. Constraints on fields are left to the caller; an exact join, which needs the texts, is a
/// [`Deduper`](crate::dedup::deduper::Deduper)'s alone.
///
/// Of more than 64 documents in one bucket not all pairs are given, but enough to connect those
/// that are near. Cost: a sort of the documents for each band.
///
/// ```
/// use retold::{DocId, Settings};
/// use retold::stages::{Fingerprinter, candidates};
/// let settings = Settings::default();
/// let mut fingerprinter = Fingerprinter::new(&settings);
/// let texts = ["the port reopened on friday", "no news today", "The port reopened on Friday."];
/// let fingerprints = texts.map(|text| fingerprinter.fingerprint(text));
/// assert_eq!(candidates(&fingerprints, &settings)?, [(DocId(0), DocId(2))]);
/// # Ok::<(), retold::Error>(())
/// ```
///
/// # Errors
/// Of the kind `Settings` if the fingerprints were made for another threshold.
pub fn candidates(
    fingerprints: &[Fingerprint],
    settings: &Settings,
) -> Result<Vec<(DocId, DocId)>> {
    let bands = settings.banding().bands;
    check_bands(fingerprints, settings)?;
    let (prints, space) = (Prints::of(fingerprints, bands)?, Space::unbounded());
    let nodes = Nodes::new(&prints, &space)?;
    let cancel = CancelToken::default();
    let watch = Watch::new(&(), &cancel);
    let found = crate::dedup::candidates::candidates(&nodes, settings, &space, watch)?;
    let ordered = |a: DocId, b: DocId| (a.min(b), a.max(b));
    let doc = |node: u32| nodes.doc(NodeId(node));
    let mut pairs: Vec<(DocId, DocId)> =
        found.pairs.iter().map(|pair| ordered(doc(pair.lower()), doc(pair.upper()))).collect();
    for node in nodes.ids() {
        let (first, copies) = nodes.docs(node).split_at(1);
        pairs.extend(copies.iter().map(|copy| ordered(first[0], *copy)));
    }
    pairs.par_sort_unstable();
    Ok(pairs)
}

/// Compares pairs exactly, on their texts; gives those that are related, in the order given.
///
/// Cost: every text is hashed once, and its shingle set held: 8 bytes a token of all texts that
/// are in a pair.
///
/// ```
/// use retold::{DocId, Relation, Settings};
/// use retold::stages::verify;
/// let texts = ["the port reopened on friday", "no news today", "The port reopened on Friday."];
/// let pairs = [(DocId(0), DocId(1)), (DocId(0), DocId(2))];
/// let edges = verify(&pairs, |doc| texts[doc.0 as usize], &Settings::default());
/// assert_eq!(edges.len(), 1);
/// assert_eq!((edges[0].b, edges[0].relation), (DocId(2), Relation::Exact));
/// ```
pub fn verify<'t>(
    pairs: &[(DocId, DocId)],
    text: impl Fn(DocId) -> &'t str + Sync,
    settings: &Settings,
) -> Vec<Edge> {
    let mut docs: Vec<DocId> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    docs.par_sort_unstable();
    docs.dedup();
    let fingerprinter = Fingerprinter::new(settings);
    let profiles: Vec<(Fingerprint, ShingleSet)> = docs
        .par_iter()
        .map_init(
            || fingerprinter.clone(),
            |fingerprinter, doc| fingerprinter.fingerprint_and_set(text(*doc)),
        )
        .collect();
    let profile = |doc: DocId| docs.binary_search(&doc).ok().map(|at| &profiles[at]);
    let edge = |(a, b): &(DocId, DocId)| {
        let ((a_print, a_set), (b_print, b_set)) = (profile(*a)?, profile(*b)?);
        if a_set.is_empty() || b_set.is_empty() {
            return None;
        }
        let verdict = judge((&a_print.core, a_set), (&b_print.core, b_set), settings.threshold())?;
        Some(Edge { a: *a, b: *b, relation: verdict.relation, score: verdict.score })
    };
    pairs.par_iter().filter_map(edge).collect()
}

/// The connected components of two documents and more, each sorted, in the order of their first
/// documents. Pairs beyond `documents` are passed over. Cost: linear, but for a factor that is at
/// most logarithmic.
///
/// ```
/// use retold::DocId;
/// use retold::stages::components;
/// let pairs = [(DocId(1), DocId(4)), (DocId(4), DocId(2))];
/// assert_eq!(components(6, pairs), [[DocId(1), DocId(2), DocId(4)]]);
/// ```
pub fn components(
    documents: usize,
    pairs: impl IntoIterator<Item = (DocId, DocId)>,
) -> Vec<Vec<DocId>> {
    let mut joined = UnionFind::new(documents);
    for (a, b) in pairs {
        if a.index().max(b.index()) < documents {
            joined.join(a.index(), b.index());
        }
    }
    let mut groups: Vec<Vec<DocId>> = vec![Vec::new(); documents];
    for doc in 0..documents {
        groups[joined.root(doc)].push(DocId(doc as u32));
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// An error if fingerprints were made for another threshold.
pub(super) fn check_bands(fingerprints: &[Fingerprint], settings: &Settings) -> Result<()> {
    let bands = settings.banding().bands;
    let other = fingerprints.iter().find(|fingerprint| fingerprint.keys.len() != bands);
    other.map_or(Ok(()), |other| {
        Err(Error::settings(format!(
            "the settings ask for {bands} bands, a fingerprint has {}",
            other.keys.len()
        )))
    })
}
