//! What a run will cost and find, from a sample.
//!
//! ```text
//! sample -> fingerprints -> totals            documents, text, tokens
//!                       \-> pairs -> found    pairs and removals, histogram, curve
//! clock, model                                time, memory, disk
//! advice                                      settings
//! ```
//!
//! Where all was read, what a run finds is found as a run would. Where not, every figure is an
//! estimate with bounds that hold for the drawing of the sample; `docs/plan.md` tells how each is
//! made and what it cannot know.
//!
//! Cost: the reading of some 32 MiB, its pairs, and some tenths of a second for measurements.

mod advice;
mod clock;
mod curve;
pub(crate) mod doc_pair;
mod found;
mod interval;
mod model;
mod pairs;
pub(crate) mod report;
mod sampled;
#[cfg(test)]
mod tests;

pub use report::{
    Advice, Basis, Bin, Curve, CurvePoint, Disk, Estimate, Found, MemoryNeed, Plan, SampleFacts,
    Time,
};

use crate::base::document::Relation;
use crate::base::error::{Error, Result};
use crate::base::progress::{CancelToken, Observer, Stage, Watch};
use crate::dedup::candidates::nodes::Nodes;
use crate::dedup::pipeline::{Documents, find};
use crate::dedup::sketch::fingerprint::Fingerprinter;
use crate::dedup::sketch::prints::Prints;
use crate::input::sample::{Budget, Visited, sample};
use crate::input::settings::{OnError, ReadSettings};
use crate::input::sources::inputs::Inputs;
use crate::jobs::corpus::reading::refuse_fields;
use crate::jobs::dedup::job::{DedupJob, named_fields};
use crate::storage::space::Space;
use clock::{Amounts, Speeds};
use found::Estimated;
use model::Needs;
use pairs::Paired;
use sampled::{Row, Sampled, Totals};
use std::time::Instant;

/// Tells what [`dedup_files`](crate::jobs::dedup::run::dedup_files) with this job will cost and find. Nothing of the
/// job's outputs is written; a temporary file is, and removed, to measure how fast that goes.
///
/// ```
/// use retold::DedupJob;
/// use retold::plan::plan_files;
/// let job = DedupJob { inputs: vec!["fixtures/newsroom.jsonl".into()], ..Default::default() };
/// let plan = plan_files(&job, &(), &Default::default())?;
/// assert_eq!(plan.found.removed.estimate, 35.0);
/// assert!(plan.curve.recall > 0.999);
/// # Ok::<(), retold::Error>(())
/// ```
///
/// Runs in the current rayon thread pool, and takes its size for that of the run. Records that
/// cannot be read are counted, whatever the job says of them.
///
/// # Errors
/// `Input` if there is no document, or if an input is a pipe too long to be read here; `Settings`
/// if the job makes no sense, `Io` from the system, `Cancelled`.
pub fn plan_files(job: &DedupJob, observer: &dyn Observer, cancel: &CancelToken) -> Result<Plan> {
    plan_with(job, Budget::default(), Watch::new(observer, cancel))
}

fn plan_with(job: &DedupJob, budget: Budget, watch: Watch<'_>) -> Result<Plan> {
    let start = Instant::now();
    let looked = look(job, budget, watch)?;
    let (totals, found) = (looked.totals, looked.estimated.found);
    let needs = looked.needs(job);
    let memory = model::memory(&needs, &job.settings, job.memory);
    let amounts = looked.amounts();
    let sampled = &looked.sampled;
    let (write, shrinks) = clock::write(sampled, job);
    let (opening, is_whole) = (looked.told.opening, looked.told.is_whole);
    let speeds = Speeds {
        opening,
        read: looked.told.seconds_a_byte,
        decompress: sampled.sample.decompressed.1 / sampled.sample.decompressed.0.max(1) as f64,
        sort: clock::sort(sampled, &job.settings, amounts.documents, watch)?,
        hash_again: looked.paired.seconds_a_token,
        spool: clock::spool((write, shrinks)),
        write,
        file: if is_whole { clock::file(&amounts, job) } else { 0.0 },
    };
    let temporary = totals.packed_bytes.estimate as u64 + memory.spilled;
    let output = (amounts.kept_bytes * shrinks) as u64;
    let share = sampled.share(&totals);
    let mut plan = Plan {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        sample: SampleFacts { share, ..looked.told.facts },
        input_bytes: totals.input_bytes,
        documents: totals.documents,
        text_bytes: totals.text_bytes,
        tokens: totals.tokens,
        time: clock::time(&speeds, &amounts, rayon::current_num_threads()),
        memory,
        disk: Disk { temporary, output },
        found,
        curve: curve::curve(&job.settings, &looked.paired.pairs),
        histogram: curve::histogram(&looked.paired.pairs),
        advice: Vec::new(),
    };
    plan.advice = advice::advice(&plan, job, &sampled.fields);
    plan.sample.seconds = start.elapsed().as_secs_f64();
    Ok(plan)
}

/// What the sample tells of the documents.
struct Looked {
    sampled: Sampled,
    told: Told,
    totals: Totals,
    paired: Paired,
    estimated: Estimated,
}

