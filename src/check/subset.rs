//! Which documents a change can concern: those that it touched, and those that share text with them.
//!
//! Two texts that share a run of eight tokens share a seed, so whoever shares no seed with what was
//! touched shares no passage with it either, and no text of such a length is near to it. Short texts
//! may be alike without such a run; they are all looked at if one of them was touched.
//!
//! Cost: one pass over the tokens of all documents.

use super::library::{Library, Touched};
use super::plan::Plan;
use crate::base::document::{DocId, Relation};
use crate::passages::seeds::seeds;
use ahash::AHashSet;
use rayon::prelude::*;

/// Texts of fewer tokens may be alike without a run of eight.
const SHORT: usize = 40;

/// For each document whether it is to be looked at.
pub(super) fn concerned(plan: &Plan, library: &Library) -> Vec<bool> {
    let touched = |doc: usize| library.docs[doc].touched != Touched::Nothing;
    let all = 0..library.docs.len();
    let changed: Vec<usize> = all.clone().filter(|doc| touched(*doc)).collect();
    let mut wanted = AHashSet::new();
    let mut skeletons = AHashSet::new();
    let templates = plan.rules.iter().any(|rule| rule.relations.contains(&Relation::Template));
    for doc in &changed {
        seeds(&library.row(DocId(*doc as u32)).tokens, |seed, _| {
            wanted.insert(seed);
        });
        skeletons.extend(library.prints[*doc].core.skeleton().filter(|_| templates));
    }
    let is_short = |doc: usize| library.rows[doc].tokens.len() < SHORT;
    let has_short = changed.iter().any(|doc| is_short(*doc));
    all.into_par_iter()
        .map(|doc| {
            if touched(doc) || has_short && is_short(doc) {
                return true;
            }
            let mut shares = false;
            seeds(&library.rows[doc].tokens, |seed, _| shares |= wanted.contains(&seed));
            let skeleton = library.prints[doc].core.skeleton();
            shares || skeleton.is_some_and(|skeleton| skeletons.contains(&skeleton))
        })
        .collect()
}
