//! The worker: a thread that brings logs to rest and joins parts, while others write and look.
//!
//! A log becomes a part. Four parts of one size next to each other become one, so that a look-up
//! asks a number of parts that grows with the logarithm of the documents, and a document is written
//! once for each fourfold growth. A part of which a quarter is gone is made anew without it.

use super::work::Over;
use super::writing::{self, Writer, Writing};
use crate::base::error::{Error, ErrorKind, Result};
use crate::index::disk::part::build::{Built, build};
use crate::index::disk::part::sources::Source;
use crate::index::disk::part::{self, Part, PartFile};
use crate::index::lookup::view::View;
use std::ops::Range;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;

/// Parts of one size that are joined.
const JOINED: usize = 4;

/// The thread; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Worker {
    writer: Arc<Writer>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    pub(super) fn start(writer: &Arc<Writer>) -> Result<Self> {
        let own = Arc::clone(writer);
        let thread = std::thread::Builder::new().name("retold index".to_owned());
        let thread = thread.spawn(move || run(&own));
        let thread = thread.map_err(|error| {
            Error::new(ErrorKind::Io, format!("cannot start a thread: {error}"))
        })?;
        Ok(Self { writer: Arc::clone(writer), thread: Some(thread) })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.writer.work.stop.store(true, Ordering::Release);
        self.writer.work.wake();
        if let Some(thread) = self.thread.take() {
            // A worker that panicked has ended, too.
            let _ = thread.join();
        }
    }
}

/// Waits until there is nothing to do.
pub(crate) fn settle(writer: &Writer) -> Result<()> {
    writer.work.wake();
    writer.work.wait_until(|| next(writer, &writer.shared.held_view()).is_none())?;
    writer.commit.check()
}

fn run(writer: &Writer) {
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
            let Some(range) = next(writer, &writer.shared.held_view()) else { break };
            if let Err(error) = join(writer, range) {
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

/// The sources that are to become one part, if any.
fn next(writer: &Writer, view: &View) -> Option<Range<usize>> {
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
fn join(writer: &Writer, range: Range<usize>) -> Result<()> {
    let old = writer.shared.held_view().sources[range.clone()].to_vec();
    let number = {
        let mut writing = writer.lock_writing();
        writing.next_part += 1;
        writing.next_part - 1
    };
    let built =
        build(&writer.shared.folder, writer.shared.id, number, &old, &|| writer.work.is_stopped())?;
    // Most of what has to be on disk gets there before others have to wait.
    writing::sync(writer)?;
    let mut writing = writer.lock_writing();
    writing.active.log.sync()?;
    let made = (built.rows > 0)
        .then(|| PartFile::open(&writer.shared.folder, writer.shared.id, number))
        .transpose()?
        .map(|file| Source::Part(Arc::new(Part::new(Arc::new(file), &gone_since(&old, &built)))));
    replace(writer, &mut writing, range, made)?;
    drop(writing);
    for source in &old {
        // Readers that still look at it have it open. What stays is removed by the next writer.
        let _ = std::fs::remove_file(writer.shared.folder.join(source.file_name()));
    }
    if built.rows == 0 {
        let _ = std::fs::remove_file(writer.shared.folder.join(part::name(number)));
    }
    Ok(())
}

fn replace(
    writer: &Writer,
    writing: &mut Writing,
    range: Range<usize>,
    made: Option<Source>,
) -> Result<()> {
    // Writers only add logs at the end, so the range is where it was.
    let view = writer.shared.held_view();
    let mut sources = view.sources.clone();
    sources.splice(range, made);
    writing::install(writer, writing, View { generation: view.generation + 1, sources })
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
