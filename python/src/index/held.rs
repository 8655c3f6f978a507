//! An index that can be closed while other threads use it: closing waits for them.

use retold::Result;
use retold::index::Index;
use std::sync::{PoisonError, RwLock};

pub(crate) struct Held {
    index: RwLock<Option<Index>>,
    /// Who opened it: a process that was forked off may find the lock taken by a thread that is
    /// not there.
    owner: u32,
}

impl Held {
    pub(super) fn new(index: Index) -> Self {
        Self { index: RwLock::new(Some(index)), owner: std::process::id() }
    }

    /// Works on the index; nothing, if it is closed.
    ///
    /// Nobody waits for Python meanwhile, so that who closes it cannot wait in a circle.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Index) -> Result<T>) -> Result<Option<T>> {
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
        index.as_ref().map(work).transpose()
    }

    /// Waits until all changes are on disk, and gives the index up.
    pub(super) fn close(&self) -> Result<()> {
        if self.owner != std::process::id() {
            // There is nothing here to be closed: the files are those of the other process.
            return Ok(());
        }
        let index = self.index.write().unwrap_or_else(PoisonError::into_inner).take();
        index.map_or(Ok(()), |index| index.sync())
    }

    pub(super) fn is_closed(&self) -> bool {
        self.index.read().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}
