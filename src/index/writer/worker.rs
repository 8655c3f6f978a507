//! The worker: a thread that brings logs to rest and joins parts, while others write and look.
//!
//! A log becomes a part. Four parts of one size next to each other become one, so that a look-up
//! asks a number of parts that grows with the logarithm of the documents, and a document is written
//! once for each fourfold growth. A part of which a quarter is gone is made anew without it.

use super::write::{self, Writing};
use crate::base::error::{ErrorKind, Result};
use crate::index::disk::part::build::{Built, build};
use crate::index::disk::part::sources::Source;
use crate::index::disk::part::{self, Part, PartFile};
use crate::index::lookup::view::View;
use crate::index::{Role, Shared};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// Parts of one size that are joined.
const JOINED: usize = 4;

/// Logs at rest before writers wait for the worker.
const ROOM: usize = 2;

/// What the worker and the others tell each other.
#[derive(Debug, Default)]
pub(crate) struct Work {
    stop: AtomicBool,
    turn: Mutex<Turn>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Turn {
    /// There may be something to do.
    is_awake: bool,
    /// The worker is gone.
    is_over: bool,
}

/// The thread; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Worker {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    pub(super) fn start(shared: &Arc<Shared>) -> Result<Self> {
        let own = Arc::clone(shared);
        let thread = std::thread::Builder::new().name("retold index".to_owned());
        let thread = thread.spawn(move || run(&own));
        let thread = thread.map_err(|error| {
            crate::base::error::Error::new(ErrorKind::Io, format!("cannot start a thread: {error}"))
        })?;
        Ok(Self { shared: Arc::clone(shared), thread: Some(thread) })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Role::Writer(writer) = &self.shared.role {
            writer.work.stop.store(true, Ordering::Release);
            writer.work.wake();
        }
        if let Some(thread) = self.thread.take() {
            // A worker that panicked has ended, too.
            let _ = thread.join();
        }
    }
}

impl Work {
    pub(super) fn wake(&self) {
        self.turn().is_awake = true;
        self.changed.notify_all();
    }

    /// Waits while too many logs are at rest.
    pub(super) fn wait_for_room(&self, shared: &Shared) -> Result<()> {
        if shared.held_view().resting_logs() <= ROOM {
            return Ok(());
        }
        self.wait_until(|| shared.held_view().resting_logs() <= ROOM)
    }

    /// Waits until there is nothing to do.
    pub(crate) fn settle(&self, shared: &Shared) -> Result<()> {
        self.wake();
        self.wait_until(|| next(shared, &shared.held_view()).is_none())?;
        match &shared.role {
            Role::Writer(writer) => writer.commit.check(),
            Role::Reader(_) => Ok(()),
        }
    }

    fn wait_until(&self, is_so: impl Fn() -> bool) -> Result<()> {
        let mut turn = self.turn();
        while !turn.is_over && !is_so() {
            turn = self.changed.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        Ok(())
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }
}

fn run(shared: &Shared) {
    let Role::Writer(writer) = &shared.role else { return };
    let work = &writer.work;
    // However this ends, nobody must wait for it.
    let _over = Over(work);
    loop {
        let mut turn = work.turn();
        while !turn.is_awake && !work.is_stopped() {
            turn = work.changed.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        turn.is_awake = false;
        drop(turn);
        while !work.is_stopped() {
            let Some(range) = next(shared, &shared.held_view()) else { break };
            if let Err(error) = join(shared, writer, range) {
                if error.kind() != ErrorKind::Cancelled {
                    writer.commit.fail(&error);
                }
                return;
            }
            work.changed.notify_all();
        }
        work.changed.notify_all();
        if work.is_stopped() {
            return;
        }
    }
}

struct Over<'w>(&'w Work);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.turn().is_over = true;
        self.0.changed.notify_all();
    }
}

/// The sources that are to become one part, if any.
fn next(shared: &Shared, view: &View) -> Option<Range<usize>> {
    let Role::Writer(writer) = &shared.role else { return None };
    let written = view.sources.len().checked_sub(1)?;
    let first_log = view.sources.iter().position(|source| matches!(source, Source::Fresh(_)))?;
    if first_log < written {
        return Some(first_log..first_log + 1);
    }
    let parts = &view.sources[..first_log];
    let wasted = parts.iter().position(|source| {
        let live = source.live();
        live == 0 || (u64::from(source.rows()) - live) * 4 > source.rows().into()
    });
    if let Some(wasted) = wasted {
        return Some(wasted..wasted + 1);
    }
    let size = |source: &Source| (source.live() / writer.log_rows.max(1) as u64).max(1).ilog2() / 2;
    let fits = |some: &[Source]| {
        let rows = some.iter().map(|source| u64::from(source.rows())).sum::<u64>();
        rows < u64::from(u32::MAX)
    };
    let alike = |some: &&[Source]| some.iter().all(|one| size(one) == size(&some[0])) && fits(some);
    let at = parts.windows(JOINED).rposition(|some| alike(&some))?;
    Some(at..at + JOINED)
}

/// Makes one part of some sources, and lets it count in their place.
fn join(shared: &Shared, writer: &write::Writer, range: Range<usize>) -> Result<()> {
    let old = shared.held_view().sources[range.clone()].to_vec();
    let number = {
        let mut writing = writer.lock_writing();
        writing.next_part += 1;
        writing.next_part - 1
    };
    let built = build(&shared.folder, shared.id, number, &old, &|| writer.work.is_stopped())?;
    // Most of what has to be on disk gets there before others have to wait.
    write::sync(writer)?;
    let mut writing = writer.lock_writing();
    writing.active.log.sync()?;
    let made = (built.rows > 0)
        .then(|| PartFile::open(&shared.folder, shared.id, number))
        .transpose()?
        .map(|file| Source::Part(Arc::new(Part::new(Arc::new(file), &gone_since(&old, &built)))));
    replace(shared, writer, &mut writing, range, made)?;
    drop(writing);
    for source in &old {
        // Readers that still look at it have it open. What stays is removed by the next writer.
        let _ = std::fs::remove_file(shared.folder.join(file_name(source)));
    }
    if built.rows == 0 {
        let _ = std::fs::remove_file(shared.folder.join(part::name(number)));
    }
    Ok(())
}

fn replace(
    shared: &Shared,
    writer: &write::Writer,
    writing: &mut Writing,
    range: Range<usize>,
    made: Option<Source>,
) -> Result<()> {
    // Writers only add logs at the end, so the range is where it was.
    let view = shared.held_view();
    let mut sources = view.sources.clone();
    sources.splice(range, made);
    write::install(shared, writer, writing, View { generation: view.generation + 1, sources })
}

/// Of a new part the rows that went while it was made.
fn gone_since(old: &[Source], built: &Built) -> Vec<u64> {
    let mut gone = vec![0; built.rows.div_ceil(64) as usize];
    let mut first = 0;
    for (source, ranks) in old.iter().zip(&built.ranks) {
        for row in (0..source.rows()).filter(|row| source.is_gone(*row)) {
            if let Some(rank) = ranks.rank(row) {
                let row = first + rank;
                gone[row as usize / 64] |= 1 << (row % 64);
            }
        }
        first += ranks.len();
    }
    gone
}

pub(crate) fn file_name(source: &Source) -> String {
    match source {
        Source::Part(part) => part::name(part.number()),
        Source::Fresh(fresh) => crate::index::disk::log::name(fresh.log.number),
    }
}
