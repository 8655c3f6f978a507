//! All inputs, piece by piece and in order.
//!
//! Whoever asks for the next piece decompresses it, while the others work on theirs.

use super::decode::Stream;
use super::extract::Plan;
use super::feed::{Feed, Work};
use super::inputs::{Origin, Source, Stamp};
use super::map::Map;
use super::reject::Flaw;
use super::settings::ReadSettings;
use super::sniff::Codec;
use super::spool::Spool;
use super::store::{Kept, Stored};
use crate::{Error, Result};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A piece and its place in the order of all.
pub(super) struct Piece {
    pub(super) turn: u64,
    pub(super) source: u32,
    pub(super) offset: u64,
    /// Bytes on disk used for it.
    pub(super) disk: u64,
    pub(super) work: Result<Work>,
}

pub(super) struct Pieces<'a> {
    plan: &'a Plan,
    settings: &'a ReadSettings,
    stop: &'a AtomicBool,
    sources: std::vec::IntoIter<Source>,
    feed: Option<Feed>,
    turn: u64,
    pub(super) stored: Vec<Stored>,
    pub(super) spool: Spool,
}

impl<'a> Pieces<'a> {
    /// `stop` ends the pieces early.
    pub(super) fn new(
        sources: Vec<Source>,
        settings: &'a ReadSettings,
        plan: &'a Plan,
        stop: &'a AtomicBool,
    ) -> Self {
        Self {
            plan,
            settings,
            stop,
            stored: Vec::with_capacity(sources.len()),
            sources: sources.into_iter(),
            feed: None,
            turn: 0,
            spool: Spool::new(settings.temp_dir.clone()),
        }
    }

    fn step(&mut self) -> Result<Option<(u64, u64, Work)>> {
        loop {
            if let Some(feed) = &mut self.feed {
                let chunk = self.settings.chunk_bytes.max(1);
                let piece = feed.next(self.plan, chunk, &mut self.spool)?;
                if let Some((offset, work)) = piece {
                    return Ok(Some((offset, feed.progress(), work)));
                }
                self.feed = None;
            }
            let Some(source) = self.sources.next() else { return Ok(None) };
            if u32::try_from(self.stored.len()).is_err() {
                return Err(Error::input("more than 4294967295 inputs; give fewer"));
            }
            if let Some(piece) = self.begin(source) {
                return Ok(Some(piece));
            }
        }
    }

    /// Begins to read `source`, unless a single piece is all of it.
    fn begin(&mut self, source: Source) -> Option<(u64, u64, Work)> {
        let Source { path, stamp, origin, header } = source;
        let mut kept = Kept::Nowhere;
        let mut piece = None;
        match self.open(&path, stamp, origin, header, &mut kept) {
            Ok(Begun::Feed(feed)) => self.feed = Some(feed),
            Ok(Begun::Small(size)) => {
                piece = Some((header, size, Work::File { path: path.clone(), size, header }));
            }
            Err(flaw) => piece = Some((0, 0, Work::Flawed { flaw, len: 0, record: false })),
        }
        self.stored.push(Stored { path, stamp, kept });
        piece
    }

    fn open(
        &self,
        path: &Path,
        stamp: Option<Stamp>,
        origin: Origin,
        header: u64,
        kept: &mut Kept,
    ) -> std::result::Result<Begun, Flaw> {
        let size = stamp.map_or(0, |stamp| stamp.size);
        let spooled = |stream, head, kept: &mut Kept| {
            *kept = Kept::Spool(self.spool.len());
            Ok(Begun::Feed(Feed::stream(stream, head, path.to_owned(), true, header, self.plan)))
        };
        match origin {
            Origin::Broken(flaw) => Err(flaw),
            Origin::Stream(opened) => spooled(opened.stream, (opened.head, opened.flaw), kept),
            Origin::Packed(codec) => {
                let stream = self.stream(open_again(path, stamp)?, Some(codec))?;
                spooled(stream, (Vec::new(), None), kept)
            }
            Origin::Plain if size < self.settings.map_bytes => {
                *kept = Kept::File;
                Ok(Begun::Small(size))
            }
            Origin::Plain => {
                let file = open_again(path, stamp)?;
                if let Ok(map) = Map::input(&file, path) {
                    let map = Arc::new(map);
                    *kept = Kept::Mapped(Arc::clone(&map));
                    return Ok(Begun::Feed(Feed::mapped(map, header, self.plan)));
                }
                // Some file systems map nothing, and the system sets a limit to the number of
                // maps; the file can still be read.
                *kept = Kept::File;
                let (stream, nothing) = (self.stream(file, None)?, (Vec::new(), None));
                Ok(Begun::Feed(Feed::stream(
                    stream,
                    nothing,
                    path.to_owned(),
                    false,
                    header,
                    self.plan,
                )))
            }
        }
    }

    fn stream(&self, file: File, codec: Option<Codec>) -> std::result::Result<Stream, Flaw> {
        Stream::new(file, codec, self.settings.max_ratio)
    }
}

enum Begun {
    Feed(Feed),
    Small(u64),
}

fn open_again(path: &Path, stamp: Option<Stamp>) -> std::result::Result<File, Flaw> {
    let failed = |error| Flaw::unreadable(Error::io("open", path, error));
    let file = File::open(path).map_err(failed)?;
    let now = Stamp::of(&file.metadata().map_err(failed)?);
    if stamp.is_some_and(|then| then != now) {
        return Err(changed());
    }
    Ok(file)
}

/// The flaw of a file that something writes to.
pub(super) fn changed() -> Flaw {
    let message =
        "the file changed after it was first looked at; run again when nothing writes to it";
    Flaw::unreadable(Error::input(message))
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        let (offset, disk, work) = match self.step().transpose()? {
            Ok((offset, disk, work)) => (offset, disk, Ok(work)),
            Err(error) => (0, 0, Err(error)),
        };
        let source = self.stored.len().saturating_sub(1) as u32;
        self.turn += 1;
        Some(Piece { turn: self.turn - 1, source, offset, disk, work })
    }
}
