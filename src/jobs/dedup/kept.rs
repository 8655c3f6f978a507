//! The kept records, as they are written.

use super::changed::each_changed;
use super::cuts::Cuts;
use crate::base::document::DocId;
use crate::base::error::Result;
use crate::base::progress::{Stage, Watch};
use crate::dedup::pipeline::Outcome;
use crate::input::place::RecordPlace;
use crate::jobs::corpus::reading::Corpus;
use crate::output::sink::{Finished, FolderSink, Sink};
use rayon::prelude::*;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Where they go: one after the other, or each to a file of its own.
pub(super) enum Kept {
    Records(Sink),
    Files(FolderSink, Vec<PathBuf>),
}

/// What is written but not yet under its name.
pub(super) enum Done {
    Records(Finished),
    Files(FolderSink),
}

impl Done {
    pub(super) fn publish(self) -> Result<()> {
        match self {
            Done::Records(records) => records.publish(),
            Done::Files(folder) => folder.publish(),
        }
    }
}

impl Kept {
    /// Writes them byte for byte.
    pub(super) fn write(
        self,
        corpus: &Corpus,
        outcome: &Outcome,
        watch: Watch<'_>,
    ) -> Result<Done> {
        let total = outcome.kept().map(|doc| corpus.place(doc).len).sum();
        watch.begin(Stage::Write, Some(total))?;
        match self {
            Kept::Records(sink) => {
                Ok(Done::Records(write_records(sink, corpus, outcome, watch)?.finish()?))
            }
            Kept::Files(folder, roots) => {
                let kept: Vec<DocId> = outcome.kept().collect();
                kept.into_par_iter().try_for_each(|doc| {
                    let place = corpus.place(doc);
                    let bytes = corpus.store.bytes(place)?;
                    folder.write(&relative(corpus.path(doc), &roots), &bytes)?;
                    watch.advance(Stage::Write, place.len)
                })?;
                Ok(Done::Files(folder))
            }
        }
    }

    /// Writes kept records with their repeated passages cut out or marked.
    pub(super) fn write_changed(
        self,
        (corpus, outcome, cuts): (&Corpus, &Outcome, &Cuts),
        list: &mut Option<Sink>,
        watch: Watch<'_>,
    ) -> Result<Done> {
        let total = outcome.kept().map(|doc| corpus.place(doc).len).sum();
        watch.begin(Stage::Write, Some(total))?;
        match self {
            Kept::Records(mut sink) => {
                if let Some(header) = corpus.store.header() {
                    sink.write(header)?;
                    end_line(&mut sink, header)?;
                }
                let mut ended = true;
                each_changed((corpus, outcome, cuts), list, watch, |_, bytes| {
                    if !std::mem::replace(&mut ended, bytes.ends_with(b"\n")) {
                        sink.write(b"\n")?;
                    }
                    sink.write(bytes)
                })?;
                Ok(Done::Records(sink.finish()?))
            }
            Kept::Files(folder, roots) => {
                each_changed((corpus, outcome, cuts), list, watch, |doc, bytes| {
                    folder.write(&relative(corpus.path(doc), &roots), bytes)
                })?;
                Ok(Done::Files(folder))
            }
        }
    }
}

/// Where a file stands below the input that it was found in.
fn relative(file: &Path, roots: &[PathBuf]) -> PathBuf {
    let below = roots.iter().filter_map(|root| {
        let below = file.strip_prefix(root).ok()?;
        if below.as_os_str().is_empty() {
            return None;
        };
        // Files of several folders stay apart by the names of these.
        let folder = root.file_name().filter(|_| roots.len() > 1);
        Some(folder.map_or_else(|| below.to_owned(), |folder| Path::new(folder).join(below)))
    });
    let name = || file.file_name().map(PathBuf::from).unwrap_or_default();
    below.max_by_key(|path| path.components().count()).unwrap_or_else(name)
}

fn write_records(
    mut sink: Sink,
    corpus: &Corpus,
    outcome: &Outcome,
    watch: Watch<'_>,
) -> Result<Sink> {
    if let Some(header) = corpus.store.header() {
        sink.write(header)?;
        end_line(&mut sink, header)?;
    }
    let runs = runs(outcome.kept().map(|doc| corpus.place(doc)));
    let (mut rest, mut last) = (&runs[..], None);
    while !rest.is_empty() {
        let mut size = 0;
        let fits = rest.iter().take(RUNS).take_while(|run| {
            size += run.len;
            size <= BATCH
        });
        let (batch, behind) = rest.split_at(fits.count().max(1));
        // Opening small files again costs more than writing what is in them.
        let bytes = batch.par_iter().map(|run| corpus.store.bytes(*run));
        let bytes: Vec<Cow<'_, [u8]>> = bytes.collect::<Result<_>>()?;
        for (run, bytes) in batch.iter().zip(&bytes) {
            // The last record of a file may lack its line end; what follows needs one.
            if last.is_some_and(|(last, ended): (RecordPlace, bool)| !ended && !follows(last, run))
            {
                sink.write(b"\n")?;
            }
            for piece in bytes.chunks(PIECE) {
                sink.write(piece)?;
                watch.advance(Stage::Write, piece.len() as u64)?;
            }
            last = Some((*run, bytes.ends_with(b"\n")));
        }
        rest = behind;
    }
    Ok(sink)
}

/// Records that stand side by side are written in one piece, unless it becomes too long.
fn runs(places: impl Iterator<Item = RecordPlace>) -> Vec<RecordPlace> {
    let mut runs: Vec<RecordPlace> = Vec::new();
    for place in places {
        match runs.last_mut() {
            Some(run) if follows(*run, &place) && run.len < PIECE as u64 => run.len += place.len,
            _ => runs.push(place),
        }
    }
    runs
}

fn follows(run: RecordPlace, next: &RecordPlace) -> bool {
    (run.source, run.offset + run.len) == (next.source, next.offset)
}

/// Runs that are looked up at once, and their bytes: those of small files are held.
const RUNS: usize = 4096;
const BATCH: u64 = 64 << 20;

/// Bytes that are written between two looks at the switch that stops a run.
const PIECE: usize = 8 << 20;

fn end_line(sink: &mut Sink, written: &[u8]) -> Result<()> {
    if written.ends_with(b"\n") { Ok(()) } else { sink.write(b"\n") }
}
