//! Reading in parallel, with a result that does not depend on it.
//!
//! Pieces are handed out in order, so when one turns out bad, all before it have been handed out
//! too: no more are, those are finished, and the first flaw in the order of the inputs is the one
//! that is told.
//!
//! Cost: one lock for handing out and one for handing in a piece.

use super::feed::Work;
use super::gather::{Gather, Point};
use super::merge::{Done, Merged};
use super::pieces::{Piece, Pieces};
use crate::base::error::{Error, Result};
use crate::base::progress::{Stage, Watch};
use crate::input::formats::extract::{Extractor, Plan, Record};
use crate::input::parallel::gathered::Gathered;
use crate::input::reject::{Flaw, Rejected};
use crate::input::settings::OnError;
use crate::input::sources::inputs::Inputs;
use crate::input::stamp::changed;
use crate::input::store::Store;
use rayon::iter::{ParallelBridge, ParallelIterator};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Visits every record behind a place, in parallel, and hands what was made of it to `rows`, in the order of the
/// inputs; `from` is the place, and what was passed over up to there; `state` makes what each worker keeps
/// from record to record.
pub(crate) fn gather<S, R: Send, G: Gather<R>>(
    inputs: Inputs,
    watch: Watch<'_>,
    state: impl Fn() -> S + Sync,
    visit: impl Fn(&mut S, &Record<'_>) -> R + Sync,
    rows: G,
    from: (Point, Vec<Rejected>),
) -> Result<Gathered<G>> {
    watch.begin(Stage::Read, inputs.total_bytes())?;
    let paths: Vec<PathBuf> = inputs.files().map(Path::to_owned).collect();
    let Inputs { sources, settings, plan, header, .. } = inputs;
    let on_error = settings.on_error;
    let stop = AtomicBool::new(false);
    let first = from.0.turn;
    let merged = Mutex::new(Merged::new(on_error, rows, from));
    let moved = Condvar::new();
    let lock = || merged.lock().unwrap_or_else(PoisonError::into_inner);
    let mut pieces = Pieces::new(sources, &settings, &plan, &stop);
    let init = || (Extractor::new(&plan), state());
    let each = |(extractor, state): &mut (Extractor<'_>, S), piece: Piece| {
        let (turn, disk) = (piece.turn, piece.disk);
        let _guard = StopOnPanic(&stop);
        if turn < first {
            // Taken by an earlier run. It was read all the same, so that it is kept for later.
            let known = piece.work.map(drop).and_then(|()| watch.advance(Stage::Read, disk));
            if let Err(error) = known {
                stop.store(true, Ordering::Relaxed);
                lock().fail(error);
            }
            return;
        }
        let mut done = work(piece, &plan, extractor, on_error, |record| visit(state, record));
        if let Err(error) = watch.advance(Stage::Read, disk) {
            done.fatal = Some(error);
        }
        if done.stops(on_error) {
            stop.store(true, Ordering::Relaxed);
        }
        wait_for_turn(lock(), &moved, turn, &stop);
        let tasks = lock().add(turn, done, &paths);
        moved.notify_all();
        for task in tasks {
            let output = G::work(task);
            lock().collect(output);
        }
    };
    pieces.by_ref().par_bridge().map_init(init, each).for_each(drop);
    let Pieces { stored, spool, .. } = pieces;
    let merged = merged.into_inner().unwrap_or_else(PoisonError::into_inner);
    let Merged { gather: rows, rejected, at: Point { blank, bytes, .. }, .. } = merged.finish()?;
    let store = Store { plan, header, sources: stored, spool: spool.finish()? };
    Ok(Gathered { rows, store, rejected, blank, bytes })
}

/// Waits while too much came before its turn: one long record may hold up all behind it, and what
/// is made of those is held meanwhile. The piece whose turn it is never waits.
fn wait_for_turn<R, G: Gather<R>>(
    mut merged: MutexGuard<'_, Merged<R, G>>,
    moved: &Condvar,
    turn: u64,
    stop: &AtomicBool,
) {
    while merged.is_full(turn) && !stop.load(Ordering::Relaxed) {
        // Not for ever: a worker that panics moves nothing.
        let waited = moved.wait_timeout(merged, Duration::from_millis(20));
        merged = waited.unwrap_or_else(PoisonError::into_inner).0;
    }
}

/// Lets nobody wait for a worker that panicked.
struct StopOnPanic<'s>(&'s AtomicBool);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
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
pub(crate) fn small_file(
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
