//! What was read, written down so that an interrupted run can go on behind it.
//!
//! `read.jsonl` has a line for each segment of documents. It is written when all rows of the
//! segment are in their files, and its band entries as well, so the last whole line tells how far
//! everything is good.

use crate::base::error::{Error, Result};
use crate::dedup::sketch::prints::PrintsBuilder;
use crate::documents::fields::Fields;
use crate::input::parallel::gather::Point;
use crate::input::reject::Rejected;
use crate::jobs::corpus::growth::Growth;
use crate::storage::column::Growing;
use crate::storage::runs::RunsBuilder;
use crate::storage::saved::Saved;
use crate::storage::space::Space;
use crate::storage::work_folder::Work;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::fs::File;
use std::io::Write;

const LINES: &str = "read.jsonl";

/// How far the columns are good, and where reading goes on.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Line {
    at: Point,
    text_bytes: u64,
    core: Saved,
    signatures: Saved,
    places: Saved,
    ids: Saved,
    /// Of each field: how far its column is good, and the values that are new in it.
    fields: Vec<(Saved, Vec<String>)>,
    /// Records that were passed over since the line before.
    rejected: Vec<Rejected>,
    runs: Saved,
    /// Where the bands of the run begin.
    starts: Vec<usize>,
}

/// The file of lines, and what is not yet in it.
pub(super) struct Log {
    file: File,
    /// Lines that wait for their runs.
    waiting: VecDeque<Line>,
    values: Vec<Growing<u32>>,
    /// Values of each field that are written down.
    known: Vec<usize>,
    rejected: usize,
}

/// What an earlier run left.
pub(super) struct Resumed<'s> {
    pub(super) log: Log,
    pub(super) growth: Growth<'s>,
    pub(super) prints: PrintsBuilder,
    pub(super) from: (Point, Vec<Rejected>),
}

impl<'s> Resumed<'s> {
    /// Looks at what there is; nothing, if this is the first run.
    pub(super) fn open(
        work: &Work,
        names: &[String],
        bands: usize,
        space: &'s Space,
    ) -> Result<Self> {
        let bytes = work.read(LINES)?;
        let (lines, len) = whole_lines(&bytes);
        let none = Line { fields: vec![Default::default(); names.len()], ..Line::default() };
        let last = lines.last().unwrap_or(&none);
        let mut values = Vec::new();
        let mut fields = Fields::new(names.iter().map(String::as_str));
        for (i, (saved, _)) in last.fields.iter().enumerate() {
            let distinct = lines.iter().flat_map(|line| line.fields[i].1.iter().cloned());
            let name = format!("field-{i}");
            let column = work.growing::<u32>(&name, *saved)?;
            fields.restore(i, &column.seal(space)?, distinct.collect());
            values.push(work.growing(&name, *saved)?);
        }
        let starts = lines.iter().map(|line| line.starts.clone()).collect();
        let runs = RunsBuilder::resumed(work.growing("runs", last.runs)?, starts);
        let (core, signatures) =
            (work.growing("core", last.core)?, work.growing("signatures", last.signatures)?);
        let (places, ids) = (work.growing("places", last.places)?, work.growing("ids", last.ids)?);
        let rejected = lines.iter().flat_map(|line| line.rejected.iter().cloned());
        let rejected: Vec<Rejected> = rejected.collect();
        let log = Log {
            file: work.lines(LINES, len)?,
            waiting: VecDeque::new(),
            values,
            known: fields.columns().map(|(_, distinct)| distinct.len()).collect(),
            rejected: rejected.len(),
        };
        Ok(Self {
            log,
            growth: Growth::resumed(fields, last.text_bytes, places, ids, space),
            prints: PrintsBuilder::resumed(core, signatures, runs, bands),
            from: (last.at, rejected),
        })
    }
}

/// The lines up to the first that is not whole, and their bytes.
fn whole_lines(bytes: &[u8]) -> (Vec<Line>, u64) {
    let mut len = 0;
    let mut lines = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match serde_json::from_slice(line) {
            Ok(read) if line.ends_with(b"\n") => lines.push(read),
            _ => break,
        }
        len += line.len() as u64;
    }
    (lines, len)
}

impl Log {
    /// Writes down all rows that were taken; the line follows with their run.
    pub(super) fn mark(
        &mut self,
        at: Point,
        rejected: &[Rejected],
        growth: &mut Growth<'_>,
        prints: &mut PrintsBuilder,
        space: &Space,
    ) -> Result<()> {
        let [core, signatures] = prints.save(space)?;
        let [places, ids] = growth.save()?;
        let mut fields = Vec::new();
        let columns = growth.fields().columns();
        for (((values, distinct), column), known) in
            columns.zip(&mut self.values).zip(&mut self.known)
        {
            column.extend(&values[column.len()..], space)?;
            fields.push((column.save(space)?, distinct[*known..].to_vec()));
            *known = distinct.len();
        }
        let text_bytes = growth.text_bytes();
        let new = rejected[self.rejected..].to_vec();
        self.rejected = rejected.len();
        let none = Line::default();
        self.waiting.push_back(Line {
            at,
            text_bytes,
            core,
            signatures,
            places,
            ids,
            fields,
            rejected: new,
            ..none
        });
        Ok(())
    }

    /// The next run is in its file.
    pub(super) fn reaped(&mut self, runs: (Saved, Vec<usize>)) -> Result<()> {
        let Some(line) = self.waiting.pop_front() else { return Ok(()) };
        let line = Line { runs: runs.0, starts: runs.1, ..line };
        let mut json = serde_json::to_vec(&line)
            .map_err(|error| Error::input(format!("cannot write down what was read: {error}")))?;
        json.push(b'\n');
        self.file
            .write_all(&json)
            .map_err(|error| Error::io("write", std::path::Path::new(LINES), error))
    }
}
