//! Which texts stand nearly whole in which others.

use crate::candidates::NodeId;
use crate::passages::Road;

/// Verified edges from a text to those that contain it, with the share of its tokens that they
/// hold. A text is never longer than one that contains it, so there are no circles.
#[derive(Debug, Default)]
pub(crate) struct Containers(Vec<(NodeId, NodeId, f64)>);

impl Containers {
    /// Those that the matches show.
    pub(crate) fn new(road: &Road<'_>, containment: f64) -> Self {
        let edges = road.coverages().filter_map(|pair| {
            let (a, b) = pair.texts;
            let (a_len, b_len) = (road.len(a), road.len(b));
            // Of two as long, the first is the longer.
            let (inner, outer, share) =
                if b_len <= a_len { (b, a, pair.shares.1) } else { (a, b, pair.shares.0) };
            (share >= containment).then_some((NodeId(inner), NodeId(outer), share))
        });
        let mut edges: Vec<(NodeId, NodeId, f64)> = edges.collect();
        edges.sort_unstable_by_key(|(inner, outer, _)| (*inner, *outer));
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
