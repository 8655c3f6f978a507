//! The kept records, as they are written.

use super::changed::each_changed;
use super::corpus::Corpus;
use super::cuts::Cuts;
use crate::Result;
use crate::pipeline::Outcome;
use crate::progress::{Stage, Watch};
use crate::write::{Finished, FolderSink, Sink};
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
                for doc in outcome.kept() {
                    let place = corpus.place(doc);
                    let bytes = corpus.store.bytes(place)?;
                    folder.write(&relative(corpus.path(doc), &roots), &bytes)?;
                    watch.advance(Stage::Write, place.len)?;
                }
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
    let mut kept = outcome.kept().map(|doc| corpus.place(doc)).peekable();
    while let Some(mut run) = kept.next() {
        // Records that stand side by side are written in one piece.
        while let Some(next) = kept
            .peek()
            .filter(|next| (run.source, run.offset + run.len) == (next.source, next.offset))
        {
            run.len += next.len;
            kept.next();
        }
        let bytes = corpus.store.bytes(run)?;
        for piece in bytes.chunks(PIECE) {
            sink.write(piece)?;
            watch.advance(Stage::Write, piece.len() as u64)?;
        }
        // The last record of a file may lack its line end; what follows needs one.
        if kept.peek().is_some() {
            end_line(&mut sink, &bytes)?;
        }
    }
    Ok(sink)
}

/// Bytes that are written between two looks at the switch that stops a run.
const PIECE: usize = 8 << 20;

fn end_line(sink: &mut Sink, written: &[u8]) -> Result<()> {
    if written.ends_with(b"\n") { Ok(()) } else { sink.write(b"\n") }
}
