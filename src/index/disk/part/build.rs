//! Making a part of others, or of a log: what is gone is left out.
//!
//! Cost: every section is read and written once, in order; memory is that of some buffers, and a
//! bit and a half a row.

use super::packing::{Packing, directory_bits};
use super::pages::{self, Filler};
use super::sources::{Keys, Source};
use super::{Layout, MAGIC, START, name};
use crate::base::error::{Error, Result};
use crate::index::disk::bits::Ranks;
use crate::index::disk::files;
use crate::index::disk::head::{Head, IndexId};
use crate::index::lookup::row::ROW;
use bytemuck::bytes_of;
use std::fs::File;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes that are written at once.
const BUFFER: usize = 1 << 20;

/// What was made, and which rows of each source are in it.
pub(crate) struct Built {
    pub(crate) rows: u32,
    pub(crate) ranks: Vec<Ranks>,
}

/// Makes a part, on disk with its name. `cancelled` ends it between two documents.
pub(crate) fn build(
    folder: &Path,
    index: IndexId,
    number: u64,
    sources: &[Source],
    cancelled: &dyn Fn() -> bool,
) -> Result<Built> {
    let ranks: Vec<Ranks> = sources.iter().map(Source::ranks).collect();
    let rows: u64 = ranks.iter().map(|ranks| u64::from(ranks.len())).sum();
    let keys: u64 = sources.iter().map(Source::keys).sum();
    let bits = directory_bits(index.format, rows, keys);
    let directory = START as u64;
    let rows_at = directory + pages::size((1 << bits) + 1);
    let path = folder.join(name(number));
    let unfinished = files::unfinished(&path);
    let file = files::create(&unfinished)?;
    let mut builder =
        Builder { file: &file, path: &path, number, sources, ranks: &ranks, cancelled };
    let bodies_at = rows_at + rows * ROW as u64;
    let (keys_at, seen) = builder.rows_and_bodies(rows_at, bodies_at)?;
    let keys = builder.keys((index.format, bits), directory, keys_at)?;
    let (earliest, latest) = seen.unwrap_or((0, 0));
    let bits = bits.into();
    let layout =
        Layout { rows, keys, bits, directory, rows_at, bodies_at, keys_at, earliest, latest };
    let mut start = bytes_of(&Head::new(MAGIC, index, number)).to_vec();
    start.extend_from_slice(bytes_of(&layout));
    start.extend_from_slice(&xxh3_64(bytes_of(&layout)).to_le_bytes());
    let written = files::write_at(&file, &start, 0).and_then(|()| file.sync_all());
    written.map_err(|error| Error::io("write", &path, error))?;
    files::publish(&unfinished, &path)?;
    Ok(Built { rows: rows as u32, ranks })
}

struct Builder<'b> {
    file: &'b File,
    path: &'b Path,
    number: u64,
    sources: &'b [Source],
    ranks: &'b [Ranks],
    cancelled: &'b dyn Fn() -> bool,
}

impl Builder<'_> {
    /// Returns where the bodies end, and the earliest and latest time seen.
    fn rows_and_bodies(&self, rows_at: u64, bodies_at: u64) -> Result<(u64, Option<(i64, i64)>)> {
        let mut rows = Section::new(self, rows_at);
        let mut bodies = Section::new(self, bodies_at);
        let mut seen: Option<(i64, i64)> = None;
        for (source, ranks) in self.sources.iter().zip(self.ranks) {
            for number in (0..source.rows()).filter(|number| ranks.rank(*number).is_some()) {
                if number % 1024 == 0 && (self.cancelled)() {
                    return Err(Error::cancelled());
                }
                let mut row = source.row(number)?;
                let body = source.body(&row)?;
                row.body_start = bodies.end();
                bodies.write(&body)?;
                rows.write(bytes_of(&row.sealed(self.number)))?;
                let (earliest, latest) = seen.unwrap_or((row.seen, row.seen));
                seen = Some((earliest.min(row.seen), latest.max(row.seen)));
            }
        }
        rows.flush()?;
        bodies.flush()?;
        Ok((bodies.end(), seen))
    }

    /// Returns how many keys were written.
    fn keys(&mut self, (format, bits): (u32, u32), directory: u64, keys_at: u64) -> Result<u64> {
        let packing = Packing::new(format, bits);
        let mut first = 0;
        let mut heads = Vec::new();
        for (source, ranks) in self.sources.iter().zip(self.ranks) {
            heads.push(Keys::new(source, format, ranks, first)?);
            first += ranks.len();
        }
        let (mut drawers, mut drawer) = (Section::new(self, directory), 0);
        let mut drawer_pages = Filler::new(directory, self.number);
        let mut keys = Section::new(self, keys_at);
        let mut key_pages = Filler::new(keys_at, self.number);
        let mut count = 0;
        loop {
            let least = heads.iter_mut().filter(|keys| keys.next.is_some());
            let Some(least) = least.min_by_key(|keys| keys.next) else { break };
            let Some((key, row)) = least.next else { break };
            least.step()?;
            while drawer <= key >> (64 - bits) {
                drawer_pages.push(count, &mut drawers.held);
                drawer += 1;
            }
            key_pages.push(packing.word(key, row), &mut keys.held);
            count += 1;
            if count % 4096 == 0 {
                keys.flush_if_long()?;
                drawers.flush_if_long()?;
                if (self.cancelled)() {
                    return Err(Error::cancelled());
                }
            }
        }
        while drawer <= 1 << bits {
            drawer_pages.push(count, &mut drawers.held);
            drawer += 1;
        }
        drawer_pages.flush(&mut drawers.held);
        key_pages.flush(&mut keys.held);
        drawers.flush()?;
        keys.flush()?;
        Ok(count)
    }
}

/// A section that is written in order.
struct Section<'f> {
    file: &'f File,
    path: &'f Path,
    at: u64,
    held: Vec<u8>,
}

impl<'f> Section<'f> {
    fn new(builder: &Builder<'f>, at: u64) -> Self {
        Self { file: builder.file, path: builder.path, at, held: Vec::new() }
    }

    fn end(&self) -> u64 {
        self.at + self.held.len() as u64
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.held.extend_from_slice(bytes);
        self.flush_if_long()
    }

    fn flush_if_long(&mut self) -> Result<()> {
        if self.held.len() >= BUFFER { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let written = files::write_at(self.file, &self.held, self.at);
        written.map_err(|error| Error::io("write", self.path, error))?;
        self.at += self.held.len() as u64;
        self.held.clear();
        Ok(())
    }
}
