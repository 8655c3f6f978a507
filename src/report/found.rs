//! What a search for passages found, at a glance.

use super::summary::excerpt;
use crate::base::error::Result;
use crate::passages::gather::kind::PassageKind;
use crate::passages::passage::{Passage, PassageId};
use crate::passages::settings::PassageSettings;
use crate::report::named::Named;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Passages shown with an excerpt.
const WIDEST: usize = 5;

/// What a search for passages over files found; the same in every run over the same input. The
/// fields are specified in `docs/passages.md`.
///
/// ```
/// let job = retold::PassagesJob {
///     inputs: vec!["fixtures/newsroom.jsonl".into()],
///     ..Default::default()
/// };
/// let summary = retold::find_passages(&job, &(), &Default::default())?;
/// assert_eq!(summary.by_kind.values().sum::<u64>(), summary.passages);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct PassagesSummary {
    /// Version of this format.
    pub format: u32,
    /// Version of the program.
    pub version: &'static str,
    /// Tokens of a passage, at least.
    pub min_tokens: usize,
    /// The least share of different words.
    pub min_distinct: f64,
    /// The least identity.
    pub identity: f64,
    /// Bytes read, after decompression.
    pub input_bytes: u64,
    /// Documents read.
    pub documents: u64,
    /// Bytes of their texts, in UTF-8.
    pub text_bytes: u64,
    /// Tokens of their texts.
    pub tokens: u64,
    /// Passages that are told at several places.
    pub passages: u64,
    /// The same, by kind.
    pub by_kind: BTreeMap<&'static str, u64>,
    /// The places, all together.
    pub occurrences: u64,
    /// Documents that have some.
    pub documents_with: u64,
    /// The passages with most occurrences, these first.
    pub widest: Vec<PassageExcerpt>,
    /// Retellings, if they were looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retellings: Option<u64>,
    /// Retellings that were left out because they look like recurring reports, if any were looked
    /// for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurring_left_out: Option<u64>,
    /// Records that could not be read, by kind.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Blank lines passed over.
    pub blank_lines: u64,
    /// Documents whose id an earlier one has already.
    pub duplicate_ids: u64,
}

/// A passage at a glance.
///
/// ```
/// let job = retold::PassagesJob {
///     inputs: vec!["fixtures/newsroom.jsonl".into()],
///     ..Default::default()
/// };
/// let summary = retold::find_passages(&job, &(), &Default::default())?;
/// assert!(summary.widest[0].occurrences >= summary.widest[1].occurrences);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct PassageExcerpt {
    /// Its name.
    pub passage: PassageId,
    /// What it looks like.
    pub kind: PassageKind,
    /// How often it is told.
    pub occurrences: u64,
    /// In how many documents.
    pub documents: u64,
    /// Of how many sources.
    pub sources: u64,
    /// The id of the document of its representative.
    pub id: String,
    /// Its beginning there.
    pub excerpt: String,
}

/// The part of the summary that the passages tell.
pub(crate) fn summarize_passages(
    passages: &[Passage],
    settings: &PassageSettings,
    named: &dyn Named,
) -> Result<PassagesSummary> {
    let mut by_kind = BTreeMap::new();
    for passage in passages {
        *by_kind.entry(passage.kind.name()).or_default() += 1;
    }
    let occurrences = || passages.iter().flat_map(|passage| &passage.occurrences);
    let mut docs: Vec<u32> = occurrences().map(|one| one.doc.0).collect();
    docs.sort_unstable();
    docs.dedup();
    Ok(PassagesSummary {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        min_tokens: settings.min_tokens(),
        min_distinct: settings.min_distinct(),
        identity: settings.identity(),
        input_bytes: 0,
        documents: 0,
        text_bytes: 0,
        tokens: 0,
        passages: passages.len() as u64,
        by_kind,
        occurrences: occurrences().count() as u64,
        documents_with: docs.len() as u64,
        widest: widest(passages, named)?,
        retellings: None,
        recurring_left_out: None,
        rejected: BTreeMap::new(),
        blank_lines: 0,
        duplicate_ids: 0,
    })
}

fn widest(passages: &[Passage], named: &dyn Named) -> Result<Vec<PassageExcerpt>> {
    let mut order: Vec<&Passage> = passages.iter().collect();
    // Stable: passages told as often stay in the order of their first occurrences.
    order.sort_by_key(|passage| Reverse(passage.occurrences.len()));
    let excerpt = |passage: &&Passage| {
        let shown = passage.representative();
        let text = named.text(shown.doc)?;
        Ok(PassageExcerpt {
            passage: passage.id,
            kind: passage.kind,
            occurrences: passage.occurrences.len() as u64,
            documents: passage.spread.documents as u64,
            sources: passage.spread.sources as u64,
            id: named.name(shown.doc)?.id,
            excerpt: excerpt(text.get(shown.bytes.clone()).unwrap_or_default()),
        })
    };
    order.iter().take(WIDEST).map(excerpt).collect()
}
