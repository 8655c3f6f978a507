//! The stages in order.
//!
//! ```text
//! read -> text -> shingle -> sketch -> candidates -> verify -> cluster -> report
//!            \-> seeds -> chain -> align -> passages -----------/-------/
//! ```
//!
//! The second road is walked by [`Road`], where passages or `contains` are wanted. Reading to sketching runs document by document, and leaves a [`Fingerprint`] of each; the
//! caller does that part, since documents come from files or from an iterator. From the
//! fingerprints on, it is here.

use crate::candidates::{NodeId, Nodes, candidates};
use crate::cluster::{Cluster, Containers, Link, Rules, cluster};
use crate::fields::{Constraint, Fields, keep_ranks};
use crate::passages::Road;
use crate::progress::Watch;
use crate::sketch::Fingerprint;
use crate::text::TokenRow;
use crate::verify::{Texts, Verifier, verify};
use crate::{DocId, PassageSettings, Relation, Result, Settings};

/// What a run found.
///
/// ```
/// use retold::{Deduper, DocId, Document};
/// let deduped = Deduper::default().dedup(["a", "b"].map(|id| Document::new(id, "one story")))?;
/// let outcome = deduped.outcome();
/// assert_eq!(outcome.kept().collect::<Vec<_>>(), [DocId(0)]);
/// assert!(!outcome.is_kept(DocId(1)));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Outcome {
    documents: usize,
    clusters: Vec<Cluster>,
    counts: Counts,
    kept: Vec<bool>,
}

/// How much was looked at.
///
/// ```
/// use retold::{Deduper, Document};
/// let deduped = Deduper::default().dedup([Document::new("a", "three short words")])?;
/// assert_eq!(deduped.outcome().counts().tokens, 3);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Tokens of all documents.
    pub tokens: u64,
    /// Documents without a token.
    pub empty: u64,
    /// Pairs that sketches proposed.
    pub candidates: u64,
    /// Pairs whose texts were compared.
    pub compared: u64,
    /// Documents that met more like them than are compared: 0 but for crafted input and very low
    /// thresholds. Where it is not 0, pairs may be missed beyond the stated chance.
    pub capped: u64,
}

impl Outcome {
    /// How many documents there were.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// All clusters of two and more, in the order of their first documents.
    pub fn clusters(&self) -> &[Cluster] {
        &self.clusters
    }

    /// How much was looked at.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether a document stays.
    pub fn is_kept(&self, doc: DocId) -> bool {
        self.kept.get(doc.index()).copied().unwrap_or(false)
    }

    /// The documents that stay, in document order.
    pub fn kept(&self) -> impl Iterator<Item = DocId> + '_ {
        let docs = (0..self.documents as u32).map(DocId);
        docs.filter(|doc| self.is_kept(*doc))
    }

    /// The documents that go, in document order, each with the edge to its witness.
    pub fn removed(&self) -> Vec<(DocId, Link)> {
        let members = self.clusters.iter().flat_map(|cluster| &cluster.members);
        let removed = members.filter(|member| !member.kept);
        let mut removed: Vec<(DocId, Link)> =
            removed.filter_map(|member| Some((member.doc, member.link?))).collect();
        removed.sort_unstable_by_key(|(doc, _)| *doc);
        removed
    }
}

/// From fingerprints to clusters; with the tokens of all documents, if `contains` is to be removed.
pub(crate) fn find(
    fingerprints: &[Fingerprint],
    tellings: Option<(&[TokenRow], &PassageSettings)>,
    fields: &Fields,
    texts: &dyn Texts,
    settings: &Settings,
    watch: Watch<'_>,
) -> Result<Outcome> {
    let nodes = Nodes::new(fingerprints);
    let proposed = candidates(&nodes, settings, watch)?;
    let verifier = Verifier::new(&nodes, texts, settings);
    let mut verified = verify(verifier, &proposed.pairs, watch)?;
    let tokens: Vec<u32> = fingerprints.iter().map(|fingerprint| fingerprint.tokens).collect();
    let ranks = keep_ranks(&tokens, fields, settings);
    let containers = match tellings.filter(|_| settings.removes(Relation::Contains)) {
        Some((rows, settings)) => {
            let road = Road::to_matches(rows, nodes.distinct(), settings, watch)?;
            let docs = |node: NodeId| nodes.docs(node).iter();
            let rank = |node| docs(node).map(|doc| ranks[doc.index()]).min();
            Containers::new(&road, settings.containment(), rank)
        }
        None => Containers::default(),
    };
    for (inner, outer, _) in containers.edges() {
        verified.joined.join(inner.index(), outer.index());
    }
    let constraint = Constraint::new(fields, settings);
    let rules = Rules { ranks: &ranks, constraint, settings, containers: &containers };
    let clusters = cluster(verifier, &verified.joined, &rules, watch)?;
    let mut kept = vec![true; fingerprints.len()];
    for member in clusters.clusters.iter().flat_map(|cluster| &cluster.members) {
        kept[member.doc.index()] = member.kept;
    }
    let counts = Counts {
        tokens: tokens.iter().map(|tokens| u64::from(*tokens)).sum(),
        empty: nodes.empty_docs().len() as u64,
        candidates: proposed.pairs.len() as u64,
        compared: verified.compared,
        capped: proposed.capped + clusters.capped,
    };
    Ok(Outcome { documents: fingerprints.len(), clusters: clusters.clusters, counts, kept })
}
