//! Cells of compressed files, as far as the budget reaches.
//!
//! Cost: decompression; memory for the cells that are drawn, and for the longest record.

use super::draw::{Random, Stratum};
use super::records::{Begun, Cut, beginning_in};
use super::{Budget, Bytes, Cell, Sample};
use crate::base::error::Error;
use crate::input::decode::decoder::Stream;
use crate::input::formats::cut::Rule;
use crate::input::reject::{Flaw, RejectKind};
use crate::input::settings::ReadSettings;
use crate::input::sniff::Codec;
use crate::input::sources::inputs::Source;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Files that are looked into at least, if there are so many.
const FILES: u64 = 16;

/// What text is taken to grow by until it was seen.
const RATIO: u64 = 8;

/// So much of a file is seen before it is decided how much to draw of it.
const FIRST: u64 = 1 << 20;

/// Records that reach further out of their cells are passed over.
const BEYOND: u64 = 64 << 20;

impl Sample {
    /// Draws cells of some compressed files.
    pub(super) fn packed(
        &mut self,
        sources: Vec<(u32, Source, Codec)>,
        settings: &ReadSettings,
        budget: Budget,
        random: &mut Random,
    ) {
        let all = sources.len() as u64;
        let size = |source: &Source| source.stamp.map_or(0, |stamp| stamp.size);
        self.packed_disk = sources.iter().map(|(_, source, _)| size(source)).sum();
        self.packed_files = all;
        let out = (self.packed_disk * RATIO).max(1) as f64;
        let is_whole = self.plan.rule() == Rule::Whole;
        let wanted = if is_whole { budget.bytes } else { budget.decompressed };
        let part = (wanted as f64 / out).min(1.0);
        let count =
            ((all as f64 * part).ceil() as u64).clamp(FILES.min(all), all.max(FILES.min(all)));
        let chosen = random.choose(count, all);
        let each = |of: u64| if part < 1.0 { of / count.max(1) } else { of };
        let limits = Limits {
            bytes: each(budget.bytes),
            out: if is_whole {
                settings.max_record_bytes.min(4 * BEYOND)
            } else {
                each(budget.decompressed)
            },
            until: self.deadline - budget.time / 2,
            cell: budget.cell,
        };
        let files = count as f64 / all.max(1) as f64;
        for (number, (i, source, codec)) in sources.into_iter().enumerate() {
            if !chosen.contains(&(number as u64)) {
                continue;
            }
            let disk = size(&source);
            let stratum = Stratum { files, disk, is_packed: true, ..Stratum::whole(i, 0) };
            let stratum = self.add(stratum);
            if let Err(flaw) = self.head(stratum, &source, codec, settings, limits, random) {
                self.cells.push(Cell::flawed(stratum, flaw));
            }
        }
    }

    /// Draws cells of one compressed file.
    fn head(
        &mut self,
        stratum: u32,
        source: &Source,
        codec: Codec,
        settings: &ReadSettings,
        limits: Limits,
        random: &mut Random,
    ) -> std::result::Result<(), Flaw> {
        let mut head = Head::open(&source.path, codec, settings.max_ratio)?;
        head.fill(FIRST);
        let begin = self.plan.begin(&head.bytes, source.header as usize)?;
        if self.plan.rule() == Rule::Whole {
            return self.document(stratum, head, begin, limits);
        }
        let disk = self.strata[stratum as usize].disk;
        let grows = head.end() as f64 / head.taken().max(1) as f64;
        let whole = if head.ended { head.end() as f64 } else { disk as f64 * grows };
        let share = (limits.bytes as f64 / whole.min(limits.out as f64)).min(1.0);
        let mut draw = Draw { share, cell: limits.cell, open: VecDeque::new(), next: 0 };
        let mut reached = None;
        loop {
            let over = head.ended || head.end() >= limits.out || Instant::now() > limits.until;
            if over && reached.is_none() {
                reached = Some((head.end(), head.taken()));
            }
            let seen = reached.map_or(head.end(), |(end, _)| end);
            draw.on(seen, head.ended, random);
            self.take(stratum, &head, &mut draw, seen, begin);
            if over && draw.open.is_empty() {
                break;
            }
            head.forget(draw.open.front().copied().unwrap_or(draw.next));
            head.fill(limits.cell);
        }
        self.decompressed(&head);
        let (len, used) = reached.unwrap_or_default();
        let is_all = head.ended && head.end() == len;
        let reach = if is_all { 1.0 } else { (used as f64 / disk.max(1) as f64).clamp(1e-9, 1.0) };
        let before = &mut self.strata[stratum as usize];
        *before = Stratum { len, share, reach, ..before.clone() };
        match head.flaw.take() {
            Some(flaw) => Err(flaw),
            None => Ok(()),
        }
    }

