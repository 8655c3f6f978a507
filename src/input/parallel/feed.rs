//! One input in pieces that end where records do.
//!
//! A view of the bytes grows until a record ends in it; what is behind the last end stays for the
//! next view. A mapped file is viewed where it is; a stream is taken block by block into a buffer,
//! and into the spool.
//!
//! Cost: one search for record ends; a copy of the part of a record at the end of each block.
//! Memory: a stream holds a chunk, or its longest record (twice over, while the buffer grows).

use crate::base::error::Result;
use crate::input::decode::buffer::Buffer;
use crate::input::decode::decoder::Stream;
use crate::input::decode::spool::Spool;
use crate::input::formats::cut::Scan;
use crate::input::formats::extract::Plan;
use crate::input::reject::Flaw;
use crate::input::sniff;
use crate::storage::map::Map;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// Something of an input, to be worked on by any thread.
pub(crate) enum Work {
    /// Whole records.
    Mapped(Arc<Map>, Range<usize>),
    Owned(Buffer),
    /// A small file, to be read by who works on it.
    File {
        path: PathBuf,
        size: u64,
        header: u64,
    },
    /// This many bytes that are no records.
    Flawed {
        flaw: Flaw,
        len: u64,
        record: bool,
    },
}

pub(crate) struct Feed {
    bytes: Bytes,
    scan: Scan,
    /// How many of the bytes are looked at.
    view: usize,
    /// Where the bytes begin in the input.
    offset: u64,
    begun: bool,
    /// The bytes so far of a record that is too long.
    lost: Option<u64>,
    flaw: Option<Flaw>,
    /// All bytes are there that will come.
    complete: bool,
    reported: u64,
}

enum Bytes {
    Mapped { map: Arc<Map>, start: usize },
    Stream { stream: Box<Stream>, path: PathBuf, buffer: Buffer, spooled: bool },
}

impl Feed {
    pub(super) fn mapped(map: Arc<Map>, header: u64, plan: &Plan) -> Self {
        Self { complete: true, ..Self::new(Bytes::Mapped { map, start: 0 }, header, plan) }
    }

    /// A stream of which `head` was read already; `spooled` tells that it is to be kept.
    pub(crate) fn stream(
        stream: Stream,
        (head, flaw): (Buffer, Option<Flaw>),
        path: PathBuf,
        spooled: bool,
        header: u64,
        plan: &Plan,
    ) -> Self {
        let bytes = Bytes::Stream { stream: Box::new(stream), path, buffer: head, spooled };
        Self { complete: flaw.is_some(), flaw, ..Self::new(bytes, header, plan) }
    }

    fn new(bytes: Bytes, header: u64, plan: &Plan) -> Self {
        Self {
            bytes,
            scan: Scan::new(plan.rule()),
            view: 0,
            offset: header,
            begun: false,
            lost: None,
            flaw: None,
            complete: false,
            reported: 0,
        }
    }

    /// The next piece and its offset; an error if it cannot be spooled.
    pub(crate) fn next(
        &mut self,
        plan: &Plan,
        chunk: usize,
        spool: &mut Spool,
    ) -> Result<Option<(u64, Work)>> {
        if !self.begun {
            self.begun = true;
            if let Err(flaw) = self.begin(plan, spool)? {
                let len = self.bytes.all().len();
                return Ok(Some(self.give_up(flaw, len)));
            }
        }
        loop {
            let longest = usize::try_from(plan.max_record_bytes()).unwrap_or(usize::MAX);
            let doubled = self.view.saturating_mul(2).min(longest.saturating_add(1));
            self.grow(chunk.max(doubled), spool)?;
            let all_seen = self.complete && self.view == self.bytes.all().len();
            let last = all_seen && self.flaw.is_none();
            let view = &self.bytes.all()[..self.view];
            if let Some(lost) = self.lost {
                let end = self.scan.first(view, last);
                let len = lost + end.unwrap_or(self.view) as u64;
                let offset = self.offset - lost;
                self.skip(end.unwrap_or(self.view));
                match end {
                    Some(end) => self.scan.shift(end),
                    None => self.scan.forget(),
                }
                let over = end.is_some() || all_seen;
                self.lost = (!over).then_some(len);
                match plan.too_long(len).filter(|_| over) {
                    Some(flaw) => {
                        return Ok(Some((offset, Work::Flawed { flaw, len, record: true })));
                    }
                    None => continue,
                }
            }
            if let Some(end) = self.scan.last(view, last) {
                return Ok(Some(self.take(end)));
            }
            if all_seen {
                let rest = self.view;
                return Ok(self.flaw.take().map(|flaw| self.give_up(flaw, rest)));
            }
            if plan.too_long(self.view as u64).is_some() {
                self.lost = Some(self.view as u64);
                self.skip(self.view);
                self.scan.forget();
            }
        }
    }

