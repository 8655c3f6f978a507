//! A part of the inputs, spread over all of them: what a forecast is made from.
//!
//! ```text
//! plain files        cells of 64 KiB (small and whole files are a cell each), some drawn at random
//! compressed files   some drawn at random; decompressed from the head as far as the budget
//!                    reaches, cells drawn at random from that
//! pipes              read to the end, or refused
//! ```
//!
//! Each record belongs to the cell that its first byte is in, so all are drawn alike. [`Sample`]
//! tells how likely that was, for one record and for two.
//!
//! Cost: the reading of the drawn cells; what is decompressed and not drawn is dropped.

mod cells;
pub(crate) mod draw;
mod heads;
mod pipes;
mod records;

use super::formats::extract::{Extractor, Plan, Record};
use super::parallel::run::small_file;
use super::reject::Flaw;
use super::sources::inputs::{Inputs, Origin};
use crate::base::error::{Error, Result};
use crate::base::mix::mix;
use crate::storage::map::Map;
use draw::Random;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use draw::{Spot, Stratum};

/// How much is to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    /// Bytes of records.
    pub(crate) bytes: u64,
    /// Bytes that are decompressed to take those from.
    pub(crate) decompressed: u64,
    /// Bytes of a cell.
    pub(crate) cell: u64,
    /// What is not read by then is not read; half of it is for decompression.
    pub(crate) time: Duration,
    /// Another seed draws other cells.
    pub(crate) seed: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            decompressed: 256 << 20,
            cell: 64 << 10,
            time: Duration::from_secs(4),
            seed: 0,
        }
    }
}

/// The drawn cells, and what all inputs are like.
pub(crate) struct Sample {
    plan: Plan,
    paths: Vec<PathBuf>,
    cells: Vec<Cell>,
    pub(crate) strata: Vec<Stratum>,
    /// The compressed files among the inputs, looked into or not, and their bytes on disk.
    pub(crate) packed_files: u64,
    pub(crate) packed_disk: u64,
    /// Bytes that came out of decompression, and the seconds that it took on one thread.
    pub(crate) decompressed: (u64, f64),
    deadline: Instant,
}

/// Bytes in which records begin.
struct Cell {
    /// Index into the strata.
    stratum: u32,
    /// The first byte in the (decompressed) input, of the cell and of the records.
    at: u64,
    offset: u64,
    /// How many bytes the cell has, which are not those of its records.
    size: u64,
    bytes: Bytes,
}

enum Bytes {
    Mapped(Arc<Map>, Range<usize>),
    Owned(Vec<u8>),
    File { path: PathBuf, size: u64, header: u64 },
    Flawed(Flaw),
}

/// What was seen of a cell.
pub(crate) struct Seen<R> {
    pub(crate) stratum: u32,
    pub(crate) size: u64,
    /// Bytes of its records.
    pub(crate) bytes: u64,
    pub(crate) rows: Vec<(RecordSpot, R)>,
}

/// Where a sampled record stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordSpot {
    pub(crate) spot: Spot,
    start: usize,
    end: usize,
}

/// All that was seen.
pub(crate) struct Visited<R> {
    /// In the order of the inputs.
    pub(crate) cells: Vec<Seen<R>>,
    /// Records and files that cannot be used, by kind, and the first of them.
    pub(crate) rejected: BTreeMap<&'static str, u64>,
    pub(crate) first_flaw: Option<String>,
    pub(crate) seconds: f64,
    /// Time was up before all cells were seen.
    pub(crate) cut_short: bool,
}

/// Draws a sample of `inputs`.
pub(crate) fn sample(inputs: Inputs, budget: Budget) -> Result<Sample> {
    let deadline = Instant::now() + budget.time;
    let paths: Vec<PathBuf> = inputs.files().map(|path| path.to_owned()).collect();
    let Inputs { sources, settings, plan, .. } = inputs;
    let mut drawn = Sample {
        plan,
        paths,
        cells: Vec::new(),
        strata: Vec::new(),
        packed_files: 0,
        packed_disk: 0,
        decompressed: (0, 0.0),
        deadline,
    };
    let mut random = Random(mix(budget.seed));
    let (mut plain, mut packed, mut streams) = (Vec::new(), Vec::new(), Vec::new());
    for (i, source) in sources.into_iter().enumerate() {
        let i = i as u32;
        match source.origin {
            Origin::Plain => plain.push((i, source)),
            Origin::Packed(codec) => packed.push((i, source, codec)),
            Origin::Stream(opened) => streams.push((i, opened, source.header)),
            Origin::Broken(flaw) => {
                let stratum = drawn.add(Stratum::whole(i, 0));
                drawn.cells.push(Cell::flawed(stratum, flaw));
            }
        }
    }
    drawn.plain(&plain, &settings, budget, &mut random);
    drawn.streams(streams, budget)?;
    drawn.packed(packed, &settings, budget, &mut random);
    Ok(drawn)
}

