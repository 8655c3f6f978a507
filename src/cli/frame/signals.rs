//! Ctrl-C and its kin: stop, clean up, say so.

use super::exit::complain;
use crate::base::progress::CancelToken;
use crate::storage::guard::remove_temporary_outputs;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use std::sync::Arc;
use std::time::Duration;

/// How long the run may take to notice, such as while it waits for a pipe.
const PATIENCE: Duration = Duration::from_secs(2);

/// Cancels `token` at the first signal. If the run has not ended soon after, or at a second
/// signal, removes temporary files and ends the process.
pub(super) fn cancel_on_signal(token: &CancelToken) -> anyhow::Result<()> {
    // A file that may not grow is an error of writing like a full disk, not the end of the process.
    signal_hook::flag::register(SIGXFSZ, Arc::default())?;
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    let token = token.clone();
    std::thread::spawn(move || {
        if signals.forever().next().is_none() {
            return;
        }
        token.cancel();
        let deadline = std::time::Instant::now() + PATIENCE;
        while std::time::Instant::now() < deadline && signals.pending().next().is_none() {
            std::thread::sleep(Duration::from_millis(20));
        }
        remove_temporary_outputs();
        complain("interrupted; nothing was written");
        std::process::exit(2);
    });
    Ok(())
}
