//! Taking what was read, in the order of the inputs.

use super::log::{Log, Resumed};
use crate::base::error::Result;
use crate::dedup::sketch::fingerprint::Fingerprint;
use crate::dedup::sketch::prints::{self, PrintsBuilder, SEGMENT, Unsorted};
use crate::input::parallel::gather::{Gather, Point};
use crate::input::parallel::gathered::Gathered;
use crate::input::place::RecordPlace;
use crate::input::reject::Rejected;
use crate::jobs::corpus::growth::{Growth, Row};
use crate::storage::runs::SortedRun;
use crate::storage::space::Space;
use crate::text::row::TokenRow;
use std::collections::BTreeMap;
use std::convert::Infallible;

/// Fingerprints, and tokens if they are wanted, of documents.
pub(crate) struct Prints<'s> {
    space: &'s Space,
    pub(super) growth: Growth<'s>,
    prints: PrintsBuilder,
    pub(super) tokens: Vec<TokenRow>,
    spilled: bool,
    /// The bytes of all inputs, where they are known, and of the records so far.
    input: Option<u64>,
    read: u64,
    /// Runs that came before those of earlier documents, by their first document.
    early: BTreeMap<usize, SortedRun>,
    /// The first document of the next run.
    next: usize,
    log: Option<Log>,
}

impl<'s> Prints<'s> {
    /// Begins, or goes on where an earlier run was interrupted: there, and with what was passed
    /// over.
    pub(crate) fn begin(
        names: &[String],
        bands: usize,
        input: Option<u64>,
        space: &'s Space,
    ) -> Result<(Self, (Point, Vec<Rejected>))> {
        let (growth, prints, log, from) = match space.work() {
            Some(work) => {
                let Resumed { log, growth, prints, from } =
                    Resumed::open(work, names, bands, space)?;
                (growth, prints, Some(log), from)
            }
            None => {
                let (growth, prints) = (Growth::new(names, space), PrintsBuilder::new(bands));
                (growth, prints, None, Default::default())
            }
        };
        let next = growth.len();
        let (spilled, tokens, early) = (log.is_some(), Vec::new(), BTreeMap::new());
        let read = 0;
        Ok((Self { space, growth, prints, tokens, spilled, input, read, early, next, log }, from))
    }

    /// Passes over a record that is no document of the run; later ids may repeat its.
    pub(crate) fn pass(&mut self, place: RecordPlace, id: Option<u64>) -> Result<()> {
        self.read += place.len;
        self.growth.know_id(id)
    }

    /// All that was read.
    pub(crate) fn finish(
        mut self,
        input: &Gathered<()>,
    ) -> Result<(prints::Prints, Growth<'s>, Vec<TokenRow>)> {
        if self.prints.finish(self.space)?
            && let Some(log) = &mut self.log
        {
            let (growth, prints) = (&mut self.growth, &mut self.prints);
            log.mark(Point::end(input), &input.rejected, growth, prints, self.space)?;
            log.reaped(prints.save_runs(self.space)?)?;
        }
        Ok((self.prints.seal(self.space)?, self.growth, self.tokens))
    }
}

pub(crate) type Made = (Fingerprint, Option<TokenRow>);

impl Gather<Row<Made>> for Prints<'_> {
    type Task = Unsorted;
    type Output = (usize, SortedRun);

    fn take(&mut self, place: RecordPlace, row: Row<Made>) -> Result<Option<Unsorted>> {
        self.read += place.len;
        let (fingerprint, tokens) = self.growth.add(place, row)?;
        self.tokens.extend(tokens);
        self.prints.push(&fingerprint, self.space)
    }

    fn work(task: Unsorted) -> (usize, SortedRun) {
        (task.first(), task.sort())
    }

    fn collect(&mut self, (first, run): (usize, SortedRun)) -> Result<()> {
        self.early.insert(first, run);
        while let Some(run) = self.early.remove(&self.next) {
            self.prints.add(run, self.space)?;
            self.next += SEGMENT;
            if let Some(log) = &mut self.log {
                log.reaped(self.prints.save_runs(self.space)?)?;
            }
        }
        Ok(())
    }

    fn mark(&mut self, at: Point, rejected: &[Rejected]) -> Result<()> {
        match &mut self.log {
            Some(log) => log.mark(at, rejected, &mut self.growth, &mut self.prints, self.space),
            None => Ok(()),
        }
    }

    fn end_piece(&mut self) -> Result<()> {
        let held = self.growth.held() + self.prints.held();
        if !self.spilled && held > self.space.for_columns() {
            self.spilled = true;
            // What the rest will take, judged by what was read: told now, not when it is full.
            let times = self.input.map_or(2, |input| input.div_ceil(self.read.max(1)).max(1));
            self.space.require(held.saturating_mul(times))?;
            self.growth.spill()?;
            self.prints.spill(self.space)?;
        }
        Ok(())
    }
}

/// The tokens of documents.
pub(crate) struct Tokens<'s> {
    pub(crate) growth: Growth<'s>,
    pub(crate) rows: Vec<TokenRow>,
}

impl Gather<Row<TokenRow>> for Tokens<'_> {
    type Task = Infallible;
    type Output = Infallible;

    fn take(&mut self, place: RecordPlace, row: Row<TokenRow>) -> Result<Option<Infallible>> {
        self.rows.push(self.growth.add(place, row)?);
        Ok(None)
    }

    fn work(task: Infallible) -> Infallible {
        task
    }

    fn collect(&mut self, output: Infallible) -> Result<()> {
        match output {}
    }
}
