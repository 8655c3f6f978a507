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

use super::candidates::nodes::{NodeId, Nodes};
use super::candidates::{Candidates, candidates};
use super::cluster::containers::Containers;
use super::cluster::{Cluster, Link, Rules, cluster};
use super::exact_join::{Joined, join};
use super::verify::{Verified, Verifier, verify};
use crate::base::document::{DocId, Relation, Texts};
use crate::base::error::Result;
use crate::base::progress::Watch;
use crate::documents::fields::keep::{Facts, Identity, KeepOrder};
use crate::documents::fields::{Constraint, Fields};
use crate::passages::pipeline::Road;
use crate::passages::settings::PassageSettings;
use crate::settings::Settings;
use crate::storage::column::Column;
use crate::storage::space::Space;
use crate::storage::union_find::UnionFind;
use crate::text::row::TokenRow;
use bytemuck::Pod;
use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

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
    /// Pairs that sketches, or the exact join, proposed.
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
        removed.par_sort_unstable_by_key(|(doc, _)| *doc);
        removed
    }
}

/// What the later stages look at of all documents.
pub(crate) struct Documents<'a> {
    pub(crate) nodes: &'a Nodes<'a>,
    /// The tokens of all documents, if `contains` is to be removed.
    pub(crate) tellings: Option<(&'a [TokenRow], &'a PassageSettings)>,
    pub(crate) fields: &'a Fields,
    pub(crate) texts: &'a dyn Texts,
    /// What decides last which of several exact copies is kept.
    pub(crate) ids: &'a (dyn Fn(DocId) -> Identity + Sync),
}

/// Names of what stages keep for a run that goes on.
const PAIRS: &str = "pairs";
const JOINED: &str = "joined";

/// What an earlier run kept: rows, and counts.
fn kept<T: Pod, N: DeserializeOwned>(space: &Space, name: &str) -> Result<Option<(Column<T>, N)>> {
    space.work().map_or(Ok(None), |work| work.load(name))
}

fn keep<T: Pod>(space: &Space, name: &str, rows: &[T], counts: impl Serialize) -> Result<()> {
    space.work().map_or(Ok(()), |work| work.save(name, rows, counts))
}

/// The nodes, joined by verified edges; unless an earlier run did that.
fn joined(verifier: Verifier<'_>, space: &Space, watch: Watch<'_>) -> Result<Joined> {
    if let Some((parents, (compared, candidates, capped))) = kept(space, JOINED)? {
        let verified = Verified { joined: UnionFind::of_parents(&parents, space)?, compared };
        return Ok(Joined { verified, candidates, capped });
    }
    let all = if verifier.settings.exact() {
        join(verifier, space, watch)?
    } else {
        let Candidates { pairs, capped } = proposed(verifier, space, watch)?;
        let verified = verify(verifier, &pairs, space, watch)?;
        Joined { verified, candidates: pairs.len() as u64, capped }
    };
    let counts = (all.verified.compared, all.candidates, all.capped);
    keep(space, JOINED, all.verified.joined.parents(), counts)?;
    Ok(all)
}

/// The pairs worth comparing; unless an earlier run looked for them.
fn proposed(verifier: Verifier<'_>, space: &Space, watch: Watch<'_>) -> Result<Candidates> {
    if let Some((pairs, capped)) = kept(space, PAIRS)? {
        return Ok(Candidates { pairs, capped });
    }
    let proposed = candidates(verifier.nodes, verifier.settings, space, watch)?;
    keep(space, PAIRS, &proposed.pairs, proposed.capped)?;
    Ok(proposed)
}

/// From fingerprints to clusters.
pub(crate) fn find(
    documents: Documents<'_>,
    settings: &Settings,
    space: &Space,
    watch: Watch<'_>,
) -> Result<Outcome> {
    let verifier = Verifier::new(documents.nodes, documents.texts, settings);
    let Joined { verified, candidates, capped } = joined(verifier, space, watch)?;
    let mut outcome = settle(documents, verified.joined, settings, watch)?;
    outcome.counts.candidates = candidates;
    outcome.counts.compared = verified.compared;
    outcome.counts.capped += capped;
    Ok(outcome)
}

/// From joined nodes to clusters, and what is kept of each. What was proposed and compared before
/// is not counted.
pub(crate) fn settle(
    Documents { nodes, tellings, fields, texts, ids }: Documents<'_>,
    mut joined: UnionFind,
    settings: &Settings,
    watch: Watch<'_>,
) -> Result<Outcome> {
    let prints = nodes.prints();
    let verifier = Verifier::new(nodes, texts, settings);
    let constraint = Constraint::new(fields, settings);
    let tokens = |doc: DocId| prints.core[doc.index()].tokens();
    let content = |doc: DocId| (nodes.digest(doc), constraint.content(doc), ids(doc));
    let facts = Facts { tokens: &tokens, content: &content };
    let keep_order = KeepOrder::new(fields, settings, facts);
    let containers = match tellings.filter(|_| settings.removes(Relation::Contains)) {
        Some((rows, settings)) => {
            let road = Road::to_matches(rows, nodes.distinct(), settings, watch)?;
            let docs = |node: NodeId| nodes.docs(node).iter();
            let rank = |node| docs(node).map(|doc| keep_order.rank(*doc)).min();
            Containers::new(&road, settings.containment(), rank)
        }
        None => Containers::default(),
    };
    for (inner, outer, _) in containers.edges() {
        joined.join(inner.index(), outer.index());
    }
    let rules = Rules { keep_order, constraint: &constraint, settings, containers: &containers };
    let clusters = cluster(verifier, &joined, &rules, watch)?;
    let mut kept = vec![true; prints.len()];
    for member in clusters.clusters.iter().flat_map(|cluster| &cluster.members) {
        kept[member.doc.index()] = member.kept;
    }
    let counts = Counts {
        tokens: prints.core.par_iter().map(|core| u64::from(core.tokens())).sum(),
        empty: nodes.empty_docs().len() as u64,
        candidates: 0,
        compared: 0,
        capped: clusters.capped,
    };
    Ok(Outcome { documents: prints.len(), clusters: clusters.clusters, counts, kept })
}
