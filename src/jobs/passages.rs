//! The search for passages, on files.

use super::corpus::gathering::Tokens;
use super::corpus::reading::{Corpus, refuse_fields};
use super::dedup::against::RemovedByIndex;
use super::dedup::output::{refuse_input, rejected_beside, write_rejected};
use crate::base::error::{Error, Result};
use crate::base::memory::Memory;
use crate::base::progress::{CancelToken, Observer, Stage, Watch};
use crate::input::parallel::run::gather;
use crate::input::settings::{OnError, ReadSettings};
use crate::input::sources::inputs::Inputs;
use crate::jobs::corpus::growth::{Growth, Row};
use crate::output::sink::{Sink, is_stdout};
use crate::passages::gather::retold::RetoldPair;
use crate::passages::passage::Passage;
use crate::passages::pipeline::{Road, distinct};
use crate::passages::settings::PassageSettings;
use crate::report::found::{PassagesSummary, summarize_passages};
use crate::report::passages::passage_lines;
use crate::report::retold::retelling_lines;
use crate::storage::space::Space;
use crate::text::Tokenizer;
use crate::text::row::TokenRow;
use std::path::PathBuf;

/// Occurrences whose report lines are made at once.
const LINES: usize = 4096;

/// What [`find_passages`] is to do.
///
/// ```no_run
/// use retold::{PassagesJob, find_passages};
/// let job = PassagesJob {
///     inputs: vec!["news.jsonl.zst".into()],
///     output: Some("passages.jsonl".into()),
///     ..PassagesJob::default()
/// };
/// let summary = find_passages(&job, &(), &Default::default())?;
/// println!("{} passages stand at {} places", summary.passages, summary.occurrences);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct PassagesJob {
    /// Files, folders, or `-` for standard input.
    pub inputs: Vec<PathBuf>,
    /// Where the passages go, a line of JSON each; `-` for standard output; `None` writes nothing.
    pub output: Option<PathBuf>,
    /// Where retellings go, a line of JSON each; they are looked for if this or the settings say so.
    pub retellings: Option<PathBuf>,
    /// How to read.
    pub read: ReadSettings,
    /// What counts as a passage.
    pub settings: PassageSettings,
}

/// Finds the passages of files. Where no document has the field of sources, its file stands for it.
///
/// ```
/// let job = retold::PassagesJob {
///     inputs: vec!["fixtures/updated_statement.txt".into()],
///     settings: retold::passages::PassageSettings::builder().min_tokens(12).build()?,
///     ..Default::default()
/// };
/// let summary = retold::find_passages(&job, &(), &Default::default())?;
/// assert_eq!(summary.by_kind["self"], 3);
/// # Ok::<(), retold::Error>(())
/// ```
///
/// Runs in the current rayon thread pool; the output is the same bytes for any number of threads.
///
/// # Errors
/// `Input` at the first record that cannot be read (unless the job skips them), `Settings` if the
/// job makes no sense, `Io` from the system, `Cancelled`. Whatever the error, no output appears.
pub fn find_passages(
    job: &PassagesJob,
    observer: &dyn Observer,
    cancel: &CancelToken,
) -> Result<PassagesSummary> {
    let watch = Watch::new(observer, cancel);
    let settings = &job.settings;
    let optional_fields = [settings.source_field(), settings.date_field()].map(str::to_owned);
    let names = [&job.read.fields[..], &optional_fields].concat();
    let optional_fields = optional_fields.to_vec();
    let read_settings = ReadSettings { optional_fields, ..job.read.clone() };
    let inputs = Inputs::open(&job.inputs, read_settings)?;
    refuse_fields(&job.read.fields, &inputs)?;
    let outputs = Outputs::open(job, &inputs)?;
    let state = || (Tokenizer::default(), Vec::new());
    let space = Space::new(Memory::default(), job.read.temp_dir.as_deref());
    let gathered = gather(
        inputs,
        watch,
        state,
        |(tokenizer, hashes), record| {
            Row::new(record, TokenRow::of(record.text, tokenizer, hashes))
        },
        Tokens { growth: Growth::new(&names, &space), rows: Vec::new() },
        Default::default(),
    )?;
    let (Tokens { growth, rows }, input) = gathered.split();
    let mut corpus =
        Corpus::new(growth, input, RemovedByIndex::default(), Some(settings.source_field()))?;
    corpus.sources_by_file(settings.source_field());
    let distinct = distinct(&rows, corpus.docs());
    let road = Road::to_matches(&rows, &distinct, settings, watch)?;
    let passages = road.passages(&corpus, &corpus.fields, watch)?;
    let mut summary = summarize_passages(&passages, settings, &corpus)?;
    summary.tokens = rows.iter().map(|row| row.tokens.len() as u64).sum();
    summary.documents = rows.len() as u64;
    complete(&mut summary, &corpus);
    let retold = if job.retellings.is_some() || settings.retellings() {
        Some(road.retellings(&corpus, watch)?)
    } else {
        None
    };
    summary.retellings = retold.as_ref().map(|all| all.pairs.len() as u64);
    summary.recurring_left_out = retold.as_ref().map(|all| all.left_out as u64);
    outputs.write(&corpus, &passages, &retold.unwrap_or_default().pairs, watch)?;
    Ok(summary)
}

