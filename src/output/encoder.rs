//! What compresses an output.

use std::io::Write;

/// A writer that compresses, and that can be brought to its end.
pub(crate) trait Encoder: Write + Send {
    /// Writes what is left; the stream is whole after this.
    fn finish(self: Box<Self>) -> std::io::Result<()>;
}
