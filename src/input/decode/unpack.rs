//! The decoders, and how their input ended.
//!
//! A compressed file may be several put together: members, frames, streams.
//!
//! Cost: that of the codec, on one thread; a buffer of 256 KiB, and for zstd the window, which may
//! be as large as 2 GiB if the file demands it.

use crate::input::reject::{Flaw, RejectKind};
use crate::input::sniff::Codec;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A decoder over its input.
pub(super) struct Unpacker {
    bytes: Box<dyn Read + Send>,
    taken: Arc<Taken>,
}

/// What was taken from the compressed input.
#[derive(Debug, Default)]
struct Taken {
    bytes: AtomicU64,
    ended: AtomicBool,
    failed: AtomicBool,
}

/// Why a decoder cannot go on.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) error: io::Error,
    /// The input had come to its end.
    pub(super) ended: bool,
    /// The input itself could not be read.
    pub(super) failed: bool,
}

impl Unpacker {
    pub(super) fn new(raw: impl Read + Send + 'static, codec: Option<Codec>) -> Result<Self, Flaw> {
        let taken = Arc::<Taken>::default();
        let counted = Counted { raw, taken: Arc::clone(&taken) };
        let bytes = match codec {
            None => Box::new(counted),
            Some(codec) => decoder(counted, codec)?,
        };
        Ok(Self { bytes, taken })
    }

    /// Appends up to `count` bytes; fewer only at the end. What came before trouble is appended.
    pub(super) fn fill(&mut self, count: u64, into: &mut Vec<u8>) -> Result<(), Trouble> {
        let result = self.bytes.by_ref().take(count).read_to_end(into);
        result.map(drop).map_err(|error| self.trouble(error))
    }

    /// Appends what there is, at most `most` bytes, and waits only if there is nothing; how many
    /// bytes came, none at the end.
    pub(super) fn some(&mut self, most: usize, into: &mut Vec<u8>) -> Result<usize, Trouble> {
        let before = into.len();
        into.resize(before + most, 0);
        let read = loop {
            match self.bytes.read(&mut into[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        into.truncate(before + read.as_ref().map_or(0, |count| *count));
        read.map_err(|error| self.trouble(error))
    }

    /// Passes over bytes.
    pub(super) fn skip(&mut self, count: u64) -> Result<(), Trouble> {
        let result = io::copy(&mut self.bytes.by_ref().take(count), &mut io::sink());
        result.map(drop).map_err(|error| self.trouble(error))
    }

    /// The bytes taken from the input so far.
    pub(super) fn taken(&self) -> u64 {
        self.taken.bytes.load(Ordering::Relaxed)
    }

    fn trouble(&self, error: io::Error) -> Trouble {
        let ended = self.taken.ended.load(Ordering::Relaxed);
        Trouble { error, ended, failed: self.taken.failed.load(Ordering::Relaxed) }
    }
}

#[cfg(feature = "compression")]
fn decoder(raw: impl Read + Send + 'static, codec: Codec) -> Result<Box<dyn Read + Send>, Flaw> {
    let raw = io::BufReader::with_capacity(256 << 10, raw);
    Ok(match codec {
        Codec::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(raw)),
        Codec::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(raw)),
        Codec::Xz => Box::new(liblzma::bufread::XzDecoder::new_multi_decoder(raw)),
        Codec::Zstd => {
            let no_memory = |error: io::Error| {
                Flaw::new(RejectKind::Unreadable, format!("cannot start zstd: {error}"))
            };
            let mut decoder = zstd::stream::read::Decoder::with_buffer(raw).map_err(no_memory)?;
            // `zstd --long=31` makes such windows; by default they are refused.
            decoder.window_log_max(31).map_err(no_memory)?;
            Box::new(decoder)
        }
    })
}

#[cfg(not(feature = "compression"))]
fn decoder(_: impl Read + Send + 'static, codec: Codec) -> Result<Box<dyn Read + Send>, Flaw> {
    let reason = format!(
        "the file is compressed with {}, which this build cannot read: \
         it was made without the feature `compression`",
        codec.name()
    );
    Err(Flaw::new(RejectKind::Unsupported, reason))
}

impl Codec {
    pub(super) fn name(self) -> &'static str {
        match self {
            Codec::Gzip => "gzip",
            Codec::Zstd => "zstd",
            Codec::Bzip2 => "bzip2",
            Codec::Xz => "xz",
        }
    }
}

/// Counts what is read, and remembers how it ended.
struct Counted<R> {
    raw: R,
    taken: Arc<Taken>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.raw.read(into).inspect_err(|error| {
            let failed = error.kind() != io::ErrorKind::Interrupted;
            self.taken.failed.fetch_or(failed, Ordering::Relaxed);
        })?;
        self.taken.bytes.fetch_add(count as u64, Ordering::Relaxed);
        self.taken.ended.store(count == 0 && !into.is_empty(), Ordering::Relaxed);
        Ok(count)
    }
}