/// Fills in what the input tells.
fn complete(summary: &mut PassagesSummary, corpus: &Corpus) {
    summary.input_bytes = corpus.input_bytes;
    summary.text_bytes = corpus.text_bytes;
    summary.blank_lines = corpus.blank_lines;
    summary.duplicate_ids = corpus.duplicate_ids;
    summary.rejected = corpus.rejected_by_kind();
}

/// All outputs, opened before the long run.
struct Outputs {
    passages: Option<Sink>,
    retellings: Option<Sink>,
    /// Where rejected records go.
    rejected: Option<PathBuf>,
}

impl Outputs {
    fn open(job: &PassagesJob, inputs: &Inputs) -> Result<Self> {
        let on_screen = job.output.as_deref().is_some_and(is_stdout);
        let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let same = |a: &PathBuf, b: &PathBuf| absolute(a) == absolute(b);
        if job.output.as_ref().zip(job.retellings.as_ref()).is_some_and(|(a, b)| same(a, b)) {
            return Err(Error::settings(
                "passages and retellings have lines of another form; name two files",
            ));
        }
        if on_screen && job.read.on_error == OnError::Skip {
            return Err(Error::settings(
                "records that are skipped are listed beside the output, which standard output has \
                 no place for; name a file with -o",
            ));
        }
        let rejected = job.output.as_deref().filter(|_| !on_screen).map(rejected_beside);
        for file in rejected.iter().chain(&job.output).chain(&job.retellings) {
            refuse_input(file, inputs)?;
        }
        let passages = job.output.as_deref().map(Sink::create).transpose()?;
        let retellings = job.retellings.as_deref().map(Sink::create).transpose()?;
        Ok(Self { passages, retellings, rejected })
    }

    fn write(
        self,
        corpus: &Corpus,
        passages: &[Passage],
        retellings: &[RetoldPair],
        watch: Watch<'_>,
    ) -> Result<()> {
        watch.begin(Stage::Write, None)?;
        let mut finished = Vec::new();
        if let Some(mut sink) = self.retellings {
            for some in retellings.chunks(LINES) {
                write_lines(&mut sink, &retelling_lines(some, corpus)?, watch)?;
            }
            finished.push(sink.finish()?);
        }
        if let Some(path) = self.rejected.filter(|_| !corpus.rejected.is_empty()) {
            finished.push(write_rejected(Sink::create(&path)?, corpus)?.finish()?);
        }
        if let Some(sink) = self.passages {
            finished.push(write_passages(sink, corpus, passages, watch)?.finish()?);
        }
        corpus.store.verify_unchanged()?;
        // The passages come last: where they are, everything is.
        finished.into_iter().try_for_each(|output| output.publish())
    }
}

fn write_passages(
    mut sink: Sink,
    corpus: &Corpus,
    passages: &[Passage],
    watch: Watch<'_>,
) -> Result<Sink> {
    let mut rest = passages;
    while !rest.is_empty() {
        let mut occurrences = 0;
        let fits = rest.iter().take_while(|passage| {
            occurrences += passage.occurrences.len();
            occurrences <= LINES
        });
        let (some, behind) = rest.split_at(fits.count().max(1));
        write_lines(&mut sink, &passage_lines(some, corpus)?, watch)?;
        rest = behind;
    }
    Ok(sink)
}

fn write_lines(sink: &mut Sink, lines: &[Vec<u8>], watch: Watch<'_>) -> Result<()> {
    lines.iter().try_for_each(|line| {
        sink.write(line)?;
        watch.advance(Stage::Write, line.len() as u64)
    })
}
