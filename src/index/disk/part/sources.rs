//! What a part is made of: a log at rest, or older parts.

use super::Part;
use super::drawers::Drawers;
use super::packing::Packing;
use super::pages::{Page, WORDS};
use crate::base::error::Result;
use crate::index::disk::bits::Ranks;
use crate::index::lookup::fresh::Fresh;
use crate::index::lookup::row::Row;
use std::borrow::Cow;
use std::sync::Arc;

/// Documents in the order of their sequence numbers.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Part(Arc<Part>),
    Fresh(Arc<Fresh>),
}

impl Source {
    pub(crate) fn file_name(&self) -> String {
        match self {
            Source::Part(part) => super::name(part.number()),
            Source::Fresh(fresh) => crate::index::disk::log::name(fresh.log.number),
        }
    }

    pub(crate) fn rows(&self) -> u32 {
        match self {
            Source::Part(part) => part.rows(),
            Source::Fresh(fresh) => fresh.docs().rows.len() as u32,
        }
    }

    pub(crate) fn row(&self, row: u32) -> Result<Row> {
        match self {
            Source::Part(part) => part.row(row),
            Source::Fresh(fresh) => Ok(fresh.docs().rows[row as usize]),
        }
    }

    pub(crate) fn body(&self, row: &Row) -> Result<Cow<'_, [u8]>> {
        match self {
            Source::Part(part) => part.body(row).map(Cow::Borrowed),
            Source::Fresh(fresh) => fresh.body(row).map(Cow::Owned),
        }
    }

    pub(crate) fn is_gone(&self, row: u32) -> bool {
        match self {
            Source::Part(part) => part.gone.has(row),
            Source::Fresh(fresh) => fresh.docs().gone[row as usize],
        }
    }

    /// Documents that are there.
    pub(crate) fn live(&self) -> u64 {
        match self {
            Source::Part(part) => part.live(),
            Source::Fresh(fresh) => {
                let docs = fresh.docs();
                docs.rows.len() as u64 - docs.gone_count
            }
        }
    }

    /// The first row whose sequence number is not below.
    pub(crate) fn row_from(&self, seq: u64) -> Result<u32> {
        match self {
            Source::Part(part) => part.row_from(seq),
            Source::Fresh(fresh) => {
                Ok(fresh.docs().rows.partition_point(|row| row.seq < seq) as u32)
            }
        }
    }

    /// The row of a sequence number.
    pub(crate) fn row_of(&self, seq: u64) -> Result<Option<u32>> {
        if self.rows() == 0 || self.row(0)?.seq > seq {
            return Ok(None);
        }
        let row = self.row_from(seq)?;
        let is_there = row < self.rows() && self.row(row)?.seq == seq;
        Ok(is_there.then_some(row))
    }

    /// Takes a row out; whether it was there.
    pub(crate) fn remove(&self, row: u32) -> bool {
        match self {
            Source::Part(part) => part.gone.set(row),
            Source::Fresh(fresh) => fresh.docs_mut().remove(row),
        }
    }

    /// Which rows stay as of now.
    pub(super) fn ranks(&self) -> Ranks {
        match self {
            Source::Part(part) => Ranks::new(part.rows(), &part.gone.words()),
            Source::Fresh(fresh) => {
                let docs = fresh.docs();
                let mut gone = vec![0; docs.rows.len().div_ceil(64)];
                for (row, _) in docs.gone.iter().enumerate().filter(|(_, gone)| **gone) {
                    gone[row / 64] |= 1 << (row % 64);
                }
                Ranks::new(docs.rows.len() as u32, &gone)
            }
        }
    }

    /// How many keys lead to its rows.
    pub(super) fn keys(&self) -> u64 {
        match self {
            Source::Part(part) => part.file.layout.keys,
            Source::Fresh(fresh) => fresh.docs().rows.iter().map(|row| u64::from(row.keys)).sum(),
        }
    }
}

/// The keys of a source, sorted, one after the other; rows by the numbers that they get.
pub(super) struct Keys<'s> {
    from: From<'s>,
    ranks: &'s Ranks,
    first: u32,
    at: u64,
    /// The next one, and its row.
    pub(super) next: Option<(u64, u32)>,
}

enum From<'s> {
    Part(&'s Part, Box<Page>, Box<Drawers>),
    Memory(Vec<(u64, u32)>),
}

impl<'s> Keys<'s> {
    /// `first` is the number that the first row gets.
    pub(super) fn new(
        source: &'s Source,
        format: u32,
        ranks: &'s Ranks,
        first: u32,
    ) -> Result<Self> {
        let kept = |key| Packing::kept(format, key);
        let from = match source {
            Source::Part(part) => From::Part(part, Box::new([0; WORDS]), Box::default()),
            Source::Fresh(fresh) => From::Memory(fresh.docs().entries(kept, |row| ranks.rank(row))),
        };
        let mut keys = Self { from, ranks, first, at: 0, next: None };
        keys.step()?;
        Ok(keys)
    }

    pub(super) fn step(&mut self) -> Result<()> {
        self.next = None;
        match &mut self.from {
            From::Memory(entries) => {
                self.next = entries.get(self.at as usize).copied();
                self.at += 1;
            }
            From::Part(part, page, drawers) => {
                let packing = part.file.packing;
                while self.at < part.file.layout.keys && self.next.is_none() {
                    let place = (self.at % WORDS as u64) as usize;
                    if place == 0 {
                        **page = part.keys_page(self.at / WORDS as u64)?;
                    }
                    let drawer = drawers.of(part, self.at)?;
                    let key = packing.key(page[place], drawer);
                    let rank = self.ranks.rank(packing.row(page[place]));
                    self.next = rank.map(|rank| (key, rank));
                    self.at += 1;
                }
            }
        }
        self.next = self.next.map(|(key, row)| (key, row + self.first));
        Ok(())
    }
}
