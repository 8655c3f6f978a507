//! Passages that stand at several places of a corpus.
//!
//! Cost: that of the road to passages, once for each corpus and each way to define a passage.

use super::duplicates::Duplicates;
use crate::base::error::Result;
use crate::base::progress::Watch;
use crate::check::finding::RuleId;
use crate::check::found::{Found, Spot};
use crate::check::library::Library;
use crate::check::plan::Plan;
use crate::check::rule::Rule;
use crate::documents::fields::Fields;
use crate::passages::passage::Passage;
use crate::passages::pipeline::{Road, distinct};
use crate::passages::settings::PassageSettings;

/// What the rules over passages find.
pub(super) fn find(
    plan: &Plan,
    library: &Library,
    among: &[bool],
    duplicates: &Duplicates,
    all: &mut Vec<Found>,
    watch: Watch<'_>,
) -> Result<()> {
    let fields = sources(library);
    let of_passages =
        |rule: &Rule| matches!(rule.id, RuleId::RepeatedPassages | RuleId::Boilerplate);
    let numbered = || plan.rules.iter().enumerate().filter(|(_, rule)| of_passages(rule));
    let mut roads: Vec<(usize, &PassageSettings)> = Vec::new();
    for (_, rule) in numbered() {
        if !roads.contains(&(rule.of, &rule.passages)) {
            roads.push((rule.of, &rule.passages));
        }
    }
    for (corpus, settings) in roads {
        let docs = library.of(corpus);
        let docs = docs.filter(|doc| among[doc.index()] && !duplicates.has(*doc));
        let texts = distinct(&library.rows, docs);
        let road = Road::to_matches(&library.rows, &texts, settings, watch)?;
        let passages = road.passages(library, &fields, watch)?;
        for (number, rule) in numbered() {
            if (rule.of, &rule.passages) == (corpus, settings) {
                let told = passages.iter().filter(|passage| rule.kinds.contains(&passage.kind));
                all.extend(told.map(|passage| found(number, passage)));
            }
        }
    }
    Ok(())
}

/// The sources of all documents; a document without one is told apart by its folder.
pub(super) fn sources(library: &Library) -> Fields {
    let mut fields = Fields::new(["source", "date"]);
    for doc in &library.docs {
        let shown = &library.files[doc.file as usize].shown;
        let folder = shown.rsplit_once('/').map_or("", |(folder, _)| folder);
        fields.push([Some(doc.source.as_deref().unwrap_or(folder)), None]);
    }
    fields
}

fn found(rule: usize, passage: &Passage) -> Found {
    let occurrences = &passage.occurrences;
    let spots: Vec<Spot> = occurrences.iter().map(Spot::of).collect();
    let tokens = passage.representative().tokens.len();
    let documents = match passage.spread.documents {
        1 => "of one document".to_owned(),
        documents => format!("in {documents} documents"),
    };
    let told_again =
        occurrences.iter().map(|one| one.tokens.len()).sum::<usize>() - occurrences[0].tokens.len();
    Found {
        rule,
        relation: None,
        score: occurrences.iter().map(|one| one.identity).min_by(f64::total_cmp),
        message: format!(
            "a passage of {tokens} words stands at {} places {documents} ({})",
            spots.len(),
            passage.kind
        ),
        counted: spots.len(),
        first: 1,
        spots,
        weight: told_again as u64,
    }
}
