//! The walk through one cluster in keep order.
//!
//! ```text
//! for each batch of nodes in keep order:
//!     compare each with those that stay from earlier batches      in parallel
//!     for each node of the batch, in order:
//!         compare it with those that stay from this batch
//!         the best verdict wins; none: it stays
//! ```
//!
//! The best verdict is the strongest relation (exact, near, template), then the highest score,
//! then the earliest in keep order: it does not depend on threads.

use super::{Link, Member};
use crate::candidates::NodeId;
use crate::shingle::ShingleSet;
use crate::verify::{Verdict, Verifier};
use crate::{DocId, Relation, Result, Settings};
use ahash::AHashMap;
use rayon::prelude::*;
use std::borrow::Cow;

/// Nodes of a batch, and their tokens at most.
const BATCH: usize = 1024;
const BATCH_TOKENS: u64 = 4 << 20;

/// Up to this size all pairs are compared exactly; beyond, signatures are asked first.
const SMALL: usize = 64;

/// Those that stay with which one node is compared, at most.
const MAX_STAYING: usize = 4096;

/// Shingles of staying nodes that are held rather than read again.
const CACHED_SHINGLES: usize = 8 << 20;

pub(super) struct Walked {
    pub(super) members: Vec<Member>,
    pub(super) capped: u64,
}

/// A node that stays; later ones are compared with it.
struct Staying {
    doc: DocId,
    node: NodeId,
    set: Option<ShingleSet>,
}

struct Walk<'a> {
    verifier: Verifier<'a>,
    settings: &'a Settings,
    min_agreeing: u32,
    staying: Vec<Staying>,
    cached: usize,
    /// The first staying node of each skeleton.
    skeletons: AHashMap<u128, usize>,
}

/// A verdict, and its staying node's place.
type Found = Option<(usize, Verdict)>;

pub(super) fn walk(
    verifier: Verifier<'_>,
    group: &[NodeId],
    ranks: &[u32],
    settings: &Settings,
) -> Result<Walked> {
    let nodes = verifier.nodes;
    // A node stands where its best document stands.
    let best = |node: &NodeId| nodes.docs(*node).iter().copied().min_by_key(|d| ranks[d.index()]);
    let mut order: Vec<_> = group.iter().filter_map(|n| Some((best(n)?, *n))).collect();
    order.sort_unstable_by_key(|(doc, _)| ranks[doc.index()]);
    let large = order.len() > SMALL;
    let mut walk = Walk {
        verifier,
        settings,
        min_agreeing: if large { settings.banding().min_agreeing } else { 0 },
        staying: Vec::new(),
        cached: 0,
        skeletons: AHashMap::new(),
    };
    let mut members = Vec::new();
    let mut capped = 0;
    let mut rest = &order[..];
    while !rest.is_empty() {
        let (batch, behind) = rest.split_at(walk.batch_len(rest.iter().map(|(_, node)| *node)));
        let before = walk.staying.len();
        let alone = |node: NodeId| order.len() == 1 && nodes.docs(node).len() > 1;
        let compared = batch.par_iter().map(|(_, node)| {
            // A cluster of one text needs no set: nothing is compared with it.
            let set = if alone(*node) { ShingleSet::default() } else { verifier.set(*node)? };
            let found = walk.compare(*node, &set, 0..before)?;
            Ok((set, found))
        });
        let compared: Vec<(ShingleSet, Found)> = compared.collect::<Result<_>>()?;
        for ((doc, node), (set, found)) in batch.iter().zip(compared) {
            capped += u64::from(walk.staying.len() > MAX_STAYING);
            let here = walk.compare(*node, &set, before..walk.staying.len())?;
            let found = better(found, here);
            let link = walk.settle((*doc, *node), set, found)?;
            let kept = found.is_none();
            members.push(Member { doc: *doc, kept, link });
            // Its copies follow the staying one, or share its witness.
            let exact = Verdict { relation: Relation::Exact, score: 1.0 };
            let copy_link = if kept { Some(Link::new(*doc, exact)) } else { link };
            let copies = nodes.docs(*node).iter().filter(|copy| *copy != doc);
            members.extend(copies.map(|copy| Member { doc: *copy, kept: false, link: copy_link }));
        }
        rest = behind;
    }
    Ok(Walked { members, capped })
}

