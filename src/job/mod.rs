//! The main job on files: read, find, check the budget, write.

mod budget;
mod output;

pub use budget::Share;

use crate::fields::Fields;
use crate::pipeline::{Outcome, find};
use crate::progress::{CancelToken, Observer, Watch};
use crate::read::{Inputs, ReadSettings, Reading, Record, RecordPlace, Rejected, Store, read};
use crate::report::{Named, Summary, summarize};
use crate::sketch::{Fingerprint, Fingerprinter};
use crate::verify::Texts;
use crate::{DocId, Error, Result, Settings};
use output::Outputs;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// What [`dedup_files`] is to do.
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
    /// How to read.
    pub read: ReadSettings,
    /// What counts as the same, and what stays.
    pub settings: Settings,
    /// The field by which removals are counted; by default `source`, or the file where no
    /// document has that field.
    pub source_field: Option<String>,
    /// The largest share of all documents that may be removed.
    pub max_removed: Option<Share>,
    /// The largest share of the documents with one value of a field that may be removed.
    pub max_removed_per: Vec<(String, Share)>,
}

/// The field that sources are counted by unless the job names one.
const SOURCE_FIELD: &str = "source";

/// What is kept of a record.
struct Row {
    fingerprint: Fingerprint,
    text_bytes: u64,
    id: Option<u64>,
    fields: Vec<Option<String>>,
}

/// Deduplicates files.
///
/// ```
/// let job = retold::DedupJob {
///     inputs: vec!["fixtures/newsroom.jsonl".into()],
///     ..Default::default()
/// };
/// let summary = retold::dedup_files(&job, &(), &Default::default())?;
/// assert_eq!(summary.documents, summary.kept + summary.removed);
/// # Ok::<(), retold::Error>(())
/// ```
///
/// Runs in the current rayon thread pool; all outputs are the same bytes for any number of
/// threads. Mapped input costs no memory of its own; beyond it the run holds some 400 bytes a
/// document.
///
/// # Errors
/// `Input` at the first record that cannot be read (unless the job skips them), `Settings`
/// if the job makes no sense, `Budget` if more would be removed than allowed, `Io` from the
/// system, `Cancelled`. Whatever the error, no output file appears.
pub fn dedup_files(
    job: &DedupJob,
    observer: &dyn Observer,
    cancel: &CancelToken,
) -> Result<Summary> {
    let watch = Watch::new(observer, cancel);
    let fields = named_fields(job);
    let optional_fields = vec![SOURCE_FIELD.to_owned()];
    let names = [&fields[..], &optional_fields].concat();
    let read_settings = ReadSettings { fields, optional_fields, ..job.read.clone() };
    let inputs = Inputs::open(&job.inputs, read_settings)?;
    refuse_fields(job, &inputs)?;
    let outputs = Outputs::open(job, &inputs)?;

    let fingerprinter = Fingerprinter::new(&job.settings);
    let reading = read(inputs, watch, || fingerprinter.clone(), row)?;
    if reading.rows.is_empty() && reading.rejected.is_empty() {
        return Err(Error::input(
            "the input holds no document; a run over nothing would remove nothing and prove \
             nothing",
        ));
    }
    let corpus = Corpus::new(reading, &names, job);
    let outcome = find(&corpus.fingerprints, &corpus.fields, &corpus, &job.settings, watch)?;
    let mut summary = summarize(&outcome, &job.settings, &corpus)?;
    corpus.complete(&mut summary, &outcome);
    budget::check(job, &corpus, &outcome)?;
    outputs.write(&corpus, &outcome, &summary, watch)?;
    Ok(summary)
}

