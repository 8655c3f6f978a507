//! The closing summary.

use crate::base::document::Relation;
use crate::base::error::Result;
use crate::dedup::audit::Audit;
use crate::dedup::cluster::{Cluster, ClusterId};
use crate::dedup::pipeline::Outcome;
use crate::report::named::Named;
use crate::settings::Settings;
use serde::Serialize;
use std::collections::BTreeMap;

/// Clusters shown with an excerpt.
const LARGEST: usize = 5;

/// Characters of an excerpt.
const EXCERPT: usize = 100;

/// What a run over files found and did; the same in every run over the same input. The fields are
/// specified in `docs/report.md`.
///
/// ```
/// let job = retold::DedupJob {
///     inputs: vec!["fixtures/newsroom.jsonl".into()],
///     ..Default::default()
/// };
/// let summary = retold::dedup_files(&job, &(), &Default::default())?;
/// assert_eq!(summary.documents, 160);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Version of this format.
    pub format: u32,
    /// Version of the program.
    pub version: &'static str,
    /// The least Jaccard similarity of a near pair.
    pub threshold: f64,
    /// Tokens of a shingle.
    pub shingle_tokens: usize,
    /// Candidates were found by an exact join.
    pub exact: bool,
    /// Bands of the sketches; 0 with an exact join.
    pub bands: usize,
    /// Rows of a band; 0 with an exact join.
    pub rows: usize,
    /// The chance that a pair exactly at the threshold is missed.
    pub expected_miss_rate: f64,
    /// The recall that was measured, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<Audit>,
    /// Bytes read, after decompression.
    pub input_bytes: u64,
    /// Documents read.
    pub documents: u64,
    /// Bytes of their texts, in UTF-8.
    pub text_bytes: u64,
    /// Tokens of their texts.
    pub tokens: u64,
    /// Documents that stay.
    pub kept: u64,
    /// Documents that go.
    pub removed: u64,
    /// Those that go, by relation to their witness.
    pub removed_by: RemovedBy,
    /// Those of them that an index tells, if one was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<u64>,
    /// Documents that stay though they are a `template` of one that stays.
    pub template_kept: u64,
    /// Documents without a token.
    pub empty: u64,
    /// Passages that documents that stay have in common, if they were looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passages: Option<u64>,
    /// Where they stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passage_occurrences: Option<u64>,
    /// Clusters of two and more.
    pub clusters: u64,
    /// The largest of them, the largest first.
    pub largest: Vec<ClusterExcerpt>,
    /// Documents and removals by source, the most removals first.
    pub sources: Vec<SourceCount>,
    /// Records that could not be read, by kind.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Blank lines passed over.
    pub blank_lines: u64,
    /// Documents whose id an earlier one has already.
    pub duplicate_ids: u64,
    /// Documents that no window holds, since they have no date that can be read.
    pub undated: u64,
    /// Pairs that sketches, or the exact join, proposed.
    pub candidates: u64,
    /// Pairs whose texts were compared.
    pub compared: u64,
    /// Documents that met more like them than are compared; see `docs/report.md`.
    pub capped: u64,
}

/// Removals by relation.
///
/// ```
/// let job = retold::DedupJob {
///     inputs: vec!["fixtures/newsroom.jsonl".into()],
///     ..Default::default()
/// };
/// let summary = retold::dedup_files(&job, &(), &Default::default())?;
/// let by = summary.removed_by;
/// assert_eq!(by.exact + by.near + by.contains + by.template + by.empty + by.shares, summary.removed);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RemovedBy {
    /// The same tokens.
    pub exact: u64,
    /// Similar enough.
    pub near: u64,
    /// Nearly all of it stands in its witness.
    pub contains: u64,
    /// The same but for numbers and dates.
    pub template: u64,
    /// Without a token.
    pub empty: u64,
    /// It shares passages with a document of an index that says so.
    #[serde(skip_serializing_if = "is_none")]
    pub shares: u64,
}