impl Walk<'_> {
    fn batch_len(&self, nodes: impl Iterator<Item = NodeId>) -> usize {
        let mut tokens = 0;
        let fits = nodes.take(BATCH).take_while(|node| {
            tokens += u64::from(self.verifier.nodes.fingerprint(*node).tokens);
            tokens <= BATCH_TOKENS
        });
        fits.count().max(1)
    }

    /// The best verdict on a node by which it would be removed.
    fn compare(
        &self,
        node: NodeId,
        set: &ShingleSet,
        range: std::ops::Range<usize>,
    ) -> Result<Found> {
        let mut best = None;
        let nodes = self.verifier.nodes;
        for (place, staying) in
            self.staying.iter().enumerate().take(range.end.min(MAX_STAYING)).skip(range.start)
        {
            let proposed = nodes.comparable(node, staying.node)
                && (nodes.agreeing(node, staying.node) >= self.min_agreeing
                    || self.same_skeleton(node, staying.node));
            if !proposed
                || (self.same_skeleton(node, staying.node)
                    && !self.judges_template(node, staying.node))
            {
                continue;
            }
            let other = self.set(staying)?;
            let verdict = self.verifier.judge((node, set), (staying.node, &other));
            let removes = verdict.filter(|verdict| self.settings.removes(verdict.relation));
            best = better(best, removes.map(|verdict| (place, verdict)));
        }
        Ok(best)
    }

    fn same_skeleton(&self, a: NodeId, b: NodeId) -> bool {
        let skeleton = |node| self.verifier.nodes.fingerprint(node).skeleton;
        skeleton(a).is_some() && skeleton(a) == skeleton(b)
    }

    /// Two texts of one skeleton are worth comparing: they are equal, or templates are removed.
    fn judges_template(&self, a: NodeId, b: NodeId) -> bool {
        let exact = |node| self.verifier.nodes.fingerprint(node).exact;
        exact(a) == exact(b) || self.settings.removes(Relation::Template)
    }

    fn set<'s>(&self, staying: &'s Staying) -> Result<Cow<'s, ShingleSet>> {
        match &staying.set {
            Some(set) => Ok(Cow::Borrowed(set)),
            None => Ok(Cow::Owned(self.verifier.set(staying.node)?)),
        }
    }

    /// Lets the node stay if nothing was found; the link that reports will show.
    fn settle(
        &mut self,
        (doc, node): (DocId, NodeId),
        set: ShingleSet,
        found: Found,
    ) -> Result<Option<Link>> {
        if let Some((place, verdict)) = found {
            return Ok(Some(self.link(place, verdict)));
        }
        let template = self.template(node, &set)?;
        let place = self.staying.len();
        if let Some(skeleton) = self.verifier.nodes.fingerprint(node).skeleton {
            self.skeletons.entry(skeleton).or_insert(place);
        }
        self.cached += set.len();
        let set = (self.cached <= CACHED_SHINGLES).then_some(set);
        self.staying.push(Staying { doc, node, set });
        Ok(template)
    }

    /// A staying node's link to the first of its skeleton.
    fn template(&self, node: NodeId, set: &ShingleSet) -> Result<Option<Link>> {
        let skeleton = self.verifier.nodes.fingerprint(node).skeleton;
        let Some(place) = skeleton.and_then(|s| self.skeletons.get(&s).copied()) else {
            return Ok(None);
        };
        let first = &self.staying[place];
        if !self.verifier.nodes.comparable(node, first.node) {
            return Ok(None);
        }
        let verdict = self.verifier.judge((node, set), (first.node, &*self.set(first)?));
        Ok(verdict.map(|verdict| self.link(place, verdict)))
    }

    fn link(&self, place: usize, verdict: Verdict) -> Link {
        Link::new(self.staying[place].doc, verdict)
    }
}

fn better(a: Found, b: Found) -> Found {
    let key = |found: &(usize, Verdict)| (found.1.relation, -found.1.score);
    match (a, b) {
        // The earlier one wins a tie.
        (Some(x), Some(y)) => Some(if key(&y) < key(&x) { y } else { x }),
        (x, y) => x.or(y),
    }
}
