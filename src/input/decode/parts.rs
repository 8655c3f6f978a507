//! One stream, decoded ahead of its reader, in parts where it can be taken apart.
//!
//! A part that fails is decoded again with all that follows it, as if nothing had been taken
//! apart: so what is told of a flaw does not depend on the parts, nor on what headers claim.
//!
//! Cost: one decoding; of a damaged part, two.

use super::ahead::{Begun, Block, Pool, Stop};
use super::split;
use super::unpack::Unpacker;
use crate::base::error::Error;
use crate::input::reject::Flaw;
use crate::input::sniff::Codec;
use crate::input::stamp::{Stamp, open_again};
use crate::storage::map::Map;
use std::collections::VecDeque;
use std::io::{Cursor, Seek, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

pub(super) struct Parts {
    /// Begun and not yet at their end, in order.
    begun: VecDeque<Part>,
    /// What is left to be begun.
    rest: Option<Rest>,
    /// A part that failed, and what follows it.
    again: Option<Unpacker>,
    /// The bytes taken from the input by parts that ended.
    ended: u64,
    /// Those and what the first of the others has taken; less is taken when it is decoded again.
    taken: u64,
    /// Dropped last: the last user of a pool waits for its threads, which wait for who takes blocks.
    pool: Arc<Pool>,
}

struct Part {
    blocks: Begun,
    /// A part of a file; another stream has one only.
    of: Option<(Packed, u64)>,
    /// Nothing follows.
    last: bool,
    /// Decoded bytes that were handed on.
    out: u64,
}

/// The parts of a file that are not yet begun.
struct Rest {
    file: Packed,
    map: Arc<Map>,
    start: usize,
}

/// A compressed file.
#[derive(Clone)]
pub(crate) struct Packed {
    pub(crate) path: PathBuf,
    pub(crate) stamp: Option<Stamp>,
    pub(crate) codec: Codec,
}

impl Packed {
    /// Decodes all from `start` on.
    fn open(&self, start: u64) -> Result<Unpacker, Flaw> {
        let mut file = open_again(&self.path, self.stamp)?;
        if start > 0 {
            let failed = |error| Flaw::unreadable(Error::io("read", &self.path, error));
            file.seek(SeekFrom::Start(start)).map_err(failed)?;
        }
        Unpacker::new(file, Some(self.codec))
    }

    fn map(&self) -> Option<Map> {
        let file = open_again(&self.path, self.stamp).ok()?;
        Map::input(&file, &self.path).ok()
    }
}

/// Some bytes of a map.
struct Slice(Arc<Map>, Range<usize>);

impl AsRef<[u8]> for Slice {
    fn as_ref(&self) -> &[u8] {
        &self.0[self.1.clone()]
    }
}

impl Parts {
    /// The parts of a file; one that is small has one.
    pub(super) fn of_file(file: Packed, small: bool, pool: &Arc<Pool>) -> Self {
        let map = if small || !split::is_possible(file.codec) { None } else { file.map() };
        let mut parts = Self::new(pool);
        match map {
            Some(map) => parts.rest = Some(Rest { file, map: Arc::new(map), start: 0 }),
            None => parts.begin_last(file, 0, small),
        }
        parts.begin_more();
        parts
    }

    /// What a decoder has not yet made.
    pub(super) fn of_stream(unpacker: Unpacker, pool: &Arc<Pool>) -> Self {
        let mut parts = Self::new(pool);
        let blocks = pool.begin(false, || Ok(unpacker));
        parts.begun.push_back(Part { blocks, of: None, last: true, out: 0 });
        parts
    }

    fn new(pool: &Arc<Pool>) -> Self {
        Self {
            begun: VecDeque::new(),
            rest: None,
            again: None,
            ended: 0,
            taken: 0,
            pool: Arc::clone(pool),
        }
    }

    /// Whether nothing of it is left to be begun.
    pub(super) fn all_begun(&self) -> bool {
        self.rest.is_none()
    }

    /// The bytes taken from the input so far.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    /// Begins parts, as far as there is room.
    fn begin_more(&mut self) {
        while (self.begun.is_empty() || self.pool.has_room())
            && let Some(Rest { file, map, start }) = self.rest.take()
        {
            let end = split::part(&map, start, file.codec).filter(|end| *end < map.len());
            let Some(end) = end else {
                self.begin_last(file, start as u64, false);
                continue;
            };
            let (slice, codec) = (Slice(Arc::clone(&map), start..end), file.codec);
            let open = move || Unpacker::new(Cursor::new(slice), Some(codec));
            let blocks = self.pool.begin(false, open);
            let of = Some((file.clone(), start as u64));
            self.begun.push_back(Part { blocks, of, last: false, out: 0 });
            self.rest = Some(Rest { file, map, start: end });
        }
    }

    fn begin_last(&mut self, file: Packed, start: u64, small: bool) {
        let opened = file.clone();
        let blocks = self.pool.begin(small, move || opened.open(start));
        self.begun.push_back(Part { blocks, of: Some((file, start)), last: true, out: 0 });
    }

    /// The next block; the last of them tells how it all ended.
    pub(super) fn next(&mut self) -> Block {
        if let Some(unpacker) = &mut self.again {
            let block = Block::of(unpacker, self.pool.block());
            self.taken = self.taken.max(self.ended + block.taken);
            return block;
        }
        self.begin_more();
        let Some(part) = self.begun.front_mut() else { return Block::ended(Ok(())) };
        let mut block = part.blocks.next();
        part.out += block.bytes.len() as u64;
        self.taken = self.ended + block.taken;
        match block.end.take() {
            None => {}
            Some(end) if part.last => block.end = Some(end),
            Some(Ok(())) => {
                self.ended = self.taken;
                self.begun.pop_front();
            }
            Some(Err(stop)) => block.end = self.begin_again(stop).err().map(Err),
        }
        block
    }

    /// Has the first part and what follows decoded once more, from where it failed.
    fn begin_again(&mut self, stop: Stop) -> Result<(), Stop> {
        self.rest = None;
        let Some(Part { of: Some((file, start)), out, .. }) = self.begun.pop_front() else {
            return Err(stop);
        };
        self.begun.clear();
        let mut unpacker = file.open(start).map_err(Stop::Flaw)?;
        unpacker.skip(out).map_err(Stop::Trouble)?;
        self.again = Some(unpacker);
        Ok(())
    }
}
