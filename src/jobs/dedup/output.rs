//! What a run writes: the kept records, and the reports.

use super::against::SeenBefore;
use super::cuts::{Cuts, Repeats};
use super::kept::{Done, Kept};
use crate::base::error::{Error, Result, shown};
use crate::base::progress::{Stage, Watch};
use crate::dedup::pipeline::Outcome;
use crate::input::settings::OnError;
use crate::input::sources::inputs::Inputs;
use crate::jobs::corpus::reading::Corpus;
use crate::jobs::dedup::job::DedupJob;
use crate::output::sink::{Finished, FolderSink, Sink, is_stdout};
use crate::report::records::{Names, cluster_line, rejected_line, removed_line, told_line};
use crate::report::summary::Summary;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Documents whose report lines are made at once.
const LINES: usize = 4096;

/// All outputs, opened before the long run.
pub(super) struct Outputs {
    kept: Option<Kept>,
    reports: Option<Reports>,
    /// Where rejected records go when there is no folder for reports.
    rejected: Option<PathBuf>,
    /// The list of what is cut out of records.
    cuts: Option<Sink>,
}

struct Reports {
    clusters: Sink,
    removed: Sink,
    rejected: Sink,
    summary: Sink,
}

impl Outputs {
    pub(super) fn open(job: &DedupJob, inputs: &Inputs) -> Result<Self> {
        let reports = job.report.as_deref();
        let report_files = ["clusters.jsonl", "removed.jsonl", "rejected.jsonl", "summary.json"]
            .map(|name| reports.map(|folder| folder.join(name)));
        let output = job.output.as_deref().filter(|path| !is_stdout(path));
        let rejected = output.filter(|_| reports.is_none()).map(rejected_beside);
        let cuts = cuts_path(job, inputs)?;
        let files = report_files.iter().flatten().chain(&rejected);
        for file in files.chain(&cuts).chain(&job.output) {
            refuse_input(file, inputs)?;
        }
        let on_screen = job.output.as_deref().is_some_and(is_stdout);
        if on_screen && reports.is_none() && job.read.on_error == OnError::Skip {
            return Err(Error::settings(
                "records that are skipped go to rejected.jsonl, which has no place beside standard \
                 output; add --report",
            ));
        }
        refuse_twin(output, report_files.iter().flatten().chain(&cuts))?;
        let kept = job.output.as_deref().map(|path| {
            Ok(if inputs.is_whole_files() {
                Kept::Files(FolderSink::create(path)?, job.inputs.clone())
            } else {
                Kept::Records(Sink::create(path)?)
            })
        });
        let kept = kept.transpose()?;
        let reports = reports.map(Reports::open).transpose()?;
        let cuts = cuts.as_deref().map(Sink::create).transpose()?;
        Ok(Self { kept, reports, rejected, cuts })
    }

    pub(super) fn write(
        self,
        corpus: &Corpus,
        outcome: &Outcome,
        cuts: Option<&Cuts>,
        summary: &Summary,
        watch: Watch<'_>,
    ) -> Result<()> {
        let rejected = match self.rejected {
            Some(path) if !corpus.rejected.is_empty() => Some(Sink::create(&path)?),
            _ => None,
        };
        let mut list = self.cuts;
        // The system writes to a file by one thread at a time; to several, it writes at once.
        let kept = || {
            let kept = self.kept.map(|kept| match cuts {
                Some(cuts) => kept.write_changed((corpus, outcome, cuts), &mut list, watch),
                None => kept.write(corpus, outcome, watch),
            });
            kept.transpose()
        };
        let reports = || self.reports.map(|reports| reports.write(corpus, outcome, summary));
        let (kept, reports) = rayon::join(kept, reports);
        let kept = kept?;
        let mut finished: Vec<Finished> = reports.transpose()?.into_iter().flatten().collect();
        if let Some(list) = list {
            finished.push(list.finish()?);
        }
        if let Some(rejected) = rejected {
            finished.push(write_rejected(rejected, corpus)?.finish()?);
        }
        // What was read must be what is there now, or the evidence speaks of another text.
        corpus.store.verify_unchanged()?;
        watch.advance(Stage::Write, 0)?;
        for output in finished {
            output.publish()?;
        }
        // The kept records come last: where they are, everything is.
        kept.map_or(Ok(()), Done::publish)
    }
}

impl Reports {
    fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|e| Error::io("create the folder", folder, e))?;
        let sink = |name| Sink::create(&folder.join(name));
        Ok(Self {
            clusters: sink("clusters.jsonl")?,
            removed: sink("removed.jsonl")?,
            rejected: sink("rejected.jsonl")?,
            summary: sink("summary.json")?,
        })
    }

    /// Writes all of them, side by side.
    fn write(self, corpus: &Corpus, outcome: &Outcome, summary: &Summary) -> Result<[Finished; 4]> {
        let Self { clusters, removed, rejected, summary: file } = self;
        let (clusters, others) = rayon::join(
            || write_clusters(clusters, corpus, outcome)?.finish(),
            || {
                let removed = write_removed(removed, corpus, outcome)?.finish()?;
                let rejected = write_rejected(rejected, corpus)?.finish()?;
                Ok((removed, rejected, write_summary(file, summary)?.finish()?))
            },
        );
        let (clusters, (removed, rejected, summary)) = (clusters?, others?);
        Ok([clusters, removed, rejected, summary])
    }
}

/// Where the list of rejected records stands, beside an output.
pub(crate) fn rejected_beside(output: &Path) -> PathBuf {
    beside(output, ".rejected.jsonl")
}

