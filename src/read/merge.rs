//! Putting back in order what was read out of order.

use super::extract::Extractor;
use super::inputs::at_file;
use super::reject::{Flaw, Rejected};
use super::settings::OnError;
use super::store::RecordPlace;
use crate::{Error, Place, Result};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// What became of a piece. Records are numbered from 1 within it.
#[derive(Debug)]
pub(super) struct Done<R> {
    source: u32,
    records: u32,
    rows: Vec<R>,
    places: Vec<RecordPlace>,
    flaws: Vec<Found>,
    blank: u64,
    bytes: u64,
    /// What ends the run in any case.
    pub(super) fatal: Option<Error>,
}

#[derive(Debug)]
struct Found {
    place: RecordPlace,
    flaw: Flaw,
    /// The flaw is that of a record, not of the whole input.
    record: bool,
}

impl<R> Done<R> {
    pub(super) fn new(source: u32) -> Self {
        Self {
            source,
            records: 0,
            rows: Vec::new(),
            places: Vec::new(),
            flaws: Vec::new(),
            blank: 0,
            bytes: 0,
            fatal: None,
        }
    }

    /// Visits every record of `bytes`, which stand at `offset`.
    pub(super) fn chunk(
        &mut self,
        bytes: &[u8],
        offset: u64,
        extractor: &mut Extractor<'_>,
        on_error: OnError,
        mut visit: impl FnMut(&super::extract::Record<'_>) -> R,
    ) {
        self.bytes = bytes.len() as u64;
        self.blank = extractor.each(bytes, |range, record| {
            let (offset, len) = (offset + range.start as u64, range.len() as u64);
            match record {
                Ok(record) => {
                    let row = visit(record);
                    self.rows.push(row);
                    let place = self.place(offset, len);
                    self.places.push(place);
                }
                Err(flaw) => self.flaw(flaw, offset, len, true),
            }
            if self.stops(on_error) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
    }

    /// `len` bytes are no record.
    pub(super) fn flaw(&mut self, flaw: Flaw, offset: u64, len: u64, record: bool) {
        let place = self.place(offset, len);
        self.flaws.push(Found { place, flaw, record });
    }

    fn place(&mut self, offset: u64, len: u64) -> RecordPlace {
        // One record a byte: a piece cannot have more, and it is smaller than that.
        self.records += 1;
        RecordPlace { source: self.source, number: self.records, offset, len }
    }

    /// Nothing more is wanted after this.
    pub(super) fn stops(&self, on_error: OnError) -> bool {
        self.fatal.is_some() || on_error == OnError::Fail && !self.flaws.is_empty()
    }
}

/// All pieces up to a turn, and those that came before their turn.
#[derive(Debug)]
pub(super) struct Merged<R> {
    pub(super) rows: Vec<R>,
    pub(super) places: Vec<RecordPlace>,
    pub(super) rejected: Vec<Rejected>,
    pub(super) blank: u64,
    pub(super) bytes: u64,
    on_error: OnError,
    error: Option<Error>,
    turn: u64,
    early: BTreeMap<u64, Done<R>>,
    /// The input of the last piece, and how many records it had so far.
    source: u32,
    records: u32,
}

impl<R> Merged<R> {
    pub(super) fn new(on_error: OnError) -> Self {
        Self {
            rows: Vec::new(),
            places: Vec::new(),
            rejected: Vec::new(),
            blank: 0,
            bytes: 0,
            on_error,
            error: None,
            turn: 0,
            early: BTreeMap::new(),
            source: 0,
            records: 0,
        }
    }

    /// Adds the piece of this turn, and those that waited for it.
    pub(super) fn add(&mut self, turn: u64, done: Done<R>, paths: &[PathBuf]) {
        self.early.insert(turn, done);
        while self.error.is_none()
            && let Some(done) = self.early.remove(&self.turn)
        {
            self.turn += 1;
            self.error = self.append(done, paths).err();
        }
    }

    /// All pieces, or the first error in their order.
    pub(super) fn finish(self) -> Result<Self> {
        debug_assert!(self.error.is_some() || self.early.is_empty());
        match self.error {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    fn append(&mut self, mut done: Done<R>, paths: &[PathBuf]) -> Result<()> {
        if done.source != self.source {
            (self.source, self.records) = (done.source, 0);
        }
        let before = self.records;
        let path = || paths.get(done.source as usize).cloned().unwrap_or_default();
        for Found { mut place, flaw, record } in std::mem::take(&mut done.flaws) {
            place.number = place.number.saturating_add(before);
            if self.on_error == OnError::Fail {
                return Err(if record {
                    at_record(flaw.error, place, path())
                } else {
                    at_file(flaw.error, path())
                });
            }
            let reason = flaw.error.message().to_owned();
            self.rejected.push(Rejected { place, kind: flaw.kind, reason });
        }
        if let Some(error) = done.fatal.take() {
            return Err(error);
        }
        self.records = before.checked_add(done.records).ok_or_else(|| {
            at_file(Error::input("more than 4294967295 records in one file; split it"), path())
        })?;
        self.rows.append(&mut done.rows);
        self.places.extend(
            done.places.iter().map(|place| RecordPlace { number: place.number + before, ..*place }),
        );
        self.blank += done.blank;
        self.bytes += done.bytes;
        Ok(())
    }
}

fn at_record(error: Error, place: RecordPlace, path: PathBuf) -> Error {
    let (record, offset) = (Some(u64::from(place.number)), Some(place.offset));
    error.at(Place { path, record, offset })
}
