//! Jobs on a thread of their own, without the interpreter's lock.
//!
//! The calling thread looks after signals while it waits, so that Ctrl-C ends a job soon, and the
//! job's threads never touch Python, so that nothing can wait for the lock in a circle. Each job
//! has a pool of threads of its own: the global one would be gone after a fork, and the first job
//! in a child of `multiprocessing` would wait for ever. Cost: some 100 microseconds a job.

use crate::errors::{IoError, RetoldError, SettingsError, exception};
use pyo3::prelude::*;
use rayon::ThreadPoolBuilder;
use retold::CancelToken;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// How long a signal may have to wait.
const WAKE: Duration = Duration::from_millis(50);

/// More threads than any machine that this will meet.
const MOST: usize = 1024;

/// A job that runs.
pub(crate) struct Worker<T> {
    cancel: CancelToken,
    outcome: Receiver<retold::Result<T>>,
    thread: Option<JoinHandle<()>>,
}

impl<T: Send + 'static> Worker<T> {
    /// Starts a job in a pool of so many threads, by default as many as there are cores.
    pub(crate) fn start(
        threads: Option<usize>,
        job: impl FnOnce(&CancelToken) -> retold::Result<T> + Send + 'static,
    ) -> PyResult<Self> {
        if let Some(count) = threads
            && !(1..=MOST).contains(&count)
        {
            let message = format!("a job runs on 1 to {MOST} threads, not {count}");
            return Err(SettingsError::new_err(message));
        }
        let refused = |error: &dyn std::fmt::Display| {
            IoError::new_err(format!("cannot start threads: {error}; ask for fewer"))
        };
        let pool = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
        let pool = pool.map_err(|error| refused(&error))?;
        let cancel = CancelToken::default();
        let token = cancel.clone();
        let (sender, outcome) = sync_channel(1);
        let run = move || {
            // If nobody waits for the outcome any more, the job was cancelled.
            let _ = sender.send(pool.install(|| job(&token)));
        };
        let thread = Builder::new().name("retold".to_owned()).spawn(run);
        let thread = Some(thread.map_err(|error| refused(&error))?);
        Ok(Self { cancel, outcome, thread })
    }

    /// Waits for the outcome. A signal that raises cancels the job.
    pub(crate) fn finish(mut self, py: Python<'_>) -> PyResult<T> {
        let outcome = self.wait(py);
        self.abandon(py);
        outcome
    }

    /// The same for a job that cannot be cancelled, and changes nothing: if a signal raises, it is
    /// left to come to its end alone.
    pub(crate) fn finish_or_leave(mut self, py: Python<'_>) -> PyResult<T> {
        let outcome = self.wait(py);
        if outcome.is_err() {
            self.thread = None;
        }
        self.abandon(py);
        outcome
    }

    fn wait(&mut self, py: Python<'_>) -> PyResult<T> {
        loop {
            let worker = &mut *self;
            let waited = py.detach(move || worker.outcome.recv_timeout(WAKE));
            return match waited {
                Ok(outcome) => outcome.map_err(exception),
                Err(RecvTimeoutError::Timeout) => match py.check_signals() {
                    Ok(()) => continue,
                    Err(raised) => Err(raised),
                },
                Err(RecvTimeoutError::Disconnected) => Err(RetoldError::new_err(
                    "a thread of the job panicked: this is a fault of retold, please report it",
                )),
            };
        }
    }

    /// Cancels the job and waits until its threads have ended.
    pub(crate) fn abandon(self, py: Python<'_>) {
        py.detach(move || drop(self));
    }
}

impl<T> Drop for Worker<T> {
    fn drop(&mut self) {
        self.cancel.cancel();
        // What a panicking thread said has been said already.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}
