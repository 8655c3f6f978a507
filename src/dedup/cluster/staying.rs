//! The documents of a cluster that stay, and comparing with them.

use super::{Link, Rules};
use crate::base::document::{DocId, Relation};
use crate::base::error::Result;
use crate::dedup::candidates::nodes::NodeId;
use crate::dedup::shingle::ShingleSet;
use crate::dedup::verify::{Verdict, Verifier};
use crate::documents::fields::Part;
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
    pub(super) fn or_better(mut self, other: Found) -> Found {
        other.best.into_iter().for_each(|(place, verdict)| self.goes(place, verdict));
        other.template.into_iter().for_each(|place| self.resembles(place));
        self.capped |= other.capped;
        self
    }

    /// Of several verdicts the strongest stays, and of equal ones the first in keep order.
    fn goes(&mut self, place: usize, verdict: Verdict) {
        let order =
            |a: &(usize, Verdict), b: &(usize, Verdict)| a.1.by_strength(&b.1).then(a.0.cmp(&b.0));
        self.best = self.best.into_iter().chain([(place, verdict)]).min_by(order);
    }

    fn resembles(&mut self, place: usize) {
        self.template = self.template.into_iter().chain([place]).min();
    }
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
        let constraint = self.rules.constraint;
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
            found.goes(place, Verdict { relation: Relation::Exact, score: 1.0 });
            return Ok(());
        }
        let template = nodes.core(item.node).shares_skeleton(nodes.core(stay.item.node));
        if template && !self.rules.settings.removes(Relation::Template) {
            found.resembles(place);
            return Ok(());
        }
        if let Some(score) = self.rules.containers.share(item.node, stay.item.node) {
            found.goes(place, Verdict { relation: Relation::Contains, score });
        }
        if !template && nodes.agreeing(item.node, stay.item.node) < self.min_agreeing {
            return Ok(());
        }
        let verdict = self.verifier.judge((item.node, set), (stay.item.node, &*self.set(stay)?));
        let removes = verdict.filter(|verdict| self.rules.settings.removes(verdict.relation));
        if let Some(verdict) = removes {
            found.goes(place, verdict);
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
        Link::new(self.stays[place].item.doc, verdict)
    }

    /// The link of a staying document, by its set, to an earlier one of its skeleton.
    pub(super) fn template_link(&self, set: &ShingleSet, place: usize) -> Result<Link> {
        let other = self.set(&self.stays[place])?;
        let verdict = Verdict { relation: Relation::Template, score: set.jaccard(&other) };
        Ok(self.link(place, verdict))
    }
}
