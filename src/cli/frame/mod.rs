//! What all commands share: start and end of a run, exit codes, screen, progress, signals.

pub(crate) mod exit;
pub(crate) mod nearest;
pub(crate) mod plot;
pub(crate) mod progress;
pub(crate) mod run;
pub(crate) mod screen;
mod signals;
pub(crate) mod summary;
