//! Outputs that appear whole or not at all.
//!
//! Every output is written under a temporary name beside its final one, and all are renamed when
//! all are whole. A run that fails, is interrupted, or is killed leaves nothing under the final
//! names. Nothing is forced to the disk: this guards against the end of the process, not against
//! the loss of power.

mod compress;
pub(crate) mod encoder;
#[cfg(feature = "compression")]
mod gzip;
pub(crate) mod sink;
mod sweep;

use crate::base::error::{Error, ErrorKind};
use std::path::Path;

/// An error of writing to `path`; a reader of a pipe that went away is told apart.
pub(crate) fn write_error(path: &Path, error: std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        return Error::new(
            ErrorKind::Io,
            "the reader of the output went away before all of it was written",
        );
    }
    Error::io("write", path, error)
}
