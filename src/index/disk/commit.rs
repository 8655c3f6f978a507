//! Group commit: threads that wait for the disk at once wait for one write.

use super::log::Log;
use super::mark::{Mark, Told};
use crate::base::error::{Error, ErrorKind, Result};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Changes that the system has.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) log: Arc<Log>,
    pub(crate) generation: u64,
    /// Where the log ends.
    pub(crate) end: u64,
    /// Counts changes, over all logs.
    pub(crate) changes: u64,
    /// The last document.
    pub(crate) seq: u64,
}

#[derive(Debug)]
pub(crate) struct Commit {
    synced: Mutex<Synced>,
    turn: Condvar,
    mark: Mutex<Marker>,
}

#[derive(Debug, Default)]
struct Synced {
    changes: u64,
    seq: u64,
    /// A thread is at it.
    is_busy: bool,
    failed: Option<String>,
}

#[derive(Debug)]
struct Marker {
    mark: Mark,
    told: Told,
}

impl Commit {
    pub(crate) fn new(mark: Mark, told: Told, seq: u64) -> Self {
        Self {
            synced: Mutex::new(Synced { seq, ..Synced::default() }),
            turn: Condvar::new(),
            mark: Mutex::new(Marker { mark, told }),
        }
    }

    /// Whether a document is known to be on disk.
    pub(crate) fn has(&self, seq: u64) -> bool {
        lock(&self.synced).seq >= seq
    }

    /// Waits until so many changes are on disk. `written` tells what the system has.
    pub(crate) fn wait(&self, changes: u64, written: impl Fn() -> Written) -> Result<()> {
        let mut synced = lock(&self.synced);
        loop {
            if let Some(what) = &synced.failed {
                return Err(failed(what));
            }
            if synced.changes >= changes {
                return Ok(());
            }
            if synced.is_busy {
                synced = self.turn.wait(synced).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            synced.is_busy = true;
            drop(synced);
            let written = written();
            let done = written.log.sync().and_then(|()| self.tell(&written, written.end));
            synced = lock(&self.synced);
            synced.is_busy = false;
            match done {
                Ok(()) => synced.reach(&written),
                // What is in the system's cache after a failed write is not known.
                Err(error) => synced.failed = Some(error.to_string()),
            }
            self.turn.notify_all();
        }
    }

    /// All that was written is on disk, and told.
    pub(crate) fn reached(&self, written: &Written) -> Result<()> {
        self.tell(written, written.end)?;
        lock(&self.synced).reach(written);
        self.turn.notify_all();
        Ok(())
    }

    /// Shows readers what was written, though it may not be on disk.
    pub(crate) fn show(&self, written: &Written) -> Result<()> {
        self.tell(written, 0)
    }

    fn tell(&self, written: &Written, synced: u64) -> Result<()> {
        let mut marker = lock(&self.mark);
        let (generation, log, visible) = (written.generation, written.log.number, written.end);
        let before = marker.told;
        // Another thread may have told of more.
        let place = (generation, log, visible).max((before.generation, before.log, before.visible));
        let synced = match log.cmp(&before.log) {
            std::cmp::Ordering::Less => before.synced,
            std::cmp::Ordering::Equal => before.synced.max(synced),
            std::cmp::Ordering::Greater => synced,
        };
        let told = Told { generation: place.0, log: place.1, visible: place.2, synced };
        if told != before {
            marker.mark.tell(told)?;
            marker.told = told;
        }
        Ok(())
    }

    /// No more can be written.
    pub(crate) fn fail(&self, error: &Error) {
        lock(&self.synced).failed.get_or_insert_with(|| error.to_string());
        self.turn.notify_all();
    }

    pub(crate) fn check(&self) -> Result<()> {
        lock(&self.synced).failed.as_deref().map_or(Ok(()), |what| Err(failed(what)))
    }
}

impl Synced {
    fn reach(&mut self, written: &Written) {
        self.changes = self.changes.max(written.changes);
        self.seq = self.seq.max(written.seq);
    }
}

fn failed(what: &str) -> Error {
    let message = format!(
        "the index is no longer written, since an earlier change failed: {what}; open it anew"
    );
    Error::new(ErrorKind::Io, message)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
