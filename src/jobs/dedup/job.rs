//! What a deduplication of files is asked to do.

use crate::base::memory::Memory;
use crate::input::settings::ReadSettings;
use crate::jobs::dedup::cuts::Repeats;
use crate::passages::settings::PassageSettings;
use crate::settings::Settings;
use crate::settings::share::Share;
use std::path::PathBuf;

/// What [`dedup_files`](crate::dedup_files) is to do.
///
/// ```no_run
/// use retold::{DedupJob, dedup_files};
/// let job = DedupJob {
///     inputs: vec!["news.jsonl.zst".into()],
///     output: Some("clean.jsonl.zst".into()),
///     ..DedupJob::default()
/// };
/// let summary = dedup_files(&job, &(), &Default::default())?;
/// println!("{} of {} documents stay", summary.kept, summary.documents);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct DedupJob {
    /// Files, folders, or `-` for standard input.
    pub inputs: Vec<PathBuf>,
    /// Where kept records go, `-` for standard output; `None` writes nothing (a dry run).
    pub output: Option<PathBuf>,
    /// The folder for the reports.
    pub report: Option<PathBuf>,
    /// The folder that keeps the work of stages that are finished, so that the same job, if it is
    /// interrupted, goes on from there; removed when the job is done.
    pub work: Option<PathBuf>,
    /// How to read.
    pub read: ReadSettings,
    /// What the run may hold beyond mapped files.
    pub memory: Memory,
    /// The folder of an index: documents that it tells go first, and are compared with no other.
    /// Needs the feature `index`.
    pub against: Option<PathBuf>,
    /// What counts as the same, and what stays.
    pub settings: Settings,
    /// What becomes of passages that documents that stay have in common.
    pub repeats: Option<Repeats>,
    /// What counts as a passage, for that and for `contains`.
    pub passages: PassageSettings,
    /// How many texts are compared with all others after the run, to measure the recall reached.
    pub audit: Option<usize>,
    /// The field by which removals are counted; by default `source`, or the file where no
    /// document has that field.
    pub source_field: Option<String>,
    /// The largest share of all documents that may be removed.
    pub max_removed: Option<Share>,
    /// The largest share of the documents with one value of a field that may be removed.
    pub max_removed_per: Vec<(String, Share)>,
}

/// The fields that settings name, each once.
pub(crate) fn named_fields(job: &DedupJob) -> Vec<String> {
    let mut names: Vec<String> = job.settings.fields().into_iter().map(str::to_owned).collect();
    let per = job.max_removed_per.iter().map(|(field, _)| field);
    for name in per.chain(&job.source_field) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}
