//! Documents that came to rest: a file that is never changed.
//!
//! ```text
//! 48      head
//! 72      layout: rows, keys, bits of the directory, where each of the four sections begins, the
//!         earliest and the latest time seen
//! 8       XXH3-64 of the layout
//!         directory, in pages: for each value of the highest bits of a key, how many keys come
//!         before it; one more at the end
//!         rows, by sequence number
//!         bodies, row by row
//!         keys, in pages: the bits of the key that its place in the directory does not tell, then
//!         the row; sorted (format 1: the highest 32 bits, then the row)
//! ```
//!
//! A look-up reads one page of the directory, seldom two, and the pages of the keys that it names.
//! Everything is checked each time it is looked at: a page costs some 20 ns.

pub(crate) mod build;
mod drawers;
mod packing;
mod pages;
pub(crate) mod sources;

use super::bits::Bits;
use super::files;
use super::head::{HEAD, Head, IndexId};
use crate::base::error::{Error, Result};
use crate::index::disk::damaged::{Damage, damaged};
use crate::index::lookup::row::{ROW, Row};
use crate::storage::map::Map;
use bytemuck::{Pod, Zeroable, bytes_of, pod_read_unaligned};
use drawers::Drawers;
use packing::Packing;
use pages::{WORDS, page};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: [u8; 16] = *b"retold part\n\0\0\0\0";

#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
struct Layout {
    rows: u64,
    keys: u64,
    bits: u64,
    directory: u64,
    rows_at: u64,
    bodies_at: u64,
    keys_at: u64,
    earliest: i64,
    latest: i64,
}

const LAYOUT: usize = size_of::<Layout>();

/// Where the directory begins.
const START: usize = HEAD + LAYOUT + 8;

impl Layout {
    fn end(&self) -> Option<u64> {
        self.keys_at.checked_add(pages::size(self.keys))
    }
}

/// A part that is read.
#[derive(Debug)]
pub(crate) struct Part {
    file: Arc<PartFile>,
    pub(crate) gone: Bits,
}

/// What several readings of one part have in common.
#[derive(Debug)]
pub(crate) struct PartFile {
    pub(super) number: u64,
    path: PathBuf,
    map: Map,
    layout: Layout,
    packing: Packing,
}

pub(crate) fn name(number: u64) -> String {
    format!("part-{number:08}")
}

impl PartFile {
    pub(crate) fn open(folder: &Path, index: IndexId, number: u64) -> Result<Self> {
        let path = folder.join(name(number));
        let file = File::open(&path).map_err(|error| Error::io("open", &path, error))?;
        let len = file.metadata().map_err(|error| Error::io("read", &path, error))?.len();
        let mut start = [0; START];
        files::read_at(&file, &mut start, 0).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => damaged(&path, len, "it ends too early"),
            _ => Error::io("read", &path, error),
        })?;
        let head: Head = pod_read_unaligned(&start[..HEAD]);
        head.check(MAGIC, index, number).map_err(|what| damaged(&path, 0, &what))?;
        let layout: Layout = pod_read_unaligned(&start[HEAD..HEAD + LAYOUT]);
        if pod_read_unaligned::<u64>(&start[HEAD + LAYOUT..]) != xxh3_64(bytes_of(&layout)) {
            return Err(damaged(&path, HEAD as u64, "its layout is not as it was written"));
        }
        if layout.end() != Some(len) {
            return Err(damaged(&path, len, "it has another length than it was written with"));
        }
        let map = Map::input(&file, &path).map_err(|error| Error::io("map", &path, error))?;
        let packing = Packing::new(index.format, layout.bits as u32);
        Ok(Self { number, path, map, layout, packing })
    }

    pub(crate) fn rows(&self) -> u32 {
        self.layout.rows as u32
    }
}

impl Part {
    pub(crate) fn new(file: Arc<PartFile>, gone: &[u64]) -> Self {
        Self { file, gone: Bits::new(gone) }
    }

    pub(crate) fn file(&self) -> &Arc<PartFile> {
        &self.file
    }

    pub(crate) fn number(&self) -> u64 {
        self.file.number
    }

    pub(crate) fn rows(&self) -> u32 {
        self.file.rows()
    }

    pub(super) fn live(&self) -> u64 {
        u64::from(self.rows()) - self.gone.count()
    }

    /// The earliest and the latest time at which one of its documents was seen.
    pub(crate) fn seen(&self) -> (i64, i64) {
        (self.file.layout.earliest, self.file.layout.latest)
    }

    /// The row of a number below that of rows.
    pub(crate) fn row(&self, number: u32) -> Result<Row> {
        let start = self.file.layout.rows_at + u64::from(number) * ROW as u64;
        let bytes = self.slice(start, ROW as u64)?;
        let row: Row = pod_read_unaligned(bytes);
        if row.is_good(self.number()) {
            Ok(row)
        } else {
            Err(self.damaged(start, "a row is not as it was written"))
        }
    }

    pub(super) fn body(&self, row: &Row) -> Result<&[u8]> {
        let body = self.slice(row.body_start, row.body_len.into())?;
        if row.sum_of(body) == row.body_sum {
            Ok(body)
        } else {
            Err(self.damaged(row.body_start, "the checksum of a document is not its own"))
        }
    }