/// The fields that settings name, each once.
fn named_fields(job: &DedupJob) -> Vec<String> {
    let mut names: Vec<String> = job.settings.fields().into_iter().map(str::to_owned).collect();
    let per = job.max_removed_per.iter().map(|(field, _)| field);
    for name in per.chain(&job.source_field) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// Plain text has no fields: a setting that looks at one would silently do nothing.
fn refuse_fields(job: &DedupJob, inputs: &Inputs) -> Result<()> {
    match named_fields(job).first() {
        Some(field) if inputs.is_text() => Err(Error::settings(format!(
            "settings look at the field `{}`, and plain text has no fields",
            crate::error::escape(field)
        ))),
        _ => Ok(()),
    }
}

fn row(fingerprinter: &mut Fingerprinter, record: &Record<'_>) -> Row {
    Row {
        fingerprint: fingerprinter.fingerprint(record.text),
        text_bytes: record.text.len() as u64,
        id: record.id.map(|id| xxh3_64(id.as_bytes())),
        fields: record.fields.iter().map(|value| value.as_deref().map(str::to_owned)).collect(),
    }
}

/// All documents of a run, column by column.
struct Corpus {
    fingerprints: Vec<Fingerprint>,
    fields: Fields,
    input_bytes: u64,
    text_bytes: u64,
    duplicate_ids: u64,
    undated: u64,
    /// The field that sources are counted by; `None` counts by file.
    source_field: Option<String>,
    places: Vec<RecordPlace>,
    store: Store,
    rejected: Vec<Rejected>,
    blank_lines: u64,
}

impl Corpus {
    fn new(reading: Reading<Row>, names: &[String], job: &DedupJob) -> Self {
        let mut fields = Fields::new(names.iter().map(String::as_str));
        let Reading { rows, places, store, rejected, blank, bytes } = reading;
        let mut fingerprints = Vec::with_capacity(rows.len());
        let mut ids = Vec::with_capacity(rows.len());
        let mut text_bytes = 0;
        for row in rows {
            // Plain text has no fields.
            let values = row.fields.iter().map(Option::as_deref);
            fields.push(values.chain(std::iter::repeat(None)));
            fingerprints.push(row.fingerprint);
            ids.extend(row.id);
            text_bytes += row.text_bytes;
        }
        ids.par_sort_unstable();
        let all = ids.len();
        ids.dedup();
        let source = job.source_field.clone().unwrap_or_else(|| SOURCE_FIELD.to_owned());
        let docs = fingerprints.len() as u32;
        let undated = job.settings.window().map_or(0, |window| fields.undated(&window.field));
        Self {
            duplicate_ids: (all - ids.len()) as u64,
            undated,
            source_field: (0..docs)
                .any(|doc| fields.get(&source, DocId(doc)).is_some())
                .then_some(source),
            fingerprints,
            fields,
            input_bytes: bytes,
            text_bytes,
            places,
            store,
            rejected,
            blank_lines: blank,
        }
    }

    fn place(&self, doc: DocId) -> RecordPlace {
        self.places[doc.index()]
    }

    fn path(&self, doc: DocId) -> &Path {
        self.store.path(self.place(doc).source)
    }

    fn docs(&self) -> impl Iterator<Item = DocId> + use<> {
        (0..self.fingerprints.len() as u32).map(DocId)
    }

    /// The value of a field, or what stands for its absence.
    fn value(&self, field: &str, doc: DocId) -> &str {
        self.fields.get(field, doc).unwrap_or("(none)")
    }

    /// The value of the source field, or the file.
    fn source(&self, doc: DocId) -> String {
        match &self.source_field {
            Some(field) => self.value(field, doc).to_owned(),
            None => self.path(doc).to_string_lossy().into_owned(),
        }
    }

    /// Fills in what the input tells.
    fn complete(&self, summary: &mut Summary, outcome: &Outcome) {
        summary.input_bytes = self.input_bytes;
        summary.text_bytes = self.text_bytes;
        summary.duplicate_ids = self.duplicate_ids;
        summary.undated = self.undated;
        summary.blank_lines = self.blank_lines;
        summary.sources = budget::by_value(self.docs(), outcome, |doc| self.source(doc));
        for rejected in &self.rejected {
            *summary.rejected.entry(rejected.kind.name()).or_default() += 1;
        }
    }
}

impl Texts for Corpus {
    fn read(&self, doc: DocId, into: &mut String) -> Result<()> {
        self.store.text(self.place(doc), into)
    }
}

impl Named for Corpus {
    fn name(&self, doc: DocId) -> Result<crate::report::Name> {
        let place = self.place(doc);
        let file = self.path(doc).to_string_lossy().into_owned();
        let record = u64::from(place.number);
        let id = self.store.id(place)?.unwrap_or_else(|| format!("{file}:{record}"));
        Ok(crate::report::Name { id, file, record })
    }

    fn text(&self, doc: DocId) -> Result<String> {
        let mut text = String::new();
        self.read(doc, &mut text)?;
        Ok(text)
    }
}
