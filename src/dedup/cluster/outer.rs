//! Keep order, but what contains a text is asked before it.
//!
//! Else a brief would stay because it came first, and the story that contains it because it does
//! not stand in the brief. All others are asked in keep order: what no other text contains never
//! waits, and of those that wait and no longer need to, the best to keep comes first.
//!
//! Cost: a heap of the documents, and a look at each edge.

use super::containers::Containers;
use super::staying::Item;
use crate::dedup::candidates::nodes::NodeId;
use ahash::AHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What is known of one text.
#[derive(Default)]
struct Text {
    /// The places of its documents in keep order.
    places: Vec<usize>,
    /// Documents of it that are not asked yet.
    left: usize,
    /// Texts that contain it and have documents left.
    before: usize,
    /// The texts in it.
    inner: Vec<NodeId>,
}

pub(super) fn containers_first(order: &[Item], containers: &Containers) -> Vec<Item> {
    let mut texts = texts(order, containers);
    let is_free = |text: &&Text| text.before == 0;
    let free = texts.values().filter(is_free).flat_map(|text| &text.places);
    let mut free: BinaryHeap<Reverse<usize>> = free.map(|place| Reverse(*place)).collect();
    let mut asked = Vec::with_capacity(order.len());
    while let Some(Reverse(place)) = free.pop() {
        asked.push(order[place]);
        let Some(text) = texts.get_mut(&order[place].node) else { continue };
        text.left -= 1;
        if text.left > 0 {
            continue;
        }
        for inner in std::mem::take(&mut text.inner) {
            let Some(inner) = texts.get_mut(&inner) else { continue };
            inner.before -= 1;
            if inner.before == 0 {
                free.extend(inner.places.iter().map(|place| Reverse(*place)));
            }
        }
    }
    asked
}

/// The texts of a group; edges never lead out of it.
fn texts(order: &[Item], containers: &Containers) -> AHashMap<NodeId, Text> {
    let mut texts: AHashMap<NodeId, Text> = AHashMap::new();
    for (place, item) in order.iter().enumerate() {
        let text = texts.entry(item.node).or_default();
        text.places.push(place);
        text.left += 1;
    }
    let nodes: Vec<NodeId> = texts.keys().copied().collect();
    for node in nodes {
        for (inner, outer, _) in containers.of(node) {
            if let Some(text) = texts.get_mut(outer) {
                text.inner.push(*inner);
                texts.entry(*inner).or_default().before += 1;
            }
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::document::DocId;

    /// Which documents are asked in which order; each is given with its text.
    fn asked(order: &[(u32, u32)], edges: &[(u32, u32)]) -> Vec<u32> {
        let item = |(doc, node): &(u32, u32)| Item { doc: DocId(*doc), node: NodeId(*node) };
        let order: Vec<Item> = order.iter().map(item).collect();
        let edges = edges.iter().map(|(inner, outer)| (NodeId(*inner), NodeId(*outer), 1.0));
        let asked = containers_first(&order, &Containers::of_edges(edges.collect()));
        asked.into_iter().map(|item| item.doc.0).collect()
    }

    #[test]
    fn stories_come_before_their_briefs() {
        let order = [(0, 0), (1, 1), (2, 2), (3, 3)];
        assert_eq!(asked(&order, &[]), [0, 1, 2, 3]);
        assert_eq!(asked(&order, &[(0, 3)]), [1, 2, 3, 0]);
        assert_eq!(asked(&order, &[(0, 1), (1, 2)]), [2, 1, 0, 3]);
        // All copies of the story.
        assert_eq!(asked(&[(5, 0), (6, 1), (7, 1)], &[(0, 1)]), [6, 7, 5]);
    }

    #[test]
    fn stories_stay_in_keep_order() {
        // The brief comes first, and stands in both stories; the better story has the higher
        // number.
        assert_eq!(asked(&[(9, 0), (8, 2), (7, 1)], &[(0, 1), (0, 2)]), [8, 7, 9]);
        // It stands in the worse one only.
        assert_eq!(asked(&[(9, 0), (8, 2), (7, 1)], &[(0, 1)]), [8, 7, 9]);
    }
}
