//! Compression of outputs, by the name of the file.

use crate::{Error, Result};
use std::io::Write;
use std::path::Path;

/// A writer that compresses, and that can be brought to its end.
pub(super) trait Encoder: Write + Send {
    /// Writes what is left; the stream is whole after this.
    fn finish(self: Box<Self>) -> std::io::Result<()>;
}

/// No compression.
struct Plain<W>(W);

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

impl<W: Write + Send> Encoder for Plain<W> {
    fn finish(mut self: Box<Self>) -> std::io::Result<()> {
        self.0.flush()
    }
}

/// The encoder that the name of `path` asks for, over `to`.
pub(super) fn encoder(path: &Path, to: impl Write + Send + 'static) -> Result<Box<dyn Encoder>> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    match extension.as_str() {
        "gz" | "zst" | "bz2" | "xz" => {
            compressing(&extension, to).map_err(|error| Error::io("compress into", path, error))
        }
        _ => Ok(Box::new(Plain(to))),
    }
}

#[cfg(not(feature = "compression"))]
fn compressing(_: &str, _: impl Write) -> std::io::Result<Box<dyn Encoder>> {
    Err(std::io::Error::other("this build lacks the feature `compression`"))
}

#[cfg(feature = "compression")]
use encoders::compressing;

#[cfg(feature = "compression")]
mod encoders {
    use super::{Encoder, Write};
    use bzip2::write::BzEncoder;
    use flate2::write::GzEncoder;
    use liblzma::write::XzEncoder;

    /// Any number of threads but none gives the same bytes.
    const ZSTD_THREADS: u32 = 2;

    /// The level that the command `xz` uses.
    const XZ_LEVEL: u32 = 6;

    macro_rules! finish {
        ($($encoder:ty),*) => {$(
            impl<W: Write + Send> Encoder for $encoder {
                fn finish(self: Box<Self>) -> std::io::Result<()> {
                    (*self).finish()?.flush()
                }
            }
        )*};
    }

    finish!(GzEncoder<W>, BzEncoder<W>, XzEncoder<W>, zstd::Encoder<'static, W>);

    pub(super) fn compressing(
        extension: &str,
        to: impl Write + Send + 'static,
    ) -> std::io::Result<Box<dyn Encoder>> {
        Ok(match extension {
            "gz" => Box::new(GzEncoder::new(to, flate2::Compression::default())),
            "bz2" => Box::new(BzEncoder::new(to, bzip2::Compression::default())),
            "xz" => Box::new(XzEncoder::new(to, XZ_LEVEL)),
            _ => {
                let mut zstd = zstd::Encoder::new(to, zstd::DEFAULT_COMPRESSION_LEVEL)?;
                zstd.multithread(ZSTD_THREADS)?;
                zstd.include_checksum(true)?;
                Box::new(zstd)
            }
        })
    }
}
