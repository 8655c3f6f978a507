//! Decompression, with an eye on streams that end early or never.
//!
//! A compressed file may be several put together: members, frames, streams.
//!
//! Cost: that of the codec, on one thread; a buffer of 256 KiB, and for zstd the window, which may
//! be as large as 2 GiB if the file demands it.

use super::reject::{Flaw, RejectKind};
use super::sniff::Codec;
use crate::Error;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Growth is looked at from here on: a short text of blanks is no bomb.
const BOMB_FROM: u64 = 64 << 20;

/// A stream of decompressed bytes.
pub(super) struct Stream {
    bytes: Box<dyn Read + Send>,
    codec: Option<Codec>,
    taken: Arc<Taken>,
    /// Bytes that came out.
    out: u64,
    max_ratio: u64,
}

/// What was taken from the compressed input.
#[derive(Debug, Default)]
struct Taken {
    bytes: AtomicU64,
    ended: AtomicBool,
    failed: AtomicBool,
}

impl Stream {
    pub(super) fn new(
        raw: impl Read + Send + 'static,
        codec: Option<Codec>,
        max_ratio: u64,
    ) -> Result<Self, Flaw> {
        let taken = Arc::<Taken>::default();
        let counted = Counted { raw, taken: Arc::clone(&taken) };
        let bytes = match codec {
            None => Box::new(counted),
            Some(codec) => decoder(counted, codec)?,
        };
        Ok(Self { bytes, codec, taken, out: 0, max_ratio })
    }

    /// Appends up to `count` bytes; fewer only at the end. What came before a flaw is appended.
    pub(super) fn fill(&mut self, count: u64, into: &mut Vec<u8>, path: &Path) -> Result<(), Flaw> {
        let before = into.len();
        let result = self.bytes.by_ref().take(count).read_to_end(into);
        self.out += (into.len() - before) as u64;
        match result {
            Ok(_) => self.check_ratio(),
            Err(error) => Err(self.flaw(error, path)),
        }
    }

    /// The bytes taken from the input so far.
    pub(super) fn taken(&self) -> u64 {
        self.taken.bytes.load(Ordering::Relaxed)
    }

    /// The bytes that came out so far.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(super) fn out(&self) -> u64 {
        self.out
    }

    fn check_ratio(&self) -> Result<(), Flaw> {
        let (taken, out) = (self.taken().max(1), self.out);
        if self.codec.is_none() || out <= BOMB_FROM || out / taken <= self.max_ratio {
            return Ok(());
        }
        let reason = format!(
            "looks like a decompression bomb: {taken} bytes became {out}, more than {} times as \
             many; if it is none, raise --max-ratio",
            self.max_ratio
        );
        Err(Flaw::new(RejectKind::Bomb, reason))
    }

    fn flaw(&self, error: io::Error, path: &Path) -> Flaw {
        let Some(codec) = self.codec.filter(|_| !self.taken.failed.load(Ordering::Relaxed)) else {
            return Flaw::unreadable(Error::io("read", path, error));
        };
        let name = codec.name();
        if self.taken.ended.load(Ordering::Relaxed) {
            let reason = format!(
                "the {name} stream ends early, after {} decompressed bytes; fetch the file again",
                self.out
            );
            return Flaw::new(RejectKind::Truncated, reason);
        }
        let reason = format!(
            "the {name} stream is damaged after {} decompressed bytes ({error}); \
             fetch the file again",
            self.out
        );
        Flaw::new(RejectKind::Corrupt, reason)
    }
}

impl Codec {
    fn name(self) -> &'static str {
        match self {
            Codec::Gzip => "gzip",
            Codec::Zstd => "zstd",
            Codec::Bzip2 => "bzip2",
            Codec::Xz => "xz",
        }
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
