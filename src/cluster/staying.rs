//! The documents of a cluster that stay, and comparing with them.

use super::{Link, Rules};
use crate::candidates::NodeId;
use crate::fields::Part;
use crate::shingle::ShingleSet;
use crate::verify::{Verdict, Verifier};
use crate::{DocId, Relation, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Those that stay with which one document is compared, at most.
const MAX_COMPARED: usize = 4096;

/// Shingles of staying texts that are held rather than read again.
const CACHED_SHINGLES: usize = 8 << 20;

/// A document in keep order.
#[derive(Clone, Copy)]
pub(super) struct Item {
    pub(super) doc: DocId,
    pub(super) node: NodeId,
}

struct Stay {
    item: Item,
    set: Option<ShingleSet>,
}

/// Those that stay, in keep order; their places in it are what the functions speak of.
pub(super) struct Staying<'a> {
    verifier: Verifier<'a>,
    rules: &'a Rules<'a>,
    /// Equal bins that are asked for before texts are compared.
    min_agreeing: u32,
    stays: Vec<Stay>,
    parts: BTreeMap<Part, Vec<usize>>,
    cached: usize,
}

/// What comparing one document found.
#[derive(Default)]
pub(super) struct Found {
    /// The best verdict by which it goes, and the place of its witness.
    pub(super) best: Option<(usize, Verdict)>,
    /// The first of which it is a template, though it stays.
    pub(super) template: Option<usize>,
    /// More were to compare than are.
    pub(super) capped: bool,
}

impl Found {
    pub(super) fn or_better(self, other: Found) -> Found {
        let best = match (self.best, other.best) {
            (Some(a), Some(b)) => Some(better(a, b)),
            (a, b) => a.or(b),
        };
        let template = self.template.into_iter().chain(other.template).min();
        Found { best, template, capped: self.capped || other.capped }
    }
}

/// The strongest relation, then the highest score, then the first in keep order.
fn better(a: (usize, Verdict), b: (usize, Verdict)) -> (usize, Verdict) {
    let by_relation = a.1.relation.cmp(&b.1.relation);
    let order = by_relation.then(b.1.score.total_cmp(&a.1.score)).then(a.0.cmp(&b.0));
    if order.is_le() { a } else { b }
}

impl<'a> Staying<'a> {
    pub(super) fn new(verifier: Verifier<'a>, rules: &'a Rules<'a>, min_agreeing: u32) -> Self {
        let (stays, parts) = (Vec::new(), BTreeMap::new());
        Self { verifier, rules, min_agreeing, stays, parts, cached: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.stays.len()
    }

    pub(super) fn add(&mut self, item: Item, set: ShingleSet) {
        self.cached += set.len();
        let set = (self.cached <= CACHED_SHINGLES).then_some(set);
        let part = self.rules.constraint.part(item.doc);
        self.parts.entry(part).or_default().push(self.stays.len());
        self.stays.push(Stay { item, set });
    }

    /// Compares a document with those of a range of places.
    pub(super) fn compare(
        &self,
        item: Item,
        set: &ShingleSet,
        range: Range<usize>,
    ) -> Result<Found> {
        let constraint = &self.rules.constraint;
        let part = constraint.part(item.doc);
        let mut found = Found::default();
        let mut left = MAX_COMPARED;
        for (_, places) in self.parts.iter().filter(|(other, _)| constraint.joins(part, **other)) {
            let start = places.partition_point(|place| *place < range.start);
            for place in places[start..].iter().copied().take_while(|place| range.contains(place)) {
                if !constraint.is_close(item.doc, self.stays[place].item.doc) {
                    continue;
                }
                if left == 0 {
                    found.capped = true;
                    break;
                }
                left -= 1;
                self.meet(item, set, place, &mut found)?;
                // There is no better verdict than the first exact copy.
                if found.best.is_some_and(|(_, verdict)| verdict.relation == Relation::Exact) {
                    break;
                }
            }
        }
        Ok(found)
    }

    fn meet(&self, item: Item, set: &ShingleSet, place: usize, found: &mut Found) -> Result<()> {
        let stay = &self.stays[place];
        let nodes = self.verifier.nodes;
        if stay.item.node == item.node {
            let exact = Verdict { relation: Relation::Exact, score: 1.0 };
            found.best =
                Some(found.best.map_or((place, exact), |best| better(best, (place, exact))));
            return Ok(());
        }
        let (a, b) = (nodes.fingerprint(item.node), nodes.fingerprint(stay.item.node));
        let template = a.skeleton.is_some() && a.skeleton == b.skeleton;
        if template && !self.rules.settings.removes(Relation::Template) {
            found.template = Some(found.template.map_or(place, |first| first.min(place)));
            return Ok(());
        }
        if !template && a.signature.agreeing(&b.signature) < self.min_agreeing {
            return Ok(());
        }
        let verdict = self.verifier.judge((item.node, set), (stay.item.node, &*self.set(stay)?));
        let removes = verdict.filter(|verdict| self.rules.settings.removes(verdict.relation));
        if let Some(verdict) = removes {
            found.best =
                Some(found.best.map_or((place, verdict), |best| better(best, (place, verdict))));
        }
        Ok(())
    }

    fn set<'s>(&self, stay: &'s Stay) -> Result<Cow<'s, ShingleSet>> {
        match &stay.set {
            Some(set) => Ok(Cow::Borrowed(set)),
            None => Ok(Cow::Owned(self.verifier.set(stay.item.node)?)),
        }
    }

    /// The link to the document at a place.
    pub(super) fn link(&self, place: usize, verdict: Verdict) -> Link {
        Link {
            witness: self.stays[place].item.doc,
            relation: verdict.relation,
            score: verdict.score,
        }
    }

    /// The link of a staying document to an earlier one of its skeleton.
    pub(super) fn template_link(&self, item: Item, set: &ShingleSet, place: usize) -> Result<Link> {
        let other = self.set(&self.stays[place])?;
        let verdict = Verdict { relation: Relation::Template, score: set.jaccard(&other) };
        debug_assert_ne!(item.node, self.stays[place].item.node);
        Ok(self.link(place, verdict))
    }
}
