//! Nodes: what is compared.
//!
//! A node is a distinct text, with all its documents: a hundred thousand exact copies are one
//! node. Nodes are numbered by content, so that nothing that follows depends on the order of the
//! input. Which documents of two nodes may be compared is asked later, when clusters are walked.

use crate::DocId;
use crate::distinct::Distinct;
use crate::sketch::Fingerprint;

/// A node's place in content order, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(crate) u32);

impl NodeId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The nodes of a run.
#[derive(Debug)]
pub(crate) struct Nodes<'a> {
    fingerprints: &'a [Fingerprint],
    distinct: Distinct,
    /// Documents without a token.
    empty: Vec<DocId>,
}

impl<'a> Nodes<'a> {
    pub(crate) fn new(fingerprints: &'a [Fingerprint]) -> Self {
        let ids = (0..fingerprints.len() as u32).map(DocId);
        let (empty, docs): (Vec<DocId>, Vec<DocId>) =
            ids.partition(|doc| fingerprints[doc.index()].tokens == 0);
        let distinct = Distinct::new(docs, |doc| fingerprints[doc.index()].exact);
        Self { fingerprints, distinct, empty }
    }

    /// The texts of the nodes, by the same numbers.
    pub(crate) fn distinct(&self) -> &Distinct {
        &self.distinct
    }

    pub(crate) fn len(&self) -> usize {
        self.distinct.len()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.len() as u32).map(NodeId)
    }

    /// The documents of a node, in document order.
    pub(crate) fn docs(&self, node: NodeId) -> &[DocId] {
        self.distinct.docs(node.0)
    }

    pub(crate) fn empty_docs(&self) -> &[DocId] {
        &self.empty
    }

    /// A document that has the node's text.
    pub(crate) fn doc(&self, node: NodeId) -> DocId {
        self.distinct.first(node.0)
    }

    pub(crate) fn fingerprint(&self, node: NodeId) -> &'a Fingerprint {
        &self.fingerprints[self.doc(node).index()]
    }

    /// Bins in which the signatures of two nodes agree.
    pub(crate) fn agreeing(&self, a: NodeId, b: NodeId) -> u32 {
        self.fingerprint(a).signature.agreeing(&self.fingerprint(b).signature)
    }

    /// The digest of a document's text.
    pub(crate) fn digest(&self, doc: DocId) -> u128 {
        self.fingerprints[doc.index()].exact
    }
}
