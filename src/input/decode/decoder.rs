//! Decompression, with an eye on streams that end early or never.
//!
//! A stream is decoded by who asks for its bytes, or ahead of that by other threads; what it makes
//! is counted here, in order, so that flaws are told alike.
//!
//! Cost: that of [`Unpacker`] or [`Parts`].

use super::ahead::{Block, Pool, Stop};
use super::buffer::Buffer;
use super::parts::{Packed, Parts};
use super::unpack::{Trouble, Unpacker};
use crate::base::error::Error;
use crate::input::reject::{Flaw, RejectKind};
use crate::input::sniff::Codec;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Growth is looked at from here on: a short text of blanks is no bomb.
const BOMB_FROM: u64 = 64 << 20;

/// The most that is had of an eager stream at once: what a pipe holds.
const EAGER: usize = 64 << 10;

/// A stream of decompressed bytes.
pub(crate) struct Stream {
    from: From,
    codec: Option<Codec>,
    /// Bytes that came out.
    out: u64,
    max_ratio: u64,
    /// What there is is not held back until more comes.
    eager: bool,
}

enum From {
    Here(Unpacker),
    Ahead(Parts),
}

impl Stream {
    pub(crate) fn new(
        raw: impl Read + Send + 'static,
        codec: Option<Codec>,
        max_ratio: u64,
    ) -> Result<Self, Flaw> {
        let from = From::Here(Unpacker::new(raw, codec)?);
        Ok(Self { from, codec, out: 0, max_ratio, eager: false })
    }

    /// A compressed file, decoded ahead.
    pub(crate) fn packed(file: Packed, small: bool, max_ratio: u64, pool: &Arc<Pool>) -> Self {
        let codec = Some(file.codec);
        let from = From::Ahead(Parts::of_file(file, small, pool));
        Self { from, codec, out: 0, max_ratio, eager: false }
    }

    /// The same stream, decoded ahead from here on.
    pub(crate) fn ahead(self, pool: &Arc<Pool>) -> Self {
        let from = match self.from {
            From::Here(unpacker) => From::Ahead(Parts::of_stream(unpacker, pool)),
            ahead => ahead,
        };
        Self { from, ..self }
    }

    /// The same stream, of which bytes are had as soon as they are there.
    #[cfg(feature = "index")]
    pub(crate) fn eager(self) -> Self {
        Self { eager: true, ..self }
    }

    pub(crate) fn is_eager(&self) -> bool {
        self.eager
    }

    /// Whether all that can be decoded ahead is in work.
    pub(crate) fn all_begun(&self) -> bool {
        match &self.from {
            From::Here(_) => true,
            From::Ahead(parts) => parts.all_begun(),
        }
    }

    /// Appends so many bytes; fewer only at the end. What came before a flaw is appended.
    pub(crate) fn fill(&mut self, count: u64, into: &mut Vec<u8>, path: &Path) -> Result<(), Flaw> {
        let mut buffer = Buffer::with_room(0);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let grown = self.grow(count, &mut buffer, path);
        into.extend_from_slice(&buffer);
        grown.map(drop)
    }

    /// Appends bytes until there are `want` or more, or from an eager stream what there is; whether
    /// there may be more of them. What came before a flaw is appended.
    pub(crate) fn grow(
        &mut self,
        want: usize,
        into: &mut Buffer,
        path: &Path,
    ) -> Result<bool, Flaw> {
        while into.len() < want {
            let before = into.len();
            let end = match &mut self.from {
                From::Here(unpacker) if self.eager => {
                    match unpacker.some((want - before).min(EAGER), into.end()) {
                        Err(trouble) => Some(Err(Stop::Trouble(trouble))),
                        Ok(count) => (count == 0).then_some(Ok(())),
                    }
                }
                From::Here(unpacker) => match unpacker.fill((want - before) as u64, into.end()) {
                    Err(trouble) => Some(Err(Stop::Trouble(trouble))),
                    Ok(()) => (into.len() < want).then_some(Ok(())),
                },
                From::Ahead(parts) => {
                    let Block { bytes, end, .. } = parts.next();
                    into.append(bytes);
                    end
                }
            };
            self.out += (into.len() - before) as u64;
            match end {
                Some(Err(stop)) => return Err(self.flaw(stop, path)),
                Some(Ok(())) => return self.check_ratio().map(|()| false),
                None => self.check_ratio()?,
            }
            if self.eager {
                break;
            }
        }
        Ok(true)
    }

    /// The bytes taken from the input so far.
    pub(crate) fn taken(&self) -> u64 {
        match &self.from {
            From::Here(unpacker) => unpacker.taken(),
            From::Ahead(parts) => parts.taken(),
        }
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

    fn flaw(&self, stop: Stop, path: &Path) -> Flaw {
        let Trouble { error, ended, failed } = match stop {
            Stop::Trouble(trouble) => trouble,
            Stop::Flaw(flaw) => return flaw,
            Stop::Panic(panic) => std::panic::resume_unwind(panic),
        };
        let Some(codec) = self.codec.filter(|_| !failed) else {
            return Flaw::unreadable(Error::io("read", path, error));
        };
        let name = codec.name();
        if ended {
            let reason = format!(
                "the {name} stream ends early, after {} decompressed bytes; fetch the file again",
                self.out
            );
            return Flaw::new(RejectKind::Truncated, reason);
        }
        // What the decoder says of it is left out: that rests on how much it is asked for at a time.
        let reason = format!(
            "the {name} stream is damaged after {} decompressed bytes; fetch the file again",
            self.out
        );
        Flaw::new(RejectKind::Corrupt, reason)
    }
}