fn beside(output: &Path, ending: &str) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Where the list of cuts goes: what is cut can be put back.
fn cuts_path(job: &DedupJob, inputs: &Inputs) -> Result<Option<PathBuf>> {
    match job.repeats {
        Some(Repeats::Mark) if !inputs.is_json() => Err(Error::settings(
            "passages are marked in a member of JSON records; the input has none, so use \
             `--passages remove`, or `retold passages` for a list",
        )),
        None | Some(Repeats::Mark) => Ok(None),
        Some(Repeats::Remove) => match (&job.report, &job.output) {
            (_, None) => Ok(None),
            (Some(folder), _) => Ok(Some(folder.join("cuts.jsonl"))),
            (None, Some(output)) if is_stdout(output) => Err(Error::settings(
                "what is cut out of records goes to cuts.jsonl, which has no place beside \
                 standard output; add --report",
            )),
            (None, Some(output)) => Ok(Some(beside(output, ".cuts.jsonl"))),
        },
    }
}

/// Inputs are never touched: an output that is one of them, by any name, is refused.
pub(crate) fn refuse_input(output: &Path, inputs: &Inputs) -> Result<()> {
    match inputs.files().find(|input| is_same(output, input)) {
        None => Ok(()),
        Some(input) => Err(Error::settings(format!(
            "the output {} is the input {}; inputs are never written over",
            shown(output),
            shown(input)
        ))),
    }
}

/// One of two outputs would be lost.
fn refuse_twin<'p>(
    output: Option<&Path>,
    mut reports: impl Iterator<Item = &'p PathBuf>,
) -> Result<()> {
    // The folders exist or are made; the files do not exist yet.
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let is_output = |report: &&PathBuf| output.map(absolute) == Some(absolute(report));
    match reports.find(is_output) {
        None => Ok(()),
        Some(report) => Err(Error::settings(format!(
            "the output {} is a file of the report too; name another",
            shown(report)
        ))),
    }
}

/// Both names lead to one file: by links of either kind.
fn is_same(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let file = |path: &Path| {
            let meta = std::fs::metadata(path).ok().filter(|meta| meta.is_file())?;
            Some((meta.dev(), meta.ino()))
        };
        file(a).is_some_and(|a| file(b) == Some(a))
    }
    #[cfg(not(unix))]
    std::fs::canonicalize(a).is_ok_and(|a| std::fs::canonicalize(b).is_ok_and(|b| a == b))
}

fn write_clusters(mut sink: Sink, corpus: &Corpus, outcome: &Outcome) -> Result<Sink> {
    let mut rest = outcome.clusters();
    while !rest.is_empty() {
        let mut documents = 0;
        let fits = rest.iter().take_while(|cluster| {
            documents += cluster.members.len();
            documents <= LINES
        });
        let (clusters, behind) = rest.split_at(fits.count().max(1));
        let members = clusters.iter().flat_map(|cluster| &cluster.members);
        let names = Names::of(members.map(|member| member.doc).collect(), corpus)?;
        let lines = clusters.par_iter().map(|cluster| cluster_line(cluster, &names));
        write_lines(&mut sink, lines.collect::<Result<_>>()?)?;
        rest = behind;
    }
    Ok(sink)
}

/// In the order of the documents, be their witnesses in the input or in an index.
fn write_removed(mut sink: Sink, corpus: &Corpus, outcome: &Outcome) -> Result<Sink> {
    let (index, mut told) = (corpus.by_index.index.as_str(), &corpus.by_index.seen[..]);
    for removed in outcome.removed().chunks(LINES) {
        let docs = removed.iter().flat_map(|(doc, link)| [*doc, link.witness]);
        let names = Names::of(docs.collect(), corpus)?;
        let lines = removed.par_iter().map(|(doc, link)| removed_line(*doc, *link, &names));
        let lines = lines.collect::<Result<Vec<_>>>()?;
        for ((doc, _), line) in removed.iter().zip(&lines) {
            let place = corpus.place(*doc);
            let (before, behind) = told.split_at(told.partition_point(|told| told.place < place));
            write_told(&mut sink, corpus, (index, before))?;
            sink.write(line)?;
            told = behind;
        }
    }
    write_told(&mut sink, corpus, (index, told))?;
    Ok(sink)
}

fn write_told(
    sink: &mut Sink,
    corpus: &Corpus,
    (index, told): (&str, &[SeenBefore]),
) -> Result<()> {
    for some in told.chunks(LINES) {
        let line = |SeenBefore { place, witness }: &SeenBefore| {
            let found = (witness.relation, witness.score);
            told_line(&corpus.name_at(*place)?, (index, &witness.id), found)
        };
        write_lines(sink, some.par_iter().map(line).collect::<Result<_>>()?)?;
    }
    Ok(())
}

pub(crate) fn write_rejected(mut sink: Sink, corpus: &Corpus) -> Result<Sink> {
    for rejected in &corpus.rejected {
        let bytes = corpus.store.bytes(rejected.place)?;
        let path = corpus.store.path(rejected.place.source);
        sink.write(&rejected_line(path, rejected, &bytes)?)?;
    }
    Ok(sink)
}

fn write_lines(sink: &mut Sink, lines: Vec<Vec<u8>>) -> Result<()> {
    lines.iter().try_for_each(|line| sink.write(line))
}

fn write_summary(mut sink: Sink, summary: &Summary) -> Result<Sink> {
    let mut json = serde_json::to_vec_pretty(summary)
        .map_err(|error| Error::input(format!("cannot write the summary: {error}")))?;
    json.push(b'\n');
    sink.write(&json)?;
    Ok(sink)
}
