//! What a writer has, and where its next change goes.

use super::incoming::Ready;
use super::work::Work;
use crate::base::error::Result;
use crate::index::disk::commit::{Commit, Written};
use crate::index::disk::lock::Lock;
use crate::index::disk::log;
use crate::index::lookup::fresh::Fresh;
use crate::index::lookup::look::Looked;
use crate::index::lookup::view::View;
use crate::index::settings::Durability;
use crate::index::shared::Shared;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What one process has that writes.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(in crate::index) shared: Arc<Shared>,
    pub(crate) lock: Lock,
    pub(super) writing: Mutex<Writing>,
    pub(super) commit: Commit,
    pub(crate) work: Work,
    pub(super) durability: Durability,
    /// Documents of a log before it comes to rest.
    pub(super) log_rows: usize,
}

/// Where the next change goes.
#[derive(Debug)]
pub(super) struct Writing {
    pub(super) active: Arc<Fresh>,
    pub(super) end: u64,
    pub(super) changes: u64,
    pub(super) generation: u64,
    pub(super) next_seq: u64,
    pub(super) next_part: u64,
    /// Where the first document that is there may be.
    pub(super) oldest: u64,
}

/// Waits until all changes are on disk.
pub(crate) fn sync(writer: &Writer) -> Result<()> {
    let written = || writer.lock_writing().written();
    writer.commit.wait(written().changes, written)
}

/// A verdict must not rest on what a loss of power might undo.
pub(crate) fn rest_on_disk(writer: &Writer, looked: &Looked) -> Result<()> {
    if writer.durability == Durability::Commit && !writer.commit.has(looked.last_seq) {
        sync(writer)?;
    }
    Ok(())
}

/// Makes a view the one that counts: on disk, for this process, and for readers. All logs that it
/// has are on disk.
pub(super) fn install(writer: &Writer, writing: &mut Writing, view: View) -> Result<()> {
    let latest = writer.shared.latest.load(Ordering::Acquire);
    let state = view.state(writing.next_seq, latest, writing.next_part);
    state.write(&writer.shared.folder, writer.shared.id)?;
    writing.generation = writer.shared.set_view(view).generation;
    writer.commit.reached(&writing.written())
}

impl Writer {
    /// To change something, if that can still be done.
    pub(super) fn writing(&self) -> Result<MutexGuard<'_, Writing>> {
        let writing = self.lock_writing();
        self.commit.check()?;
        Ok(writing)
    }

    pub(super) fn lock_writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writing {
    pub(super) fn written(&self) -> Written {
        Written {
            log: Arc::clone(&self.active.log),
            generation: self.generation,
            end: self.end,
            changes: self.changes,
            seq: self.next_seq - 1,
        }
    }

    pub(super) fn append(&mut self, view: &View, ready: &Ready<'_>, removed: &[u64]) -> Result<()> {
        let log = &self.active.log;
        let mut row = ready.query.row(self.next_seq, ready.incoming.seen, ready.id);
        let frame = log::insert(log.number, self.end, &mut row, &ready.keys, removed, &ready.body);
        log.append(&frame, self.end)?;
        self.end += frame.len() as u64;
        self.changes += 1;
        self.next_seq += 1;
        let mut docs = self.active.docs_mut();
        docs.push(row, &ready.keys);
        docs.read_to = self.end;
        drop(docs);
        view.remove(removed)
    }

    /// Takes documents out.
    pub(super) fn remove(&mut self, view: &View, seqs: &[u64]) -> Result<()> {
        let log = &self.active.log;
        let frame = log::remove(log.number, self.end, seqs);
        log.append(&frame, self.end)?;
        self.end += frame.len() as u64;
        self.changes += 1;
        self.active.docs_mut().read_to = self.end;
        view.remove(seqs)
    }

    /// Adds the first documents to what goes, until there is room for one more.
    pub(super) fn evict(&mut self, view: &View, most: u64, removed: &mut Vec<u64>) -> Result<()> {
        let mut live = view.live() + 1 - removed.len() as u64;
        for source in &view.sources {
            if live <= most {
                return Ok(());
            }
            let from = source.row_from(self.oldest)?;
            for number in (from..source.rows()).filter(|row| !source.is_gone(*row)) {
                if live <= most {
                    return Ok(());
                }
                let seq = source.row(number)?.seq;
                if !removed.contains(&seq) {
                    removed.push(seq);
                    live -= 1;
                }
                self.oldest = seq + 1;
            }
        }
        Ok(())
    }
}