impl RemovedBy {
    /// Counts one more.
    pub(crate) fn add(&mut self, relation: Relation) {
        let count = match relation {
            Relation::Exact => &mut self.exact,
            Relation::Near => &mut self.near,
            Relation::Contains => &mut self.contains,
            Relation::Template => &mut self.template,
            Relation::Empty => &mut self.empty,
            // Nothing else removes.
            Relation::Shares | Relation::Retells => &mut self.shares,
        };
        *count += 1;
    }
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

/// A cluster at a glance.
///
/// ```
/// let job = retold::DedupJob {
///     inputs: vec!["fixtures/newsroom.jsonl".into()],
///     ..Default::default()
/// };
/// let summary = retold::dedup_files(&job, &(), &Default::default())?;
/// assert!(summary.largest[0].documents >= summary.largest[1].documents);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ClusterExcerpt {
    /// Its name.
    pub cluster: ClusterId,
    /// How many documents it has.
    pub documents: u64,
    /// How many of them stay.
    pub kept: u64,
    /// The id of its first document that stays.
    pub id: String,
    /// The beginning of that document's text.
    pub excerpt: String,
}

/// What came from a source, and went.
///
/// ```
/// let job = retold::DedupJob {
///     inputs: vec!["fixtures/newsroom.jsonl".into()],
///     ..Default::default()
/// };
/// let summary = retold::dedup_files(&job, &(), &Default::default())?;
/// let documents: u64 = summary.sources.iter().map(|source| source.documents).sum();
/// assert_eq!(documents, summary.documents);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SourceCount {
    /// The value of the source field, or the file.
    pub source: String,
    /// Documents from it.
    pub documents: u64,
    /// Those that go.
    pub removed: u64,
}

/// The part of the summary that the outcome tells.
pub(crate) fn summarize(
    outcome: &Outcome,
    settings: &Settings,
    named: &dyn Named,
) -> Result<Summary> {
    let banding = Some(settings.banding()).filter(|_| !settings.exact());
    let counts = outcome.counts();
    let members = || outcome.clusters().iter().flat_map(|cluster| &cluster.members);
    let removed_by = |relation: Relation| {
        let by = |link: crate::dedup::cluster::Link| link.relation == relation;
        members().filter(|member| !member.kept && member.link.is_some_and(by)).count() as u64
    };
    let removed = members().filter(|member| !member.kept).count() as u64;
    Ok(Summary {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        threshold: settings.threshold(),
        shingle_tokens: settings.shingle_tokens(),
        exact: settings.exact(),
        bands: banding.map_or(0, |banding| banding.bands),
        rows: banding.map_or(0, |banding| banding.rows),
        expected_miss_rate: settings.miss_rate(),
        audit: None,
        input_bytes: 0,
        documents: outcome.documents() as u64,
        text_bytes: 0,
        tokens: counts.tokens,
        kept: outcome.documents() as u64 - removed,
        removed,
        removed_by: RemovedBy {
            exact: removed_by(Relation::Exact),
            near: removed_by(Relation::Near),
            contains: removed_by(Relation::Contains),
            template: removed_by(Relation::Template),
            empty: removed_by(Relation::Empty),
            shares: 0,
        },
        told: None,
        template_kept: members().filter(|m| m.kept && m.link.is_some()).count() as u64,
        empty: counts.empty,
        passages: None,
        passage_occurrences: None,
        clusters: outcome.clusters().len() as u64,
        largest: largest(outcome.clusters(), named)?,
        sources: Vec::new(),
        rejected: BTreeMap::new(),
        blank_lines: 0,
        duplicate_ids: 0,
        undated: 0,
        candidates: counts.candidates,
        compared: counts.compared,
        capped: counts.capped,
    })
}

fn largest(clusters: &[Cluster], named: &dyn Named) -> Result<Vec<ClusterExcerpt>> {
    let mut order: Vec<&Cluster> = clusters.iter().collect();
    // Stable: clusters of one size stay in the order of their first documents.
    order.sort_by_key(|cluster| std::cmp::Reverse(cluster.members.len()));
    let excerpt = |cluster: &&Cluster| {
        let kept = || cluster.members.iter().filter(|member| member.kept);
        let shown = kept().next().unwrap_or(&cluster.members[0]).doc;
        Ok(ClusterExcerpt {
            cluster: cluster.id,
            documents: cluster.members.len() as u64,
            kept: kept().count() as u64,
            id: named.name(shown)?.id,
            excerpt: excerpt(&named.text(shown)?),
        })
    };
    order.iter().take(LARGEST).map(excerpt).collect()
}

/// The beginning of a text, on one line.
pub(super) fn excerpt(text: &str) -> String {
    let words = text.split_whitespace().take(EXCERPT).collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}
