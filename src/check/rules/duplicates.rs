//! Documents that repeat another of their corpus.
//!
//! They are those that deduplication would remove, each with its witness.

use super::{Place, prints};
use crate::base::document::{DocId, Relation};
use crate::base::error::Result;
use crate::base::progress::Watch;
use crate::check::found::{Found, Spot, name, verb};
use crate::check::library::Part;
use crate::dedup::candidates::nodes::Nodes;
use crate::dedup::pipeline::{Documents, find};
use crate::documents::fields::Fields;
use crate::storage::space::Space;
use crate::text::row::TokenRow;
use std::collections::BTreeSet;

/// The documents that were found to repeat others.
#[derive(Default)]
pub(super) struct Duplicates(BTreeSet<DocId>);

impl Duplicates {
    pub(super) fn has(&self, doc: DocId) -> bool {
        self.0.contains(&doc)
    }

    pub(super) fn find(
        &mut self,
        place: &Place<'_>,
        all: &mut Vec<Found>,
        watch: Watch<'_>,
    ) -> Result<()> {
        let Place { library, rule, .. } = *place;
        let part = Part { library, docs: place.docs(rule.of).collect() };
        for Repeat { doc, witness, relation, score } in repeats(place, &part, &[], watch)? {
            if !rule.relations.contains(&relation) {
                continue;
            }
            self.0.insert(doc);
            let message =
                format!("{} {} {}", name(library, doc), verb(relation), name(library, witness));
            all.push(Found {
                rule: place.number,
                relation: Some(relation),
                score: Some(score),
                message,
                spots: vec![Spot::whole(doc), Spot::whole(witness)],
                counted: 1,
                first: 0,
                weight: 1,
            });
        }
        Ok(())
    }
}

/// A document that would go, and what it repeats.
pub(super) struct Repeat {
    pub(super) doc: DocId,
    pub(super) witness: DocId,
    pub(super) relation: Relation,
    pub(super) score: f64,
}

/// What deduplication would remove of these documents; `corpora` are the values of the field by
/// which documents must differ, if they must.
pub(super) fn repeats(
    place: &Place<'_>,
    part: &Part<'_>,
    corpora: &[&str],
    watch: Watch<'_>,
) -> Result<Vec<Repeat>> {
    let Place { library, rule, .. } = *place;
    let settings = &rule.sameness;
    let mut fields = Fields::new(settings.fields());
    for doc in 0..part.docs.len() {
        fields.push([corpora.get(doc).copied()]);
    }
    let prints = prints(part, settings)?;
    let space = Space::unbounded();
    let nodes = Nodes::new(&prints, &space)?;
    let contains = settings.removes(Relation::Contains);
    let row = |doc: &DocId| library.row(*doc).clone();
    let rows: Vec<TokenRow> =
        if contains { part.docs.iter().map(row).collect() } else { Vec::new() };
    let tellings = contains.then_some((&rows[..], &rule.passages));
    let documents =
        Documents { nodes: &nodes, tellings, fields: &fields, texts: part, ids: &|_| (0, 0) };
    let outcome = find(documents, settings, &space, watch)?;
    let repeat = |(doc, link): (DocId, crate::dedup::cluster::Link)| Repeat {
        doc: part.global(doc),
        witness: part.global(link.witness),
        relation: link.relation,
        score: link.score,
    };
    Ok(outcome.removed().into_iter().map(repeat).collect())
}
