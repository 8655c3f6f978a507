//! All inputs, piece by piece and in order.
//!
//! Streams are decoded ahead by threads of their own; whoever asks for the next piece keeps it in
//! the spool and finds where it ends, while the others work on theirs.

use super::feed::{Feed, Work};
use crate::base::error::{Error, Result};
use crate::input::decode::ahead::Pool;
use crate::input::decode::buffer::Buffer;
use crate::input::decode::decoder::Stream;
use crate::input::decode::opened::Opened;
use crate::input::decode::parts::Packed;
use crate::input::decode::spool::Spool;
use crate::input::formats::extract::Plan;
use crate::input::reject::Flaw;
use crate::input::settings::ReadSettings;
use crate::input::sources::inputs::{Origin, Source};
use crate::input::stamp::{Stamp, open_again};
use crate::input::store::{Kept, Stored};
use crate::storage::map::Map;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Inputs that are looked at ahead, in the search for what can be decoded.
const AHEAD: usize = 1024;

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
    /// Those that come next, with what is decoded ahead.
    upcoming: VecDeque<(Source, Option<Stream>)>,
    feed: Option<Feed>,
    pool: Arc<Pool>,
    turn: u64,
    /// Streams are had as they come, and not kept.
    follows: bool,
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
            upcoming: VecDeque::new(),
            feed: None,
            pool: Arc::new(Pool::new(rayon::current_num_threads(), settings.chunk_bytes.max(1))),
            turn: 0,
            follows: false,
            spool: Spool::new(settings.temp_dir.clone()),
        }
    }

    /// For whoever takes each piece as it comes, and looks at none again: streams are not kept.
    #[cfg(feature = "index")]
    pub(super) fn following(self) -> Self {
        Self { follows: true, ..self }
    }

    fn step(&mut self) -> Result<Option<(u64, u64, Work)>> {
        loop {
            self.look_ahead();
            if let Some(feed) = &mut self.feed {
                let chunk = self.settings.chunk_bytes.max(1);
                let piece = feed.next(self.plan, chunk, &mut self.spool)?;
                if let Some((offset, work)) = piece {
                    return Ok(Some((offset, feed.progress(), work)));
                }
                self.feed = None;
            }
            let next = self.upcoming.pop_front();
            let next = next.or_else(|| Some((self.sources.next()?, None)));
            let Some((source, stream)) = next else { return Ok(None) };
            if u32::try_from(self.stored.len()).is_err() {
                return Err(Error::input("more than 4294967295 inputs; give fewer"));
            }
            if let Some(piece) = self.begin(source, stream) {
                return Ok(Some(piece));
            }
        }
    }

    /// Has the inputs that come next decoded, as far as there is room and all before them are.
    fn look_ahead(&mut self) {
        let begun = self.feed.as_ref().is_none_or(Feed::all_begun);
        let last = |upcoming: &VecDeque<(Source, Option<Stream>)>| {
            upcoming.back().and_then(|(_, stream)| stream.as_ref()).is_none_or(Stream::all_begun)
        };
        while begun
            && self.upcoming.len() < AHEAD
            && self.pool.has_room()
            && last(&self.upcoming)
            // A pipe is not waited for before it is wanted.
            && let Some(next) = self.sources.as_slice().first()
            && !matches!(next.origin, Origin::Stream(_))
            && let Some(source) = self.sources.next()
        {
            let stream = self.ahead(&source);
            self.upcoming.push_back((source, stream));
        }
    }

    /// A compressed file, decoded ahead.
    fn ahead(&self, source: &Source) -> Option<Stream> {
        let Origin::Packed(codec) = source.origin else { return None };
        let small = source.stamp.is_none_or(|stamp| stamp.size < self.settings.map_bytes);
        let file = Packed { path: source.path.clone(), stamp: source.stamp, codec };
        Some(Stream::packed(file, small, self.settings.max_ratio, &self.pool))
    }

    /// Begins to read `source`, unless a single piece is all of it.
    fn begin(&mut self, source: Source, stream: Option<Stream>) -> Option<(u64, u64, Work)> {
        let stream = stream.or_else(|| self.ahead(&source));
        let Source { path, stamp, origin, header } = source;
        let mut kept = Kept::Nowhere;
        let mut piece = None;
        match self.open(&path, stamp, (origin, stream), header, &mut kept) {
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
        (origin, stream): (Origin, Option<Stream>),
        header: u64,
        kept: &mut Kept,
    ) -> std::result::Result<Begun, Flaw> {
        let size = stamp.map_or(0, |stamp| stamp.size);
        let spooled = |stream, head, kept: &mut Kept| {
            *kept = Kept::Spool(self.spool.len());
            Ok(Begun::Feed(Feed::stream(
                stream,
                head,
                path.to_owned(),
                !self.follows,
                header,
                self.plan,
            )))
        };
        match (origin, stream) {
            (Origin::Broken(flaw), _) => Err(flaw),
            (_, Some(stream)) => spooled(stream, (Buffer::default(), None), kept),
            (Origin::Stream(opened), _) => {
                let Opened { stream, head, flaw, .. } = *opened;
                // After a flaw no more is read.
                let ahead = flaw.is_none() && !self.follows;
                let stream = if ahead { stream.ahead(&self.pool) } else { stream };
                spooled(stream, (head, flaw), kept)
            }
            _ if size < self.settings.map_bytes => {
                *kept = Kept::File;
                Ok(Begun::Small(size))
            }
            _ => {
                let file = open_again(path, stamp)?;
                if let Ok(map) = Map::input(&file, path) {
                    let map = Arc::new(map);
                    *kept = Kept::Mapped(Arc::clone(&map));
                    return Ok(Begun::Feed(Feed::mapped(map, header, self.plan)));
                }
                // Some file systems map nothing, and the system sets a limit to the number of
                // maps; the file can still be read.
                *kept = Kept::File;
                let stream = Stream::new(file, None, self.settings.max_ratio)?;
                let nothing = (Buffer::default(), None);
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
}

enum Begun {
    Feed(Feed),
    Small(u64),
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
