//! Rules over documents one by one: ids, encoding, emptiness.

use super::Place;
use super::faults::places;
use crate::base::document::{DocId, Texts};
use crate::base::error::Result;
use crate::check::found::{Found, Spot, name};
use ahash::AHashMap;

fn found(place: &Place<'_>, message: String, spots: Vec<Spot>) -> Found {
    let rule = place.number;
    Found { rule, relation: None, score: None, message, spots, counted: 1, first: 0, weight: 1 }
}

/// Documents that have the id of an earlier one.
pub(super) fn duplicate_ids(place: &Place<'_>, all: &mut Vec<Found>) {
    let library = place.library;
    let mut firsts: AHashMap<&str, DocId> = AHashMap::new();
    // Ids of documents that are not looked at matter too.
    for doc in library.of(place.rule.of) {
        let Some(id) = library.doc(doc).id.as_deref() else { continue };
        let first = *firsts.entry(id).or_insert(doc);
        if first != doc {
            let at = &library.file(first).shown;
            let message = format!("the id {id} is that of an earlier document, in {at}");
            all.push(found(place, message, vec![Spot::whole(doc), Spot::whole(first)]));
        }
    }
}

/// Documents that were decoded wrongly.
pub(super) fn encoding(place: &Place<'_>, all: &mut Vec<Found>) -> Result<()> {
    let (library, mut text) = (place.library, String::new());
    for doc in library.of(place.rule.of) {
        let faults = library.doc(doc).faults;
        if faults > 0 {
            let (name, s) = (name(library, doc), if faults == 1 { "" } else { "s" });
            let message = format!("{name} was decoded wrongly at {faults} place{s}");
            library.read(doc, &mut text)?;
            // Shown at the first place, but known again by the whole text.
            let first = places(&text).next();
            let span = first.map(|bytes| (0..library.row(doc).tokens.len(), bytes));
            all.push(found(place, message, vec![Spot { doc, span }]));
        }
    }
    Ok(())
}

/// Documents without a word.
pub(super) fn empty(place: &Place<'_>, all: &mut Vec<Found>) {
    let library = place.library;
    for doc in library.of(place.rule.of) {
        if library.row(doc).tokens.is_empty() && !library.doc(doc).is_ignored {
            let message = format!("{} has no words", name(library, doc));
            all.push(found(place, message, vec![Spot::whole(doc)]));
        }
    }
}
