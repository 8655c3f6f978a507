//! The walk through one group of connected texts, in keep order.
//!
//! ```text
//! for each batch of documents in keep order:
//!     compare each with those that stay from earlier batches      in parallel
//!     for each document of the batch, in order:
//!         compare it with those that stay from this batch
//!         the best verdict wins; none: it stays
//! ```
//!
//! Which verdict is best does not depend on threads. Exact copies of a text are walked as one
//! document, unless settings forbid to compare some documents: then two copies may both stay.

use super::outer::containers_first;
use super::parting::{SMALL, parted};
use super::staying::{Found, Item, Staying};
use super::{Link, Member, Rules};
use crate::base::document::{DocId, Relation};
use crate::base::error::Result;
use crate::dedup::candidates::nodes::NodeId;
use crate::dedup::shingle::ShingleSet;
use crate::dedup::verify::{Verdict, Verifier};
use rayon::prelude::*;

/// Documents of a batch, and their tokens at most.
const BATCH: usize = 1024;
const BATCH_TOKENS: u64 = 4 << 20;

pub(super) struct Walked {
    /// The members of each cluster, in keep order.
    pub(super) clusters: Vec<Vec<Member>>,
    pub(super) capped: u64,
}

pub(super) fn walk(verifier: Verifier<'_>, group: &[NodeId], rules: &Rules<'_>) -> Result<Walked> {
    let order = keep_order(verifier, group, rules);
    let sketched = order.len() > SMALL && !rules.settings.exact();
    let min_agreeing = if sketched { rules.settings.banding().min_agreeing } else { 0 };
    let mut staying = Staying::new(verifier, rules, min_agreeing);
    let mut members = Vec::new();
    let mut capped = 0;
    let mut rest = &order[..];
    while !rest.is_empty() {
        let (batch, behind) = rest.split_at(batch_len(verifier, rest));
        let before = staying.len();
        let one_text = group.len() == 1;
        let compared = batch.par_iter().map(|item| {
            // Copies of one text are told by their node.
            let set = if one_text { ShingleSet::default() } else { verifier.set(item.node)? };
            let found = staying.compare(*item, &set, 0..before)?;
            Ok((set, found))
        });
        let compared: Vec<(ShingleSet, Found)> = compared.collect::<Result<_>>()?;
        for (item, (set, found)) in batch.iter().zip(compared) {
            let here = staying.compare(*item, &set, before..staying.len())?;
            let found = found.or_better(here);
            capped += u64::from(found.capped);
            let link = match (found.best, found.template) {
                (Some((place, verdict)), _) => Some(staying.link(place, verdict)),
                (None, Some(place)) => Some(staying.template_link(&set, place)?),
                (None, None) => None,
            };
            let kept = found.best.is_none();
            if kept {
                staying.add(*item, set);
            }
            members.push(Member { doc: item.doc, kept, link });
        }
        rest = behind;
    }
    let clusters = if rules.constraint.is_none() {
        vec![with_copies(verifier, &order, members)]
    } else {
        let small = order.len() <= SMALL;
        let sets = order.iter().filter(|_| small).map(|item| verifier.set(item.node));
        let sets: Vec<ShingleSet> = sets.collect::<Result<_>>()?;
        let related = |a: usize, b: usize| {
            let set = |i: usize| Some((order[i].node, sets.get(i)?));
            set(a).zip(set(b)).is_some_and(|(a, b)| verifier.judge(a, b).is_some())
        };
        parted(&members, rules.constraint, related)
    };
    Ok(Walked { clusters, capped })
}

/// The documents to walk, the best to keep first.
fn keep_order(verifier: Verifier<'_>, group: &[NodeId], rules: &Rules<'_>) -> Vec<Item> {
    let rank = |doc: &DocId| rules.keep_order.rank(*doc);
    let alone = !rules.constraint.is_none();
    let mut order: Vec<Item> = Vec::new();
    for node in group {
        let docs = verifier.nodes.docs(*node);
        let best = match docs {
            [doc] => Some(doc),
            _ => docs.iter().min_by_key(|doc| rank(doc)),
        };
        // Copies stand where the best of them stands.
        let docs = if alone { docs } else { best.map_or(&[][..], std::slice::from_ref) };
        order.extend(docs.iter().map(|doc| Item { doc: *doc, node: *node }));
    }
    order.sort_by_cached_key(|item| rank(&item.doc));
    if rules.containers.is_empty() { order } else { containers_first(&order, rules.containers) }
}

fn batch_len(verifier: Verifier<'_>, items: &[Item]) -> usize {
    let mut tokens = 0;
    let fits = items.iter().take(BATCH).take_while(|item| {
        tokens += u64::from(verifier.nodes.tokens(item.node));
        tokens <= BATCH_TOKENS
    });
    fits.count().max(1)
}

/// Adds the exact copies: they go because of the one that was walked, or share its witness.
fn with_copies(verifier: Verifier<'_>, order: &[Item], mut members: Vec<Member>) -> Vec<Member> {
    let exact = Verdict { relation: Relation::Exact, score: 1.0 };
    for (item, i) in order.iter().zip(0..) {
        let Member { doc, kept, link } = members[i];
        let link = if kept { Some(Link::new(doc, exact)) } else { link };
        let copies = verifier.nodes.docs(item.node).iter().filter(|copy| **copy != doc);
        members.extend(copies.map(|copy| Member { doc: *copy, kept: false, link }));
    }
    members
}
