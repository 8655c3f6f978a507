//! What was found, known by its texts: accepted, touched, named.

use super::baseline::{Baseline, Entry};
use super::finding::Stale;
use super::found::{Found, Mark, Spot};
use super::library::{Library, Touched};
use super::plan::Plan;
use super::site::lines;
use crate::base::error::Result;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::Xxh3;

/// A finding with the marks of its places.
pub(super) struct Marked {
    pub(super) found: Found,
    pub(super) marks: Vec<Mark>,
    /// Each place that an acceptance is for is accepted.
    pub(super) accepted: Vec<bool>,
    pub(super) fingerprint: String,
}

/// Marks and fingerprints, in the order of what was found.
pub(super) fn mark(plan: &Plan, library: &Library, found: Vec<Found>) -> Vec<Marked> {
    let mut counts: BTreeMap<(usize, Mark), u32> = BTreeMap::new();
    let mark = |found: Found| {
        let marks = found.marks(library);
        let first = marks.first().cloned().unwrap_or_default();
        let nth = counts.entry((found.rule, first.clone())).or_default();
        *nth += 1;
        let rule = &plan.rules[found.rule];
        let mut hash = Xxh3::new();
        hash.update(rule.id.name().as_bytes());
        hash.update(plan.scope(rule).as_bytes());
        first.0.iter().for_each(|one| hash.update(&one.to_le_bytes()));
        hash.update(&nth.to_le_bytes());
        let accepted = vec![false; marks.len()];
        Marked { found, marks, accepted, fingerprint: format!("{:016x}", hash.digest()) }
    };
    found.into_iter().map(mark).collect()
}

/// The entries of a baseline that would accept all of these.
pub(super) fn entries(plan: &Plan, library: &Library, all: &[Marked]) -> Vec<Entry> {
    let of_one = |one: &Marked| {
        let rule = &plan.rules[one.found.rule];
        let entry = |(spot, mark): (&Spot, &Mark)| Entry {
            rule: rule.id,
            scope: plan.scope(rule),
            path: library.file(spot.doc).shown.clone(),
            id: library.doc(spot.doc).id.as_deref().map(str::to_owned),
            text: mark.clone(),
            within: spot.span.as_ref().map(|_| Mark::of(&library.row(spot.doc).tokens).short()),
        };
        one.found.spots.iter().zip(&one.marks).map(entry).collect::<Vec<_>>()
    };
    all.iter().flat_map(of_one).collect()
}

/// Accepts what the baseline has; gives what of it is stale.
pub(super) fn accept(
    plan: &Plan,
    library: &Library,
    all: &mut [Marked],
    baseline: &Baseline,
) -> Vec<Stale> {
    let (accepted, stale) = baseline.matched(&entries(plan, library, all));
    let mut accepted = accepted.into_iter();
    for one in all {
        one.accepted.iter_mut().zip(accepted.by_ref()).for_each(|(to, from)| *to = from);
    }
    stale
}

impl Marked {
    pub(super) fn is_accepted(&self) -> bool {
        self.accepted.iter().all(|accepted| *accepted)
    }

    /// Whether the change touched a place of it; then that is where to look first.
    pub(super) fn is_touched(&mut self, library: &Library) -> Result<bool> {
        let mut touched = Vec::with_capacity(self.found.spots.len());
        for spot in &self.found.spots {
            touched.push(is_touched(library, spot)?);
        }
        let is_new = |at: &usize| self.accepted.get(*at).is_some_and(|accepted| !accepted);
        let all = 0..touched.len();
        let first = all.clone().filter(|at| touched[*at]).find(is_new);
        if let Some(first) = first.or(all.clone().find(|at| touched[*at])) {
            self.found.first = first;
        }
        Ok(touched.contains(&true))
    }

    /// Of a passage that has one place too many, that is the one to look at.
    pub(super) fn look_at_new(&mut self) {
        let is_new = |at: usize| self.accepted.get(at).is_some_and(|accepted| !accepted);
        // One side of a pair is as good as the other.
        if self.accepted.len() > 1
            && !is_new(self.found.first)
            && let Some(new) = (0..self.accepted.len()).find(|at| is_new(*at))
        {
            self.found.first = new;
        }
    }
}

fn is_touched(library: &Library, spot: &Spot) -> Result<bool> {
    Ok(match (&library.doc(spot.doc).touched, &spot.span) {
        (Touched::Nothing, _) => false,
        (Touched::All, _) | (Touched::Lines(_), None) => true,
        (Touched::Lines(touched), Some(_)) => {
            let lines = lines(library, spot)?;
            touched.iter().any(|range| range.start < lines.end && lines.start < range.end)
        }
    })
}
