//! The removal budget: a run that would remove more than was allowed writes nothing.

use crate::base::document::DocId;
use crate::base::error::{Error, ErrorKind, Result, escape};
use crate::dedup::pipeline::Outcome;
use crate::jobs::corpus::reading::Corpus;
use crate::jobs::dedup::job::DedupJob;
use crate::report::summary::SourceCount;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Offenders that an error names.
const NAMED: usize = 5;

/// An error that names the worst offenders, if the job's budget is exceeded.
pub(super) fn check(job: &DedupJob, corpus: &Corpus, outcome: &Outcome) -> Result<()> {
    let mut excess = String::new();
    let all = outcome.documents() as u64 + corpus.by_index.len();
    let removed = all - outcome.kept().count() as u64;
    if let Some(share) = job.max_removed
        && !share.allows(removed, all)
    {
        let percent = percent(removed, all);
        let sources = by_source(corpus, outcome);
        // Writing to a string never fails.
        let _ = write!(
            excess,
            "{removed} of {all} documents ({percent}) would be removed, {share} may be; most of \
             them from {}",
            named(sources.iter().filter(|source| source.removed > 0))
        );
    }
    for (field, share) in &job.max_removed_per {
        let counts = by_field(corpus, field, outcome);
        let mut over: Vec<&SourceCount> =
            counts.iter().filter(|count| !share.allows(count.removed, count.documents)).collect();
        if over.is_empty() {
            continue;
        }
        let rate = |count: &SourceCount| count.removed as f64 / count.documents as f64;
        over.sort_by(|a, b| rate(b).total_cmp(&rate(a)).then_with(|| a.source.cmp(&b.source)));
        let separator = if excess.is_empty() { "" } else { "; " };
        let _ = write!(
            excess,
            "{separator}more than {share} would be removed of {} values of `{}`: {}",
            over.len(),
            escape(field),
            named(over.into_iter())
        );
    }
    if excess.is_empty() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Budget,
        format!("over budget, nothing was written: {excess}; look at a --dry-run with --report"),
    ))
}

fn named<'c>(counts: impl Iterator<Item = &'c SourceCount>) -> String {
    let name = |count: &SourceCount| {
        let (removed, documents) = (count.removed, count.documents);
        let percent = percent(removed, documents);
        format!("{} ({removed} of {documents}, {percent})", escape(&count.source))
    };
    counts.take(NAMED).map(name).collect::<Vec<_>>().join(", ")
}

fn percent(part: u64, whole: u64) -> String {
    format!("{:.1}%", part as f64 * 100.0 / whole.max(1) as f64)
}

/// Documents and removals by source, the most removals first, then by name.
pub(super) fn by_source(corpus: &Corpus, outcome: &Outcome) -> Vec<SourceCount> {
    match &corpus.source_field {
        Some(field) => by_field(corpus, field, outcome),
        None => {
            let source = |doc| corpus.place(doc).source as usize;
            let counted = count(corpus, outcome, source).into_iter().enumerate();
            let told = corpus.by_index.seen.iter().map(|told| (told.place.source as usize, (1, 1)));
            let name = |source| corpus.store.path(source as u32).to_string_lossy().into_owned();
            named_counts(counted.chain(told).map(|(source, counts)| (name(source), counts)))
        }
    }
}

/// The same by the value of a field, or by what stands for its absence.
fn by_field(corpus: &Corpus, field: &str, outcome: &Outcome) -> Vec<SourceCount> {
    let named = |values: &[String], number: usize| {
        number.checked_sub(1).map_or("(none)", |i| values[i].as_str()).to_owned()
    };
    let (numbers, values) = corpus.fields.column_of(field).unwrap_or_default();
    let number = |doc: DocId| numbers.get(doc.index()).map_or(0, |number| *number as usize);
    let counted = count(corpus, outcome, number).into_iter().enumerate();
    let counted = counted.map(|(number, counts)| (named(values, number), counts));
    let (numbers, values) = corpus.by_index.fields.column_of(field).unwrap_or_default();
    let told = numbers.iter().map(|number| (named(values, *number as usize), (1, 1)));
    named_counts(counted.chain(told))
}

/// How many documents have a number, and how many of them go, by number.
fn count(corpus: &Corpus, outcome: &Outcome, number: impl Fn(DocId) -> usize) -> Vec<(u64, u64)> {
    let mut counts = Vec::new();
    for doc in corpus.docs() {
        let number = number(doc);
        if counts.len() <= number {
            counts.resize(number + 1, (0, 0));
        }
        let (documents, removed) = &mut counts[number];
        *documents += 1;
        *removed += u64::from(!outcome.is_kept(doc));
    }
    counts
}

/// Counts of one name are taken together.
fn named_counts(counts: impl Iterator<Item = (String, (u64, u64))>) -> Vec<SourceCount> {
    let mut by_name: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (name, (documents, removed)) in counts.filter(|(_, (documents, _))| *documents > 0) {
        let counted = by_name.entry(name).or_default();
        *counted = (counted.0 + documents, counted.1 + removed);
    }
    let count = |(source, (documents, removed))| SourceCount { source, documents, removed };
    let mut counts: Vec<SourceCount> = by_name.into_iter().map(count).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.removed));
    counts
}
