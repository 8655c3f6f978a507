//! Reading in parallel, with a result that does not depend on it.
//!
//! Pieces are handed out in order, so when one turns out bad, all before it have been handed out
//! too: no more are, those are finished, and the first flaw in the order of the inputs is the one
//! that is told.
//!
//! Cost: one lock for handing out and one for handing in a piece.

use super::extract::{Extractor, Plan, Record};
use super::feed::Work;
use super::inputs::Inputs;
use super::merge::{Done, Merged};
use super::pieces::{Piece, Pieces, changed};
use super::reject::{Flaw, Rejected};
use super::settings::OnError;
use super::store::{RecordPlace, Store};
use crate::progress::{Stage, Watch};
use crate::{Error, Result};
use rayon::iter::{ParallelBridge, ParallelIterator};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// All that was read.
#[derive(Debug)]
pub(crate) struct Reading<R> {
    /// What `visit` made of each record, in the order of the inputs.
    pub(crate) rows: Vec<R>,
    /// Where each of them stands.
    pub(crate) places: Vec<RecordPlace>,
    /// The bytes behind the places.
    pub(crate) store: Store,
    /// What was passed over, in the order of the inputs.
    pub(crate) rejected: Vec<Rejected>,
    /// Blank lines between records.
    pub(crate) blank: u64,
    /// Decompressed bytes, without headers.
    pub(crate) bytes: u64,
}

/// Visits every record of `inputs`, in parallel: `state` makes what each worker keeps from record
/// to record.
pub(crate) fn read<S, R: Send>(
    inputs: Inputs,
    watch: Watch<'_>,
    state: impl Fn() -> S + Sync,
    visit: impl Fn(&mut S, &Record<'_>) -> R + Sync,
) -> Result<Reading<R>> {
    watch.begin(Stage::Read, inputs.total_bytes())?;
    let paths: Vec<PathBuf> = inputs.files().map(Path::to_owned).collect();
    let Inputs { sources, settings, plan, header, .. } = inputs;
    let on_error = settings.on_error;
    let stop = AtomicBool::new(false);
    let merged = Mutex::new(Merged::new(on_error));
    let mut pieces = Pieces::new(sources, &settings, &plan, &stop);
    let init = || (Extractor::new(&plan), state());
    let each = |(extractor, state): &mut (Extractor<'_>, S), piece: Piece| {
        let (turn, disk) = (piece.turn, piece.disk);
        let mut done = work(piece, &plan, extractor, on_error, |record| visit(state, record));
        if let Err(error) = watch.advance(Stage::Read, disk) {
            done.fatal = Some(error);
        }
        if done.stops(on_error) {
            stop.store(true, Ordering::Relaxed);
        }
        merged.lock().unwrap_or_else(PoisonError::into_inner).add(turn, done, &paths);
    };
    pieces.by_ref().par_bridge().map_init(init, each).for_each(drop);
    let Pieces { stored, spool, .. } = pieces;
    let merged = merged.into_inner().unwrap_or_else(PoisonError::into_inner);
    let Merged { rows, places, rejected, blank, bytes, .. } = merged.finish()?;
    let store = Store { plan, header, sources: stored, spool: spool.finish()? };
    Ok(Reading { rows, places, store, rejected, blank, bytes })
}

fn work<R>(
    piece: Piece,
    plan: &Plan,
    extractor: &mut Extractor<'_>,
    on_error: OnError,
    visit: impl FnMut(&Record<'_>) -> R,
) -> Done<R> {
    let mut done = Done::new(piece.source);
    let offset = piece.offset;
    match piece.work {
        Ok(Work::Mapped(map, range)) => {
            done.chunk(&map[range], offset, extractor, on_error, visit);
        }
        Ok(Work::Owned(bytes)) => done.chunk(&bytes, offset, extractor, on_error, visit),
        Ok(Work::File { path, size, header }) => match small_file(&path, size, header, plan) {
            Ok((bytes, start)) => {
                done.chunk(&bytes[start..], start as u64, extractor, on_error, visit);
            }
            Err((flaw, len)) => done.flaw(flaw, 0, len, false),
        },
        Ok(Work::Flawed { flaw, len, record }) => done.flaw(flaw, offset, len, record),
        Err(error) => done.fatal = Some(error),
    }
    done
}

/// The bytes of a small file, and where its records begin; or its flaw, and how many bytes of it
/// there are to be seen.
fn small_file(
    path: &Path,
    size: u64,
    header: u64,
    plan: &Plan,
) -> std::result::Result<(Vec<u8>, usize), (Flaw, u64)> {
    let mut bytes = Vec::with_capacity(size as usize + 1);
    // One byte more, to see whether there are more.
    File::open(path)
        .and_then(|file| file.take(size + 1).read_to_end(&mut bytes))
        .map_err(|error| (Flaw::unreadable(Error::io("read", path, error)), 0))?;
    if bytes.len() as u64 != size {
        return Err((changed(), 0));
    }
    let start = plan.begin(&bytes, header as usize).map_err(|flaw| (flaw, size))?;
    Ok((bytes, start))
}