fn look(job: &DedupJob, budget: Budget, watch: Watch<'_>) -> Result<Looked> {
    watch.begin(Stage::Read, None)?;
    let (sampled, told) = read_sample(job, budget)?;
    watch.begin(Stage::Verify, None)?;
    let totals = sampled.totals(told.is_whole);
    let (prints, space) =
        (Prints::of(&sampled.fingerprints, job.settings.banding().bands)?, Space::unbounded());
    let nodes = Nodes::new(&prints, &space)?;
    let paired = pairs::pairs(&sampled, &nodes, &job.settings)?;
    let mut estimated = found::found(&sampled, &paired, &totals, &job.settings);
    if sampled.is_complete() {
        let fields = &sampled.fields;
        let found =
            Documents { nodes: &nodes, tellings: None, fields, texts: &sampled, ids: &|_| (0, 0) };
        let outcome = find(found, &job.settings, &space, watch)?;
        estimated.found.removed = Estimate::exact(outcome.removed().len() as f64);
        estimated.found.candidates = Estimate::exact(outcome.counts().candidates as f64);
    }
    Ok(Looked { sampled, told, totals, paired, estimated })
}

impl Looked {
    fn candidate_tokens(&self) -> f64 {
        let documents = (self.sampled.places.len() as f64).max(1.0);
        self.estimated.candidate_documents * self.sampled.tokens() / documents
    }

    fn needs(&self, job: &DedupJob) -> Needs {
        let tokens = self.sampled.fingerprints.iter().map(|f| u64::from(f.tokens()));
        Needs {
            documents: self.totals.documents.estimate,
            tokens: self.totals.tokens.estimate,
            candidate_tokens: self.candidate_tokens(),
            longest_tokens: tokens.max().unwrap_or(0),
            longest_text: self.sampled.longest_text,
            fields: self.told.fields,
            bands: job.settings.banding().bands,
            threads: rayon::current_num_threads(),
            is_packed: self.totals.packed_bytes.estimate > 0.0,
            keeps_tokens: job.repeats.is_some() || job.settings.removes(Relation::Contains),
        }
    }

    fn amounts(&self) -> Amounts {
        let (documents, input) = (self.totals.documents.estimate, self.totals.input_bytes.estimate);
        let gone = self.estimated.found.removed.estimate / documents.max(1.0);
        Amounts {
            documents,
            input_bytes: input,
            packed_bytes: self.totals.packed_bytes.estimate,
            candidate_tokens: self.candidate_tokens(),
            kept_bytes: input * (1.0 - gone),
            kept_documents: documents * (1.0 - gone),
        }
    }
}

/// What reading the sample told besides the documents.
struct Told {
    facts: SampleFacts,
    seconds_a_byte: f64,
    /// Seconds that it took to look at all files once, which a run does too.
    opening: f64,
    is_whole: bool,
    fields: usize,
}

fn read_sample(job: &DedupJob, mut budget: Budget) -> Result<(Sampled, Told)> {
    let fields = named_fields(job);
    let further = [crate::jobs::corpus::reading::SOURCE_FIELD, advice::DATE_FIELD];
    let optional_fields: Vec<String> =
        further.map(str::to_owned).into_iter().filter(|name| !fields.contains(name)).collect();
    let names = [&fields[..], &optional_fields].concat();
    let count = fields.len() + 1;
    let read = ReadSettings {
        fields: fields.clone(),
        optional_fields,
        on_error: OnError::Skip,
        ..job.read.clone()
    };
    let fingerprinter = Fingerprinter::new(&job.settings);
    let start = Instant::now();
    let mut inputs = Inputs::open(&job.inputs, read.clone())?;
    let opening = start.elapsed().as_secs_f64();
    refuse_fields(&fields, &inputs)?;
    let is_whole = inputs.is_whole_files();
    let (sample, visited) = loop {
        let mut sample = sample(inputs, budget)?;
        let visited = sample.visit(
            || fingerprinter.clone(),
            |fingerprinter, record| Row::new(fingerprinter.fingerprint(record.text), record),
        );
        // Where documents are few and huge, none may begin in what was drawn. Pipes are read
        // whole, so what is opened again is files.
        let is_empty =
            visited.rejected.is_empty() && visited.cells.iter().all(|c| c.rows.is_empty());
        if !is_empty || sample.is_complete() || visited.cut_short {
            break (sample, visited);
        }
        budget =
            Budget { bytes: budget.bytes * 8, decompressed: budget.decompressed * 8, ..budget };
        inputs = Inputs::open(&job.inputs, read.clone())?;
    };
    let Visited { cells, rejected, first_flaw, seconds, cut_short } = visited;
    let bytes: u64 = cells.iter().map(|cell| cell.bytes).sum();
    let documents: u64 = cells.iter().map(|cell| cell.rows.len() as u64).sum();
    if documents == 0 {
        let found = match &first_flaw {
            Some(flaw) => format!("nothing that was read of it can be used; the first: {flaw}"),
            None if cut_short => "time was up before one was met".to_owned(),
            None => "there is nothing to plan".to_owned(),
        };
        return Err(Error::input(format!("the input holds no document: {found}")));
    }
    let sampled = Sampled::new(sample, cells, &names);
    let is_head = sampled.sample.strata.iter().any(|stratum| stratum.reach < 1.0);
    let basis = match is_head {
        _ if sampled.is_complete() => Basis::All,
        true => Basis::Head,
        false => Basis::Spread,
    };
    let facts = SampleFacts {
        basis,
        documents,
        bytes,
        share: 1.0,
        cut_short,
        rejected,
        first_rejected: first_flaw,
        seconds: 0.0,
    };
    let seconds_a_byte = seconds / bytes.max(1) as f64;
    Ok((sampled, Told { facts, seconds_a_byte, opening, is_whole, fields: count }))
}
