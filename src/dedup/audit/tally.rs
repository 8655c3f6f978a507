//! What the run made of a pair.

use crate::base::document::DocId;
use crate::dedup::candidates::nodes::{NodeId, Nodes};
use crate::dedup::pipeline::Outcome;
use crate::documents::fields::Constraint;

/// Pairs, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) pairs: u64,
    /// In one cluster.
    pub(super) recalled: u64,
    /// Both stay.
    pub(super) both_kept: u64,
}

impl Counted {
    pub(super) fn and(self, other: Counted) -> Counted {
        Counted {
            pairs: self.pairs + other.pairs,
            recalled: self.recalled + other.recalled,
            both_kept: self.both_kept + other.both_kept,
        }
    }
}

/// Asks an outcome for pairs of texts.
pub(super) struct Tally<'a> {
    nodes: &'a Nodes<'a>,
    outcome: &'a Outcome,
    constraint: &'a Constraint<'a>,
    /// The cluster of each document, from 1; 0 for none.
    clusters: Vec<u32>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(
        nodes: &'a Nodes<'a>,
        outcome: &'a Outcome,
        constraint: &'a Constraint<'a>,
    ) -> Self {
        let mut clusters = vec![0; outcome.documents()];
        for (number, cluster) in (1..).zip(outcome.clusters()) {
            cluster.members.iter().for_each(|member| clusters[member.doc.index()] = number);
        }
        Self { nodes, outcome, constraint, clusters }
    }

    /// Counts a pair of texts that reach the threshold; not at all, if they are one text or of one
    /// skeleton, or if no two of their documents may be compared.
    ///
    /// Cost: without constraints, the documents of both; with them, each with each.
    pub(super) fn of(&self, a: NodeId, b: NodeId) -> Counted {
        let prints = (self.nodes.core(a), self.nodes.core(b));
        if a == b || prints.0.shares_skeleton(prints.1) {
            return Counted::default();
        }
        let (a, b) = (self.nodes.docs(a), self.nodes.docs(b));
        let (mut pair, mut together, mut stay) = (false, false, false);
        if self.constraint.is_none() {
            pair = true;
            // Copies are in one cluster.
            together = self.together(a[0], b[0]);
            let stays = |docs: &[DocId]| docs.iter().any(|doc| self.outcome.is_kept(*doc));
            stay = stays(a) && stays(b);
        } else {
            let each = a.iter().flat_map(|a| b.iter().map(move |b| (*a, *b)));
            for (a, b) in each.filter(|(a, b)| self.constraint.allows(*a, *b)) {
                pair = true;
                together |= self.together(a, b);
                stay |= self.outcome.is_kept(a) && self.outcome.is_kept(b);
            }
        }
        Counted { pairs: pair.into(), recalled: together.into(), both_kept: stay.into() }
    }

    fn together(&self, a: DocId, b: DocId) -> bool {
        let cluster = |doc: DocId| self.clusters[doc.index()];
        cluster(a) != 0 && cluster(a) == cluster(b)
    }
}