    /// Whether all of it that can be decoded ahead is in work.
    pub(super) fn all_begun(&self) -> bool {
        match &self.bytes {
            Bytes::Mapped { .. } => true,
            Bytes::Stream { stream, .. } => stream.all_begun(),
        }
    }

    /// The bytes on disk that were used since this was asked last.
    pub(super) fn progress(&mut self) -> u64 {
        let used = match &self.bytes {
            Bytes::Mapped { start, .. } => *start as u64,
            Bytes::Stream { stream, .. } => stream.taken(),
        };
        used - std::mem::replace(&mut self.reported, used)
    }

    /// Passes over the header or byte order mark.
    fn begin(&mut self, plan: &Plan, spool: &mut Spool) -> Result<std::result::Result<(), Flaw>> {
        if let Bytes::Stream { buffer, spooled: true, .. } = &self.bytes {
            spool.write(buffer)?;
        }
        let header = usize::try_from(self.offset).unwrap_or(usize::MAX);
        self.grow(header.max(sniff::HEAD), spool)?;
        self.view = 0;
        self.offset = 0;
        Ok(plan.begin(self.bytes.all(), header).map(|start| self.skip(start)))
    }

    /// Lets at least `want` bytes be seen, if there are so many.
    fn grow(&mut self, want: usize, spool: &mut Spool) -> Result<()> {
        let mut seen = want;
        if let Bytes::Stream { stream, path, buffer, spooled } = &mut self.bytes {
            // What there is of an eager stream is looked at before more is waited for.
            let unseen = stream.is_eager() && self.view < buffer.len();
            if buffer.len() < want && !self.complete && !unseen {
                let before = buffer.len();
                let grown = stream.grow(want, buffer, path);
                self.complete = !matches!(grown, Ok(true));
                self.flaw = grown.err();
                if *spooled {
                    spool.write(&buffer[before..])?;
                }
            }
            // What came with it is no further away.
            seen = buffer.len();
        }
        self.view = seen.min(self.bytes.all().len());
        Ok(())
    }

    /// The first `end` bytes as a piece.
    fn take(&mut self, end: usize) -> (u64, Work) {
        let offset = self.offset;
        let work = match &mut self.bytes {
            Bytes::Mapped { map, start } => Work::Mapped(Arc::clone(map), *start..*start + end),
            Bytes::Stream { buffer, .. } => Work::Owned(buffer.take(end)),
        };
        if let Bytes::Mapped { start, .. } = &mut self.bytes {
            *start += end;
        }
        self.passed(end);
        self.scan.shift(end);
        (offset, work)
    }

    fn skip(&mut self, count: usize) {
        match &mut self.bytes {
            Bytes::Mapped { start, .. } => *start += count,
            Bytes::Stream { buffer, .. } => buffer.skip(count),
        }
        self.passed(count);
    }

    fn passed(&mut self, count: usize) {
        self.view = self.view.saturating_sub(count);
        self.offset += count as u64;
    }

    /// The last piece: the rest of the input is not read.
    fn give_up(&mut self, flaw: Flaw, len: usize) -> (u64, Work) {
        let offset = self.offset;
        self.skip(len);
        self.complete = true;
        (offset, Work::Flawed { flaw, len: len as u64, record: false })
    }
}

impl Bytes {
    /// All that is there and not yet taken.
    fn all(&self) -> &[u8] {
        match self {
            Bytes::Mapped { map, start } => &map[*start..],
            Bytes::Stream { buffer, .. } => buffer,
        }
    }
}