impl Sample {
    /// Visits every record of the drawn cells, in parallel, as [`read`](super::parallel::rows::read) would.
    pub(crate) fn visit<S, R: Send>(
        &mut self,
        state: impl Fn() -> S + Sync,
        visit: impl Fn(&mut S, &Record<'_>) -> R + Sync,
    ) -> Visited<R> {
        // In an order that has nothing to do with their places, so that what is seen in time is a
        // sample too.
        self.cells.sort_by_key(|cell| mix(cell.at ^ (u64::from(cell.stratum) << 40)));
        let start = Instant::now();
        let init = || (Extractor::new(&self.plan), state());
        let seen = self.cells.par_iter().enumerate().map_init(init, |(extractor, state), one| {
            let (i, cell) = one;
            (Instant::now() < self.deadline).then(|| {
                let mut flaws = Vec::new();
                let seen = self.see(i, cell, extractor, &mut flaws, |record| visit(state, record));
                (cell.at, seen, flaws)
            })
        });
        let seen: Vec<Option<_>> = seen.collect();
        let seconds = start.elapsed().as_secs_f64();
        let all = seen.len();
        let mut seen: Vec<_> = seen.into_iter().flatten().collect();
        let cut_short = seen.len() < all;
        if cut_short {
            let share = seen.len() as f64 / all as f64;
            self.strata.iter_mut().for_each(|stratum| stratum.share *= share);
        }
        seen.sort_by_key(|(at, seen, _)| (self.strata[seen.stratum as usize].source, *at));
        let (mut rejected, mut first_flaw, mut cells) = (BTreeMap::new(), None, Vec::new());
        for (_, seen, flaws) in seen {
            for flaw in flaws {
                *rejected.entry(flaw.kind.name()).or_default() += 1;
                first_flaw.get_or_insert_with(|| self.told(seen.stratum, &flaw));
            }
            cells.push(seen);
        }
        Visited { cells, rejected, first_flaw, seconds, cut_short }
    }

    /// How records are told apart.
    fn cut(&self) -> records::Cut {
        #[cfg(feature = "tables")]
        let columns = match &self.plan.shape {
            super::formats::extract::Shape::Rows(columns) => columns.count(),
            _ => 0,
        };
        #[cfg(not(feature = "tables"))]
        let columns = 0;
        records::Cut { rule: self.plan.rule(), columns }
    }

    fn see<R>(
        &self,
        number: usize,
        cell: &Cell,
        extractor: &mut Extractor<'_>,
        flaws: &mut Vec<Flaw>,
        mut visit: impl FnMut(&Record<'_>) -> R,
    ) -> Seen<R> {
        let mut rows = Vec::new();
        let mut seen = 0;
        match self.bytes(cell) {
            Ok(bytes) => {
                seen = bytes.len() as u64;
                extractor.each(&bytes, |range, record| {
                    match record {
                        Ok(record) => {
                            let offset = cell.offset + range.start as u64;
                            let spot = Spot { stratum: cell.stratum, cell: number as u32, offset };
                            let (start, end) = (range.start, range.end);
                            rows.push((RecordSpot { spot, start, end }, visit(record)));
                        }
                        Err(flaw) => flaws.push(flaw),
                    }
                    ControlFlow::Continue(())
                });
            }
            Err(flaw) => flaws.push(flaw),
        }
        Seen { stratum: cell.stratum, size: cell.size, bytes: seen, rows }
    }

    /// All was read.
    pub(crate) fn is_complete(&self) -> bool {
        self.strata.iter().all(|stratum| stratum.chance() >= 1.0)
    }

    /// The text of a record that was visited, once more.
    pub(crate) fn text(&self, spot: &RecordSpot, into: &mut String) -> Result<()> {
        into.clear();
        let cell = &self.cells[spot.spot.cell as usize];
        let bytes = self.bytes(cell).map_err(|flaw| flaw.error)?;
        let record = bytes.get(spot.start..spot.end);
        let record = record.ok_or_else(|| super::stamp::changed().error)?;
        Extractor::new(&self.plan).each(record, |_, record| {
            if let Ok(record) = record {
                into.push_str(record.text);
            }
            ControlFlow::Break(())
        });
        Ok(())
    }

    fn bytes<'c>(&self, cell: &'c Cell) -> std::result::Result<Cow<'c, [u8]>, Flaw> {
        match &cell.bytes {
            Bytes::Mapped(map, range) => Ok(Cow::Borrowed(&map[range.clone()])),
            Bytes::Owned(bytes) => Ok(Cow::Borrowed(bytes)),
            Bytes::File { path, size, header } => {
                let read = small_file(path, *size, *header, &self.plan);
                let (mut bytes, start) = read.map_err(|(flaw, _)| flaw)?;
                bytes.drain(..start);
                Ok(Cow::Owned(bytes))
            }
            Bytes::Flawed(flaw) => {
                Err(Flaw { kind: flaw.kind, error: Error::input(flaw.error.message()) })
            }
        }
    }

    /// The records of each drawn cell, as they stand in the input; of small files nothing.
    pub(crate) fn pieces(&self) -> Vec<&[u8]> {
        self.cells
            .iter()
            .filter_map(|cell| match &cell.bytes {
                Bytes::Mapped(map, range) => Some(&map[range.clone()]),
                Bytes::Owned(bytes) => Some(&bytes[..]),
                Bytes::File { .. } | Bytes::Flawed(_) => None,
            })
            .collect()
    }

    fn told(&self, stratum: u32, flaw: &Flaw) -> String {
        let source = self.strata[stratum as usize].source as usize;
        let path = self.paths.get(source).cloned().unwrap_or_default();
        super::sources::inputs::at_file(Error::input(flaw.error.message()), path).to_string()
    }

    /// The share of all inputs that the drawn cells stand for is the same in each of these.
    fn add(&mut self, stratum: Stratum) -> u32 {
        self.strata.push(stratum);
        self.strata.len() as u32 - 1
    }
}

impl Cell {
    fn flawed(stratum: u32, flaw: Flaw) -> Self {
        Cell { stratum, at: 0, offset: 0, size: 0, bytes: Bytes::Flawed(flaw) }
    }
}
