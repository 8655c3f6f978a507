//! What every long run begins with.

use super::progress::Bar;
use super::signals;
use crate::{CancelToken, Observer, install_sigbus_guard};
use std::time::Instant;

/// A run that has begun.
pub(super) struct Started {
    pub(super) pool: rayon::ThreadPool,
    pub(super) cancel: CancelToken,
    pub(super) bar: Progress,
    pub(super) start: Instant,
}

/// A bar on a terminal, or nothing.
pub(super) struct Progress(Option<Bar>);

impl Progress {
    pub(super) fn observer(&self) -> &dyn Observer {
        self.0.as_ref().map_or(&(), |bar| bar)
    }
}

pub(super) fn start(threads: Option<usize>, quiet: bool) -> anyhow::Result<Started> {
    install_sigbus_guard();
    let cancel = CancelToken::default();
    signals::cancel_on_signal(&cancel)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()?;
    let start = Instant::now();
    let bar = Progress(Bar::for_terminal(quiet));
    Ok(Started { pool, cancel, bar, start })
}
