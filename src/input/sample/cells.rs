//! Cells of plain files.

use super::draw::{Random, Stratum};
use super::records::{Begun, beginning_in};
use super::{Budget, Bytes, Cell, Sample};
use crate::base::error::Error;
use crate::input::formats::cut::Rule;
use crate::input::reject::Flaw;
use crate::input::settings::ReadSettings;
use crate::input::sources::inputs::Source;
use crate::storage::map::Map;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

impl Sample {
    /// Draws cells of all plain files, each with the same chance.
    pub(super) fn plain(
        &mut self,
        sources: &[(u32, Source)],
        settings: &ReadSettings,
        budget: Budget,
        random: &mut Random,
    ) {
        let size = |source: &Source| source.stamp.map_or(0, |stamp| stamp.size);
        let is_whole = self.plan.rule() == Rule::Whole;
        let is_one = |size: u64| is_whole || size < settings.map_bytes.min(2 * budget.cell);
        let count = |source: &Source| match size(source) {
            size if is_one(size) => 1,
            size => size.div_ceil(budget.cell),
        };
        let cells: u64 = sources.iter().map(|(_, source)| count(source)).sum();
        let bytes: u64 = sources.iter().map(|(_, source)| size(source)).sum();
        let wanted = match bytes {
            bytes if bytes <= budget.bytes => cells,
            bytes => (cells as f64 * budget.bytes as f64 / bytes as f64).ceil() as u64,
        };
        let chosen = random.choose(wanted, cells);
        let share = if cells == 0 { 1.0 } else { chosen.len() as f64 / cells as f64 };
        let mut before = 0;
        for (i, source) in sources {
            let (size, count) = (size(source), count(source));
            let stratum = self.add(Stratum { share, ..Stratum::whole(*i, size) });
            let mine = chosen.range(before..before + count);
            if is_one(size) && size < settings.map_bytes {
                mine.for_each(|_| self.small(stratum, source, size));
            } else {
                let numbers: Vec<u64> = mine.map(|cell| cell - before).collect();
                let cell = if is_one(size) { size } else { budget.cell };
                if let Err(flaw) = self.large(stratum, source, cell, &numbers) {
                    self.cells.push(Cell::flawed(stratum, flaw));
                }
            }
            before += count;
        }
    }

    fn small(&mut self, stratum: u32, source: &Source, size: u64) {
        let bytes = Bytes::File { path: source.path.clone(), size, header: source.header };
        self.cells.push(Cell { stratum, at: 0, offset: source.header, size, bytes });
    }

    fn large(
        &mut self,
        stratum: u32,
        source: &Source,
        cell: u64,
        numbers: &[u64],
    ) -> Result<(), Flaw> {
        if numbers.is_empty() {
            return Ok(());
        }
        let map = Arc::new(map(&source.path)?);
        let start = self.plan.begin(&map, source.header as usize)?;
        let cut = self.cut();
        for at in numbers.iter().map(|number| number * cell) {
            let part = at as usize..map.len().min((at + cell) as usize);
            let range = match cut.rule {
                Rule::Whole => start..map.len(),
                _ => match beginning_in(&map, part.clone(), start, true, cut) {
                    Begun::Records(range) => range,
                    Begun::None | Begun::More => part.start..part.start,
                },
            };
            let (offset, size) = (range.start as u64, part.len() as u64);
            let bytes = Bytes::Mapped(Arc::clone(&map), range);
            self.cells.push(Cell { stratum, at, offset, size, bytes });
        }
        Ok(())
    }
}

fn map(path: &Path) -> Result<Map, Flaw> {
    let file = File::open(path).map_err(|e| Flaw::unreadable(Error::io("open", path, e)))?;
    Map::input(&file, path).map_err(|e| Flaw::unreadable(Error::io("map", path, e)))
}
