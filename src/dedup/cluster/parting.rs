//! Clusters where settings constrain pairs: connected texts are not enough, the documents must be
//! comparable too.

use super::Member;
use crate::base::document::DocId;
use crate::documents::fields::Constraint;
use crate::storage::union_find::UnionFind;
use ahash::AHashMap;

/// In groups up to this size all pairs are looked at.
pub(super) const SMALL: usize = 64;

/// Parts a group into clusters of documents joined by relations between comparable ones. In a
/// small group all pairs are asked for; in a large one the links that were found join.
pub(super) fn parted(
    group: &[Member],
    constraint: &Constraint<'_>,
    related: impl Fn(usize, usize) -> bool,
) -> Vec<Vec<Member>> {
    let places: AHashMap<DocId, usize> = group.iter().map(|member| member.doc).zip(0..).collect();
    let mut joined = UnionFind::new(group.len());
    for (place, member) in group.iter().enumerate() {
        if let Some(witness) = member.link.and_then(|link| places.get(&link.witness)) {
            joined.join(place, *witness);
        }
    }
    if group.len() <= SMALL {
        for a in 0..group.len() {
            for b in 0..a {
                let comparable = constraint.allows(group[a].doc, group[b].doc);
                if comparable && !joined.connected(a, b) && related(a, b) {
                    joined.join(a, b);
                }
            }
        }
    }
    let mut clusters: Vec<Vec<Member>> = vec![Vec::new(); group.len()];
    for (place, member) in group.iter().enumerate() {
        clusters[joined.root(place)].push(*member);
    }
    clusters.retain(|members| members.len() > 1);
    clusters
}