    /// Takes the drawn cells whose records are all there; `seen` is where the last cell ends.
    fn take(&mut self, stratum: u32, head: &Head, draw: &mut Draw, seen: u64, begin: usize) {
        while let Some(at) = draw.open.front().copied() {
            let end = seen.min(at + draw.cell);
            let is_too_far = head.end() > end + BEYOND;
            let (offset, bytes) = match head.cell(at..end, begin, self.cut()) {
                Begun::More if !is_too_far => break,
                Begun::Records(range) => {
                    (head.base + range.start as u64, head.bytes[range].to_vec())
                }
                Begun::More | Begun::None => (at, Vec::new()),
            };
            let (size, bytes) = (end - at, Bytes::Owned(bytes));
            self.cells.push(Cell { stratum, at, offset, size, bytes });
            draw.open.pop_front();
        }
    }

    /// A compressed file that is one document.
    fn document(
        &mut self,
        stratum: u32,
        mut head: Head,
        begin: usize,
        limits: Limits,
    ) -> std::result::Result<(), Flaw> {
        while !head.ended && head.end() <= limits.out {
            head.fill(FIRST);
        }
        self.decompressed(&head);
        if let Some(flaw) = head.flaw.take() {
            return Err(flaw);
        }
        if !head.ended {
            let reason = format!("the document has more than {} bytes", limits.out);
            return Err(Flaw::new(RejectKind::TooLong, reason));
        }
        let size = head.end();
        let bytes = Bytes::Owned(head.bytes.split_off(begin));
        self.cells.push(Cell { stratum, at: 0, offset: begin as u64, size, bytes });
        self.strata[stratum as usize].len = size;
        Ok(())
    }

    fn decompressed(&mut self, head: &Head) {
        self.decompressed.0 += head.end();
        self.decompressed.1 += head.spent.as_secs_f64();
    }
}

#[derive(Clone, Copy)]
struct Limits {
    /// Bytes to draw of a file, and to decompress of it.
    bytes: u64,
    out: u64,
    until: Instant,
    cell: u64,
}

/// The drawing of cells.
struct Draw {
    share: f64,
    cell: u64,
    /// Where those begin that were drawn and not yet taken.
    open: VecDeque<u64>,
    /// Where the next one begins that is not yet decided on.
    next: u64,
}

impl Draw {
    /// Decides on all cells before `seen`; of the last one all is there only if the file ended.
    fn on(&mut self, seen: u64, ended: bool, random: &mut Random) {
        while self.next + self.cell <= seen || ended && self.next < seen {
            if random.says(self.share) {
                self.open.push_back(self.next);
            }
            self.next += self.cell;
        }
    }
}

/// A file as far as it is decompressed; what lies behind is forgotten.
struct Head {
    path: PathBuf,
    stream: Stream,
    taken: Arc<AtomicU64>,
    bytes: Vec<u8>,
    /// Where the bytes begin.
    base: u64,
    ended: bool,
    flaw: Option<Flaw>,
    spent: Duration,
}

impl Head {
    fn open(path: &Path, codec: Codec, max_ratio: u64) -> std::result::Result<Self, Flaw> {
        let failed = |error| Flaw::unreadable(Error::io("open", path, error));
        let taken = Arc::<AtomicU64>::default();
        let tap = Tap { raw: File::open(path).map_err(failed)?, taken: Arc::clone(&taken) };
        let stream = Stream::new(tap, Some(codec), max_ratio)?;
        let (path, bytes, spent) = (path.to_owned(), Vec::new(), Duration::ZERO);
        Ok(Self { path, stream, taken, bytes, base: 0, ended: false, flaw: None, spent })
    }

    fn end(&self) -> u64 {
        self.base + self.bytes.len() as u64
    }

    /// Compressed bytes that were used.
    fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    fn fill(&mut self, count: u64) {
        let before = self.bytes.len() as u64;
        let start = Instant::now();
        if !self.ended {
            self.flaw = self.stream.fill(count, &mut self.bytes, &self.path).err();
            self.ended = self.flaw.is_some() || (self.bytes.len() as u64) < before + count;
        }
        self.spent += start.elapsed();
    }

    fn cell(&self, cell: Range<u64>, begin: usize, cut: Cut) -> Begun {
        let part = (cell.start - self.base) as usize..(cell.end - self.base) as usize;
        let begin = if self.base == 0 { begin } else { 0 };
        beginning_in(&self.bytes, part, begin, self.ended, cut)
    }

    /// Only what follows `at`, and the byte before it, is still wanted.
    fn forget(&mut self, at: u64) {
        let keep = at.saturating_sub(1).min(self.end());
        self.bytes.drain(..keep.saturating_sub(self.base) as usize);
        self.base = self.base.max(keep);
    }
}

/// Counts what is taken, and gives little at a time, so that little of it waits in buffers.
struct Tap {
    raw: File,
    taken: Arc<AtomicU64>,
}

impl Read for Tap {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = into.len().min(16 << 10);
        let count = self.raw.read(&mut into[..len])?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
