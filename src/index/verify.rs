//! Looking at every byte of an index.

use super::disk::damaged::Damage;
use super::disk::head::HEAD;
use super::disk::header::Header;
use super::disk::lock::Lock;
use super::disk::log::Log;
use super::disk::mark::Mark;
use super::disk::part::{Part, PartFile};
use super::disk::state::State;
use crate::base::error::{ErrorKind, Result};
use std::path::Path;

pub(super) fn verify(folder: &Path) -> Result<Vec<Damage>> {
    let mut problems = Vec::new();
    let number = match Header::read(folder) {
        Ok((header, _)) => header.id(),
        Err(error) if error.kind() == ErrorKind::Damaged => {
            // Without it nothing else can be told from another index's.
            return Ok(vec![Damage::of(&folder.join(super::disk::header::NAME), error)]);
        }
        Err(error) => return Err(error),
    };
    let _lock = Lock::take(folder)?;
    let state =
        noted(State::read(folder, number), &folder.join(super::disk::state::NAME), &mut problems)?;
    let mark = noted(
        Mark::open(folder, number, false),
        &folder.join(super::disk::mark::NAME),
        &mut problems,
    )?;
    let (Some(state), Some(mark)) = (state, mark) else { return Ok(problems) };
    for slot in mark.damaged_slots()? {
        problems.push(Damage::new(mark.path(), slot, "a slot is not as it was written"));
    }
    let told = mark.told()?;
    if told.generation > state.generation {
        problems.push(Damage::new(mark.path(), HEAD as u64, "it is ahead of the state"));
    }
    for part in &state.parts {
        let path = folder.join(super::disk::part::name(part.number));
        if let Some(file) =
            noted(PartFile::open(folder, number, part.number), &path, &mut problems)?
        {
            if u64::from(file.rows()) != part.rows {
                problems.push(Damage::new(&path, 0, "it has not the rows that the state tells of"));
            } else {
                Part::new(file.into(), &part.gone).verify(&mut problems);
            }
        }
    }
    for (log, len) in &state.logs {
        let path = folder.join(super::disk::log::name(*log));
        let Some(log) = noted(Log::open(folder, number, *log), &path, &mut problems)? else {
            continue;
        };
        let end = match len {
            0 if told.log == log.number => told.synced.max(told.visible),
            0 => HEAD as u64,
            len => *len,
        };
        let looked = log.verify(end, *len == 0, &mut problems);
        noted(looked, &path, &mut problems)?;
    }
    Ok(problems)
}

/// Takes what is wrong with a file down, and goes on.
fn noted<T>(done: Result<T>, path: &Path, problems: &mut Vec<Damage>) -> Result<Option<T>> {
    let is_missing = !path.exists();
    match done {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.kind() == ErrorKind::Damaged || is_missing => {
            problems.push(Damage::of(path, error));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
