//! Which texts stand nearly whole in which others.

use crate::dedup::candidates::nodes::NodeId;
use crate::documents::fields::keep::Rank;
use crate::passages::pipeline::Road;
use std::cmp::Reverse;

/// Verified edges from a text to those that contain it, with the share of its tokens that they
/// hold. They lead from shorter texts to longer ones, and among those as long up the keep order, so
/// there are no circles.
#[derive(Debug, Default)]
pub(crate) struct Containers(Vec<(NodeId, NodeId, f64)>);

impl Containers {
    /// Those that the matches show. Of two as long that contain each other, the one with the lower
    /// rank in keep order contains the other.
    pub(crate) fn new(
        road: &Road<'_>,
        containment: f64,
        rank: impl Fn(NodeId) -> Option<Rank>,
    ) -> Self {
        let order = |text: u32| (road.len(text), Reverse(rank(NodeId(text))));
        let edges = road.coverages().filter_map(|pair| {
            let (a, b) = pair.texts;
            let (inner, outer, share) =
                if order(b) < order(a) { (b, a, pair.shares.1) } else { (a, b, pair.shares.0) };
            (share >= containment).then_some((NodeId(inner), NodeId(outer), share))
        });
        let mut edges: Vec<(NodeId, NodeId, f64)> = edges.collect();
        let contained: Vec<(u32, u32)> = edges.iter().map(|(a, b, _)| (a.0, b.0)).collect();
        let further = road.by_way(&contained).into_iter();
        let further = further
            .filter(|(inner, outer, share)| *share >= containment && order(*inner) < order(*outer));
        edges.extend(further.map(|(inner, outer, share)| (NodeId(inner), NodeId(outer), share)));
        Self::of_edges(edges)
    }

    /// With these edges.
    pub(super) fn of_edges(mut edges: Vec<(NodeId, NodeId, f64)>) -> Self {
        let best_first = |a: &(NodeId, NodeId, f64), b: &(NodeId, NodeId, f64)| {
            (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2))
        };
        edges.sort_unstable_by(best_first);
        edges.dedup_by_key(|(inner, outer, _)| (*inner, *outer));
        Self(edges)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All edges: the text, what contains it, and the share.
    pub(crate) fn edges(&self) -> &[(NodeId, NodeId, f64)] {
        &self.0
    }

    /// The texts that contain this one.
    pub(crate) fn of(&self, inner: NodeId) -> &[(NodeId, NodeId, f64)] {
        let start = self.0.partition_point(|(one, ..)| *one < inner);
        let end = self.0.partition_point(|(one, ..)| *one <= inner);
        &self.0[start..end]
    }

    /// The share of one text that stands in another, if it contains it.
    pub(crate) fn share(&self, inner: NodeId, outer: NodeId) -> Option<f64> {
        let of = self.of(inner);
        let at = of.binary_search_by_key(&outer, |(_, outer, _)| *outer).ok()?;
        Some(of[at].2)
    }
}
