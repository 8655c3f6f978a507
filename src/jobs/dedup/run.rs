//! The main job on files: read, find, check the budget, write.

use super::against::{Against, Checked, NewRows, RemovedByIndex};
use super::budget;
use super::cuts::Cuts;
use super::output::Outputs;
use super::resume::open_work;
use crate::base::document::{DocId, Relation};
use crate::base::error::Result;
use crate::base::progress::{CancelToken, Observer, Watch};
use crate::dedup::audit::audit;
use crate::dedup::candidates::nodes::Nodes;
use crate::dedup::pipeline::{Documents, Outcome, find};
use crate::dedup::sketch::fingerprint::Fingerprinter;
use crate::dedup::verify::Verifier;
use crate::documents::fields::Constraint;
use crate::documents::fields::keep::{Facts, KeepOrder};
use crate::input::parallel::run::gather;
use crate::input::settings::ReadSettings;
use crate::input::sources::inputs::Inputs;
use crate::jobs::corpus::gathering;
use crate::jobs::corpus::growth::Row;
use crate::jobs::corpus::reading::{Corpus, SOURCE_FIELD, refuse_fields};
use crate::jobs::dedup::job::{DedupJob, named_fields};
use crate::report::summary::{Summary, summarize};
use crate::storage::space::Space;
use crate::text::row::TokenRow;

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
/// threads. Mapped input costs no memory of its own; beyond it the run keeps some 500 bytes a
/// document, in memory or, beyond what the job allows, in temporary files.
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
    let against = job.against.as_deref().map(Against::open).transpose()?;
    let inputs = Inputs::open(&job.inputs, read_settings)?;
    refuse_fields(&named_fields(job), &inputs)?;
    let outputs = Outputs::open(job, &inputs)?;

    let work = open_work(job, &inputs)?;
    let space = Space::new(job.memory, job.read.temp_dir.as_deref()).keeping(work);
    let wants_tokens = job.repeats.is_some() || job.settings.removes(Relation::Contains);
    let fingerprinter = Fingerprinter::new(&job.settings);
    let bands = job.settings.banding().bands;
    let (rows, from) = gathering::Prints::begin(&names, bands, inputs.plain_bytes(), &space)?;
    let gathered = gather(
        inputs,
        watch,
        || fingerprinter.clone(),
        |fingerprinter, record| {
            let fingerprint = fingerprinter.fingerprint(record.text);
            let witness = against.as_ref().map_or(Ok(None), |index| index.witness(record.text));
            match witness {
                Ok(None) => {}
                Ok(Some(witness)) => {
                    return Checked::SeenBefore(Row::new(record, (witness, fingerprint.tokens())));
                }
                Err(error) => return Checked::Failed(error),
            }
            let tokens = wants_tokens.then(|| fingerprinter.token_row(&fingerprint));
            Checked::Row(Row::new(record, (fingerprint, tokens)))
        },
        NewRows { rows, by_index: RemovedByIndex::new(job.against.as_deref(), &names) },
        from,
    )?;
    let (NewRows { rows, by_index }, input) = gathered.split();
    let (prints, growth, tokens) = rows.finish(&input)?;
    let mut corpus = Corpus::new(growth, input, by_index, job.source_field.as_deref())?;
    let tellings = wants_tokens.then_some((&tokens[..], &job.passages));
    let nodes = Nodes::new(&prints, &space)?;
    let ids = |doc| corpus.identity(doc);
    let fields = &corpus.fields;
    let found = Documents { nodes: &nodes, tellings, fields, texts: &corpus, ids: &ids };
    let outcome = find(found, &job.settings, &space, watch)?;
    let mut summary = summarize(&outcome, &job.settings, &corpus)?;
    complete(&mut summary, job, &corpus, &outcome);
    if let Some(samples) = job.audit {
        let verifier = Verifier::new(&nodes, &corpus, &job.settings);
        let constraint = Constraint::new(&corpus.fields, &job.settings);
        summary.audit = Some(audit(verifier, &outcome, &constraint, samples, watch)?);
    }
    budget::check(job, &corpus, &outcome)?;
    let cuts = cuts(job, &mut corpus, (&tokens, &nodes), &outcome, watch)?;
    if let Some(cuts) = &cuts {
        cuts.count(&mut summary);
    }
    outputs.write(&corpus, &outcome, cuts.as_ref(), &summary, watch)?;
    space.finish()?;
    Ok(summary)
}

/// The passages that documents which stay have in common, if they are to be cut or marked.
fn cuts(
    job: &DedupJob,
    corpus: &mut Corpus,
    (tokens, nodes): (&[TokenRow], &Nodes<'_>),
    outcome: &Outcome,
    watch: Watch<'_>,
) -> Result<Option<Cuts>> {
    let Some(repeats) = job.repeats else { return Ok(None) };
    corpus.sources_by_file(job.passages.source_field());
    let lens = |doc: DocId| tokens[doc.index()].tokens.len() as u32;
    // Asked once for each occurrence, so records are not read for it.
    let known = |doc: DocId| corpus.known_identity(doc).unwrap_or_default();
    let content = |doc: DocId| (nodes.digest(doc), 0, known(doc));
    let facts = Facts { tokens: &lens, content: &content };
    let keep_order = KeepOrder::new(&corpus.fields, &job.settings, facts);
    Cuts::find(repeats, &job.passages, (tokens, &keep_order), corpus, outcome, watch).map(Some)
}

/// Fills in what the input tells.
fn complete(summary: &mut Summary, job: &DedupJob, corpus: &Corpus, outcome: &Outcome) {
    summary.input_bytes = corpus.input_bytes;
    summary.text_bytes = corpus.text_bytes;
    summary.duplicate_ids = corpus.duplicate_ids;
    let undated = |window: &crate::settings::window::Window| corpus.fields.undated(&window.field);
    summary.undated = job.settings.window().map_or(0, undated);
    summary.blank_lines = corpus.blank_lines;
    summary.sources = budget::by_source(corpus, outcome);
    summary.rejected = corpus.rejected_by_kind();
    if job.against.is_some() {
        summary.told = Some(corpus.by_index.len());
        corpus.by_index.count(summary);
    }
}
