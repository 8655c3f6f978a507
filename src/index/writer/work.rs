//! What the worker and the others tell each other.

use crate::base::error::Result;
use crate::index::shared::Shared;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Logs at rest before writers wait for the worker.
const ROOM: usize = 2;

/// What the worker and the others tell each other.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub(super) stop: AtomicBool,
    turn: Mutex<Turn>,
    pub(super) changed: Condvar,
}

#[derive(Debug, Default)]
pub(super) struct Turn {
    /// There may be something to do.
    pub(super) is_awake: bool,
    /// The worker is gone.
    is_over: bool,
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

    pub(super) fn wait_until(&self, is_so: impl Fn() -> bool) -> Result<()> {
        let mut turn = self.turn();
        while !turn.is_over && !is_so() {
            turn = self.changed.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        Ok(())
    }

    pub(super) fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }
}

/// Says so when the worker is gone.
pub(super) struct Over<'w>(pub(super) &'w Work);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.turn().is_over = true;
        self.0.changed.notify_all();
    }
}
