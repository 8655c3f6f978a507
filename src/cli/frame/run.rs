//! What every long run begins with.

use super::progress::Bar;
use super::signals;
use crate::base::progress::{CancelToken, Observer};
use crate::storage::guard::install_sigbus_guard;
use std::time::Instant;

/// A run that has begun.
pub(crate) struct Started {
    pub(crate) pool: rayon::ThreadPool,
    pub(crate) cancel: CancelToken,
    pub(crate) bar: Progress,
    pub(crate) start: Instant,
}

/// A bar on a terminal, or nothing.
pub(crate) struct Progress(Option<Bar>);

impl Progress {
    pub(crate) fn observer(&self) -> &dyn Observer {
        self.0.as_ref().map_or(&(), |bar| bar)
    }
}

pub(crate) fn start(threads: Option<usize>, quiet: bool) -> anyhow::Result<Started> {
    install_sigbus_guard();
    let cancel = CancelToken::default();
    signals::cancel_on_signal(&cancel)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()?;
    let start = Instant::now();
    let bar = Progress(Bar::for_terminal(quiet));
    Ok(Started { pool, cancel, bar, start })
}
