//! Clusters, and what is kept of each.
//!
//! A cluster is a set of documents joined by verified edges. Within it documents are walked in
//! keep order; one stays unless it has a verified edge to one that stays already, which becomes
//! its witness. So a chain A~B~C never removes C because of A, and nothing goes without a kept
//! document that it repeats.
//!
//! Cost: each text of a cluster is read once more, and compared with those that stay; at most
//! 4,096 of them, which only crafted clusters exceed (counted as capped).

pub(crate) mod containers;
mod outer;
mod parting;
mod staying;
mod walk;

use containers::Containers;

use super::candidates::nodes::{NodeId, Nodes};
use super::verify::{Verdict, Verifier};
use crate::base::document::{DocId, Relation};
use crate::base::error::Result;
use crate::base::progress::{Stage, Watch};
use crate::documents::fields::Constraint;
use crate::documents::fields::keep::KeepOrder;
use crate::settings::Settings;
use crate::storage::union_find::UnionFind;
use rayon::prelude::*;
use serde::Serialize;
use std::fmt;
use xxhash_rust::xxh3::xxh3_64;

/// Names a cluster by the contents of its members: the same texts have the same name in every
/// run. Printed as 16 hexadecimal digits.
///
/// ```
/// assert_eq!(retold::dedup::ClusterId(255).to_string(), "00000000000000ff");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterId(pub u64);

impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for ClusterId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// Documents joined by verified edges.
///
/// ```
/// use retold::{Deduper, Document};
/// let deduped = Deduper::default().dedup(["a", "b"].map(|id| Document::new(id, "one story")))?;
/// let cluster = &deduped.outcome().clusters()[0];
/// assert_eq!(cluster.members.len(), 2);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Its name.
    pub id: ClusterId,
    /// At least two, in document order.
    pub members: Vec<Member>,
}

/// A document of a cluster.
///
/// ```
/// use retold::{Deduper, Document};
/// let deduped = Deduper::default().dedup(["a", "b"].map(|id| Document::new(id, "one story")))?;
/// let members = &deduped.outcome().clusters()[0].members;
/// assert!(members[0].kept && members[0].link.is_none());
/// assert!(!members[1].kept);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// The document.
    pub doc: DocId,
    /// Whether it stays.
    pub kept: bool,
    /// For a removed document: the kept one because of which it goes. For a kept one: an earlier
    /// kept document of which it is a `template`, if there is one.
    pub link: Option<Link>,
}

/// A verified edge to a kept document.
///
/// ```
/// use retold::{Deduper, DocId, Document, Relation};
/// let deduped = Deduper::default().dedup(["a", "b"].map(|id| Document::new(id, "one story")))?;
/// let (gone, link) = deduped.outcome().removed()[0];
/// assert_eq!((gone, link.witness, link.relation), (DocId(1), DocId(0), Relation::Exact));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The kept document.
    pub witness: DocId,
    /// How the two are related.
    pub relation: Relation,
    /// The Jaccard similarity of their shingle sets; for `contains`, the share of the tokens of the
    /// removed document that stand in the witness.
    pub score: f64,
}

impl Link {
    fn new(witness: DocId, verdict: Verdict) -> Self {
        Self { witness, relation: verdict.relation, score: verdict.score }
    }
}

/// All clusters, in the order of their first documents.
#[derive(Debug, Default)]
pub(crate) struct Clusters {
    pub(crate) clusters: Vec<Cluster>,
    /// Documents that were not compared with all that stay.
    pub(crate) capped: u64,
}

/// What decides who stays.
pub(crate) struct Rules<'a> {
    pub(crate) keep_order: KeepOrder<'a>,
    pub(crate) constraint: &'a Constraint<'a>,
    pub(crate) settings: &'a Settings,
    pub(crate) containers: &'a Containers,
}

/// Decides what stays of every cluster.
pub(crate) fn cluster(
    verifier: Verifier<'_>,
    joined: &UnionFind,
    rules: &Rules<'_>,
    watch: Watch<'_>,
) -> Result<Clusters> {
    let nodes = verifier.nodes;
    let groups = groups(nodes, joined);
    watch.begin(Stage::Cluster, Some(groups.len() as u64))?;
    let walked = groups.par_iter().map(|group| {
        let walked = walk::walk(verifier, group, rules)?;
        watch.advance(Stage::Cluster, 1)?;
        Ok(walked)
    });
    let walked: Vec<walk::Walked> = walked.collect::<Result<_>>()?;
    let capped = walked.iter().map(|walked| walked.capped).sum();
    let members = walked.into_par_iter().flat_map_iter(|walked| walked.clusters);
    let members = members.chain(empty_clusters(nodes, rules));
    let mut clusters: Vec<Cluster> =
        members.map(|members| named(nodes, members, rules.constraint)).collect();
    clusters.par_sort_unstable_by_key(|cluster| cluster.members[0].doc);
    Ok(Clusters { clusters, capped })
}

/// The nodes of each cluster of more than one document.
fn groups(nodes: &Nodes<'_>, joined: &UnionFind) -> Vec<Vec<NodeId>> {
    let all = (0..nodes.len() as u32).into_par_iter();
    let joined_to = |node: u32| (joined.root(node as usize) as u32, NodeId(node));
    let mut rooted: Vec<(u32, NodeId)> = all
        .map(joined_to)
        .filter(|(root, node)| *root != node.0 || nodes.docs(*node).len() > 1)
        .collect();
    // The root of others was passed over if it has no copies.
    let mut roots: Vec<u32> = rooted.par_iter().map(|(root, _)| *root).collect();
    roots.par_sort_unstable();
    roots.dedup();
    rooted.extend(roots.into_iter().map(|root| (root, NodeId(root))));
    rooted.par_sort_unstable();
    rooted.dedup();
    let groups = rooted.par_chunk_by(|a, b| a.0 == b.0);
    groups.map(|group| group.iter().map(|(_, node)| *node).collect()).collect()
}

fn named(nodes: &Nodes<'_>, mut members: Vec<Member>, constraint: &Constraint<'_>) -> Cluster {
    members.sort_unstable_by_key(|member| member.doc);
    let content = |member: &Member| (nodes.digest(member.doc), constraint.content(member.doc));
    let mut contents: Vec<(u128, u64)> = members.iter().map(content).collect();
    contents.sort_unstable();
    contents.dedup();
    let bytes: Vec<u8> = contents
        .iter()
        .flat_map(|(text, fields)| text.to_le_bytes().into_iter().chain(fields.to_le_bytes()))
        .collect();
    Cluster { id: ClusterId(xxh3_64(&bytes)), members }
}

/// Documents without a token are no news of each other, unless settings say that they are.
fn empty_clusters(nodes: &Nodes<'_>, rules: &Rules<'_>) -> Vec<Vec<Member>> {
    if !rules.settings.removes(Relation::Empty) {
        return Vec::new();
    }
    let mut docs = nodes.empty_docs().to_vec();
    docs.sort_by_cached_key(|doc| rules.keep_order.rank(*doc));
    let verdict = Verdict { relation: Relation::Empty, score: 1.0 };
    let mut staying: Vec<DocId> = Vec::new();
    let members = docs.into_iter().map(|doc| {
        let witness = staying.iter().find(|witness| rules.constraint.allows(doc, **witness));
        let link = witness.map(|witness| Link::new(*witness, verdict));
        if link.is_none() {
            staying.push(doc);
        }
        Member { doc, kept: link.is_none(), link }
    });
    let members: Vec<Member> = members.collect();
    parting::parted(&members, rules.constraint, |_, _| true)
}
