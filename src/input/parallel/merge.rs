//! Putting back in order what was read out of order.

use super::gather::{Gather, Point};
use crate::base::error::{Error, Place, Result};
use crate::input::formats::extract::Extractor;
use crate::input::place::RecordPlace;
use crate::input::reject::{Flaw, Rejected};
use crate::input::settings::OnError;
use crate::input::sources::inputs::at_file;
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
        mut visit: impl FnMut(&crate::input::formats::extract::Record<'_>) -> R,
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
pub(super) struct Merged<R, G> {
    pub(super) gather: G,
    pub(super) rejected: Vec<Rejected>,
    /// What was taken, but for records of a piece that is being taken.
    pub(super) at: Point,
    on_error: OnError,
    error: Option<Error>,
    early: BTreeMap<u64, Done<R>>,
    early_rows: usize,
}

/// Rows that may wait for their turn.
const EARLY_ROWS: usize = 1 << 16;

impl<R, G: Gather<R>> Merged<R, G> {
    /// Goes on at a place, with what was passed over up to there.
    pub(super) fn new(
        on_error: OnError,
        gather: G,
        (at, rejected): (Point, Vec<Rejected>),
    ) -> Self {
        Self { gather, rejected, at, on_error, error: None, early: BTreeMap::new(), early_rows: 0 }
    }

    /// Ends the run with an error.
    pub(super) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    /// Adds the piece of this turn, and those that waited for it; gives the work that comes of it.
    pub(super) fn add(&mut self, turn: u64, done: Done<R>, paths: &[PathBuf]) -> Vec<G::Task> {
        let mut tasks = Vec::new();
        self.early_rows += done.rows.len();
        self.early.insert(turn, done);
        while self.error.is_none()
            && let Some(done) = self.early.remove(&self.at.turn)
        {
            self.early_rows -= done.rows.len();
            self.error = self.append(done, paths, &mut tasks).err();
        }
        tasks
    }

    /// What is made of a piece of this turn should wait.
    pub(super) fn is_full(&self, turn: u64) -> bool {
        self.error.is_none() && turn > self.at.turn && self.early_rows > EARLY_ROWS
    }

    /// Takes what came of work.
    pub(super) fn collect(&mut self, output: G::Output) {
        if self.error.is_none() {
            self.error = self.gather.collect(output).err();
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

    fn append(
        &mut self,
        mut done: Done<R>,
        paths: &[PathBuf],
        tasks: &mut Vec<G::Task>,
    ) -> Result<()> {
        let before = if done.source == self.at.source { self.at.records } else { 0 };
        let rejected_before = self.rejected.len();
        let path = || paths.get(done.source as usize).cloned().unwrap_or_default();
        for Found { mut place, flaw, record } in std::mem::take(&mut done.flaws) {
            place.number = place.number.saturating_add(before);
            self.rejected.push(refused(self.on_error, flaw, place, record, path)?);
        }
        if let Some(error) = done.fatal.take() {
            return Err(error);
        }
        let records = before.checked_add(done.records).ok_or_else(|| {
            at_file(Error::input("more than 4294967295 records in one file; split it"), path())
        })?;
        let rows = done.places.into_iter().zip(done.rows).enumerate();
        for (i, (mut place, row)) in rows.skip(self.at.taken) {
            place.number += before;
            if let Some(task) = self.gather.take(place, row)? {
                tasks.push(task);
                let at = Point { taken: i + 1, ..self.at };
                self.gather.mark(at, &self.rejected[..rejected_before])?;
            }
        }
        self.at = Point {
            turn: self.at.turn + 1,
            taken: 0,
            source: done.source,
            records,
            blank: self.at.blank + done.blank,
            bytes: self.at.bytes + done.bytes,
        };
        self.gather.end_piece()
    }
}

/// What is noted of bytes that cannot be used, or the error of a run that does not pass over them:
/// that of a record or, where it is none, of the file.
pub(super) fn refused(
    on_error: OnError,
    flaw: Flaw,
    place: RecordPlace,
    record: bool,
    path: impl FnOnce() -> PathBuf,
) -> Result<Rejected> {
    match on_error {
        OnError::Skip => {
            let reason = flaw.error.message().to_owned();
            Ok(Rejected { place, kind: flaw.kind, reason })
        }
        OnError::Fail if record => Err(at_record(flaw.error, place, path())),
        OnError::Fail => Err(at_file(flaw.error, path())),
    }
}

fn at_record(error: Error, place: RecordPlace, path: PathBuf) -> Error {
    let (record, offset) = (Some(u64::from(place.number)), Some(place.offset));
    error.at(Place { path, record, offset })
}
