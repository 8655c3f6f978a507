//! Places to entries, one to one.
//!
//! Cost: about linear, also where one text stands at many places.

use super::Entry;
use std::collections::BTreeMap;

/// Texts this much alike are one text; higher = stricter.
const ALIKE: f64 = 0.5;
/// The same at the same path, where a change of words is likelier than a chance likeness.
const ALIKE_AT_PATH: f64 = 0.25;
/// Entries that a place is compared with, at most.
const COMPARED: usize = 64;

/// What found its like.
pub(super) struct Matched {
    /// Of the places.
    pub(super) accepted: Vec<bool>,
    /// Of the entries: no place has taken it.
    pub(super) free: Vec<bool>,
}

/// The surest way first: the very entry, the same path, the same text in a document that is alike,
/// the same text.
pub(super) fn matched(entries: &[Entry], places: &[Entry]) -> Matched {
    let (accepted, free) = (vec![false; places.len()], vec![true; entries.len()]);
    let mut matching = Matching { entries, places, matched: Matched { accepted, free } };
    matching.by(Entry::clone, |_, _| true);
    matching.by(
        |entry| (entry.path.clone(), entry.id.clone()),
        |entry, place| entry.text.likeness(&place.text) >= ALIKE_AT_PATH,
    );
    matching.by(|entry| (entry.text.clone(), entry.within.clone()), |_, _| true);
    matching.by_hashes(|entry, place| {
        let within = entry.within.as_ref().zip(place.within.as_ref());
        within.is_none_or(|(a, b)| a.likeness(b) >= ALIKE)
    });
    matching.by(|entry| entry.text.clone(), |_, _| true);
    matching.by_hashes(|_, _| true);
    matching.matched
}

/// Places and entries on their way to each other.
struct Matching<'m> {
    entries: &'m [Entry],
    places: &'m [Entry],
    matched: Matched,
}

impl Matching<'_> {
    /// Joins what has the same key and fits.
    fn by<K: Ord>(&mut self, key: impl Fn(&Entry) -> K, fits: impl Fn(&Entry, &Entry) -> bool) {
        let whole = |entry: &Entry| (entry.rule, entry.scope.clone(), key(entry));
        let mut by_key: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for at in (0..self.entries.len()).filter(|at| self.matched.free[*at]).rev() {
            by_key.entry(whole(&self.entries[at])).or_default().push(at);
        }
        for at in 0..self.places.len() {
            let place = &self.places[at];
            let of_key =
                (!self.matched.accepted[at]).then(|| by_key.get_mut(&whole(place))).flatten();
            let Some(of_key) = of_key else { continue };
            let near = of_key.iter().rev().take(COMPARED);
            let found = near.copied().position(|entry| fits(&self.entries[entry], place));
            if let Some(found) = found {
                let entry = of_key.remove(of_key.len() - 1 - found);
                self.matched.free[entry] = false;
                self.matched.accepted[at] = true;
            }
        }
    }

    /// Joins what is alike, and fits besides: texts that are share one of their least hashes.
    fn by_hashes(&mut self, fits: impl Fn(&Entry, &Entry) -> bool) {
        let mut by_hash: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for at in (0..self.entries.len()).filter(|at| self.matched.free[*at]) {
            for hash in &self.entries[at].text.0 {
                by_hash.entry(*hash).or_default().push(at);
            }
        }
        for at in
            (0..self.places.len()).filter(|at| !self.matched.accepted[*at]).collect::<Vec<_>>()
        {
            let place = &self.places[at];
            let lists = place.text.0.iter().filter_map(|hash| by_hash.get(hash));
            let free =
                lists.flat_map(|list| list.iter().filter(|entry| self.matched.free[**entry]));
            let found = free.copied().take(COMPARED).find(|entry| {
                let entry = &self.entries[*entry];
                (entry.rule, &entry.scope) == (place.rule, &place.scope)
                    && entry.text.likeness(&place.text) >= ALIKE
                    && fits(entry, place)
            });
            if let Some(entry) = found {
                self.matched.free[entry] = false;
                self.matched.accepted[at] = true;
            }
        }
    }
}
