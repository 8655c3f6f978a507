//! Compression of outputs, by the name of the file.
//!
//! Every output is one stream, so that readers that stop after the first see all of it. Gzip and
//! zstd are written by all threads, bzip2 and xz by one.

use crate::base::error::{Error, Result};
use crate::output::encoder::Encoder;
use std::io::Write;
use std::path::Path;

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
    use crate::output::gzip::GzipEncoder;
    use bzip2::write::BzEncoder;
    use liblzma::write::XzEncoder;

    /// Any number of threads but none gives the same bytes; each holds some 20 MiB.
    fn zstd_threads() -> u32 {
        rayon::current_num_threads().clamp(1, 16) as u32
    }

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

    finish!(BzEncoder<W>, XzEncoder<W>, zstd::Encoder<'static, W>);

    pub(super) fn compressing(
        extension: &str,
        to: impl Write + Send + 'static,
    ) -> std::io::Result<Box<dyn Encoder>> {
        Ok(match extension {
            "gz" => Box::new(GzipEncoder::new(to)),
            "bz2" => Box::new(BzEncoder::new(to, bzip2::Compression::default())),
            "xz" => Box::new(XzEncoder::new(to, XZ_LEVEL)),
            _ => {
                let mut zstd = zstd::Encoder::new(to, zstd::DEFAULT_COMPRESSION_LEVEL)?;
                zstd.multithread(zstd_threads())?;
                zstd.include_checksum(true)?;
                Box::new(zstd)
            }
        })
    }
}

#[cfg(feature = "compression")]
#[cfg(test)]
mod tests {
    use crate::output::sink::Sink;
    use std::path::Path;

    /// Some numbers a line: enough for several jobs of every codec that has them.
    fn text() -> Vec<u8> {
        let line = |i: u64| format!("{i} {} of them\n", i.wrapping_mul(i) % 1009);
        (0..1_200_000).map(line).collect::<String>().into_bytes()
    }

    fn pack(text: &[u8], path: &Path, threads: usize) -> Vec<u8> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut sink = Sink::create(path).unwrap();
            text.chunks(1 << 20).for_each(|some| sink.write(some).unwrap());
            sink.finish().unwrap().publish().unwrap();
        });
        std::fs::read(path).unwrap()
    }

    #[test]
    fn the_same_bytes_by_any_number_of_threads() {
        let (folder, text) = (tempfile::tempdir().unwrap(), text());
        assert!(text.len() > 20 << 20);
        for name in ["a.gz", "a.zst"] {
            let path = folder.path().join(name);
            let packed = pack(&text, &path, 1);
            assert!(packed.len() < text.len() / 2);
            assert!(packed == pack(&text, &path, 2), "{name}");
            assert!(packed == pack(&text, &path, 5), "{name}");
        }
    }
}
