//! Nodes: what is compared.
//!
//! A node is a distinct text, with all its documents: a hundred thousand exact copies are one
//! node. Nodes are numbered by content, so that nothing that follows depends on the order of the
//! input. Which documents of two nodes may be compared is asked later, when clusters are walked.

use crate::base::document::DocId;
use crate::base::error::Result;
use crate::dedup::sketch::Signature;
use crate::dedup::sketch::core::Core;
use crate::dedup::sketch::prints::Prints;
use crate::documents::copies::Distinct;
use crate::storage::slots::Slots;
use crate::storage::space::Space;
use rayon::prelude::*;

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
    prints: &'a Prints,
    distinct: Distinct,
    /// The node of each document, counted from 1.
    of_docs: Slots<u32>,
    /// Documents without a token.
    empty: Vec<DocId>,
}

impl<'a> Nodes<'a> {
    pub(crate) fn new(prints: &'a Prints, space: &Space) -> Result<Self> {
        let is_empty = |doc: &DocId| prints.core[doc.index()].tokens() == 0;
        let empty = (0..prints.len() as u32).into_par_iter().map(DocId).filter(is_empty).collect();
        let distinct = super::copies::distinct(prints, space)?;
        let of_docs = distinct.texts(prints.len(), space)?;
        Ok(Self { prints, distinct, of_docs, empty })
    }

    /// The node of a document that has a token.
    pub(crate) fn of(&self, doc: DocId) -> Option<NodeId> {
        self.of_docs[doc.index()].checked_sub(1).map(NodeId)
    }

    pub(crate) fn prints(&self) -> &'a Prints {
        self.prints
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

    /// Digests and length of a node's text.
    pub(crate) fn core(&self, node: NodeId) -> &'a Core {
        &self.prints.core[self.doc(node).index()]
    }

    /// How many tokens a node's text has.
    pub(crate) fn tokens(&self, node: NodeId) -> u32 {
        self.core(node).tokens()
    }

    pub(crate) fn signature(&self, node: NodeId) -> &'a Signature {
        &self.prints.signatures[self.doc(node).index()]
    }

    /// Bins in which the signatures of two nodes agree.
    pub(crate) fn agreeing(&self, a: NodeId, b: NodeId) -> u32 {
        self.signature(a).agreeing(self.signature(b))
    }

    /// The digest of a document's text.
    pub(crate) fn digest(&self, doc: DocId) -> u128 {
        self.prints.core[doc.index()].exact()
    }
}