    /// The first row whose sequence number is not below. Cost: a row for each bit of their number.
    pub(super) fn row_from(&self, seq: u64) -> Result<u32> {
        let (mut low, mut high) = (0, self.rows());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.row(middle)?.seq < seq { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    }

    /// Rows of a key, in order, until `each` says that it is enough. In format 1 rows of other keys
    /// that begin with the same 32 bits are among them.
    pub(crate) fn find(&self, key: u64, mut each: impl FnMut(u32) -> bool) -> Result<()> {
        let layout = &self.file.layout;
        let packing = self.file.packing;
        let least = packing.word(key, 0);
        let drawer = key >> (64 - layout.bits);
        let mut page_of_directory = None;
        let start = self.count_before(drawer, &mut page_of_directory)?;
        let end = self.count_before(drawer + 1, &mut page_of_directory)?;
        let from =
            if end - start > 4 * WORDS as u64 { self.first_of(least, start, end)? } else { start };
        let mut at = from;
        while at < end {
            let words = self.keys_page(at / WORDS as u64)?;
            let last = (at / WORDS as u64 + 1) * WORDS as u64;
            for place in at..end.min(last) {
                let entry = words[(place % WORDS as u64) as usize];
                let row = packing.row(entry);
                let held = packing.word(key, row);
                if entry > held || (entry == held && !each(row)) {
                    return Ok(());
                }
            }
            at = last;
        }
        Ok(())
    }

    /// How many keys come before a drawer.
    fn count_before(&self, drawer: u64, held: &mut Option<(u64, pages::Page)>) -> Result<u64> {
        let number = drawer / WORDS as u64;
        let words = match held {
            Some((held, words)) if *held == number => words,
            _ => {
                let start = self.file.layout.directory + number * pages::PAGE as u64;
                &mut held.insert((number, self.page(start)?)).1
            }
        };
        let count = words[(drawer % WORDS as u64) as usize];
        if count > self.file.layout.keys {
            return Err(self.damaged(self.file.layout.directory, "its directory makes no sense"));
        }
        Ok(count)
    }

    /// The first place from `start` to `end` whose word is not below.
    fn first_of(&self, least: u64, start: u64, end: u64) -> Result<u64> {
        let (mut low, mut top) = (start, end);
        while low < top {
            let middle = low + (top - low) / 2;
            let words = self.keys_page(middle / WORDS as u64)?;
            if words[(middle % WORDS as u64) as usize] < least {
                low = middle + 1;
            } else {
                top = middle;
            }
        }
        Ok(low)
    }

    fn keys_page(&self, number: u64) -> Result<pages::Page> {
        self.page(self.file.layout.keys_at + number * pages::PAGE as u64)
    }

    fn page(&self, start: u64) -> Result<pages::Page> {
        page(&self.file.map, start, self.number())
            .ok_or_else(|| self.damaged(start, "a page is not as it was written"))
    }

    fn slice(&self, start: u64, len: u64) -> Result<&[u8]> {
        let range = usize::try_from(start).ok().zip(usize::try_from(len).ok());
        let bytes = range.and_then(|(start, len)| self.file.map.get(start..)?.get(..len));
        bytes.ok_or_else(|| self.damaged(start, "it points behind its end"))
    }

    fn damaged(&self, at: u64, what: &str) -> Error {
        damaged(&self.file.path, at, what)
    }

    /// Looks at everything; tells what is not as it was written.
    pub(crate) fn verify(&self, problems: &mut Vec<Damage>) {
        let layout = &self.file.layout;
        let mut tell = |error: Error| problems.push(Damage::of(&self.file.path, error));
        let pages =
            |start: u64, words: u64| (start..start + pages::size(words)).step_by(pages::PAGE);
        for start in pages(layout.directory, (1 << layout.bits) + 1) {
            self.page(start).map(drop).unwrap_or_else(&mut tell);
        }
        let mut body_end = layout.bodies_at;
        for number in 0..self.rows() {
            let looked = self.row(number).and_then(|row| {
                if row.body_start != body_end {
                    return Err(
                        self.damaged(row.body_start, "a document is not where it should be")
                    );
                }
                body_end += u64::from(row.body_len);
                let body = super::body::decode(self.body(&row)?);
                body.ok_or_else(|| self.damaged(row.body_start, "a document cannot be read"))
            });
            looked.map(drop).unwrap_or_else(&mut tell);
        }
        self.verify_keys(problems);
    }

    /// The pages of the keys, and their order as far as the directory tells it.
    fn verify_keys(&self, problems: &mut Vec<Damage>) {
        let (layout, packing) = (&self.file.layout, self.file.packing);
        let mut tell = |error: Error| problems.push(Damage::of(&self.file.path, error));
        let (mut drawers, mut before) = (Some(Drawers::default()), (0, 0));
        for number in 0..layout.keys.div_ceil(WORDS as u64) {
            let start = layout.keys_at + number * pages::PAGE as u64;
            let words = match self.page(start) {
                Err(error) => {
                    tell(error);
                    continue;
                }
                Ok(words) => words,
            };
            let mut is_sorted = true;
            for (word, at) in words.iter().zip(number * WORDS as u64..layout.keys) {
                // Of a directory that is damaged was told before; keys have no order without it.
                let drawer = drawers.as_mut().and_then(|drawers| drawers.of(self, at).ok());
                let Some(drawer) = drawer else {
                    drawers = None;
                    break;
                };
                let (key, row) = (packing.key(*word, drawer), packing.row(*word));
                is_sorted &= key >> (64 - layout.bits) == drawer && row < self.rows();
                is_sorted &= std::mem::replace(&mut before, (key, row)) <= (key, row);
            }
            if !is_sorted {
                tell(self.damaged(start, "its keys are out of order"));
            }
        }
    }
}
