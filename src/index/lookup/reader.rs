//! Reading what another process writes, without a lock.

use super::fresh::Fresh;
use super::view::View;
use crate::base::error::{Error, Result};
use crate::index::disk::damaged::damaged;
use crate::index::disk::head::IndexId;
use crate::index::disk::log::{Change, Log};
use crate::index::disk::mark::{Mark, Told};
use crate::index::disk::part::sources::Source;
use crate::index::disk::part::{Part, PartFile};
use crate::index::disk::state::State;
use crate::index::shared::Shared;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How often a state is read anew whose files were gone before they were open.
const TRIES: usize = 64;

#[derive(Debug)]
pub(crate) struct Reader {
    pub(in crate::index) shared: Arc<Shared>,
    mark: Mark,
    /// What was told when the view was last brought up to date.
    seen: Mutex<Told>,
}

impl Reader {
    pub(crate) fn new(shared: Arc<Shared>, mark: Mark) -> Self {
        Self { shared, mark, seen: Mutex::default() }
    }

    /// What is there now.
    pub(crate) fn refresh(&self) -> Result<Arc<View>> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = &*self.shared;
        for _ in 0..TRIES {
            let told = self.mark.told()?;
            let view = shared.held_view();
            if told == *seen && *seen != Told::default() {
                return Ok(view);
            }
            let view = if told.generation == view.generation {
                view
            } else {
                match load(shared, &view)? {
                    Some(newer) => shared.set_view(newer),
                    None => view,
                }
            };
            let Some(Source::Fresh(written)) = view.sources.last() else { continue };
            // The state may be a moment ahead of the mark, but not behind it.
            if written.log.number >= told.log {
                if written.log.number == told.log {
                    catch_up(written, &view, told.visible, &shared.latest)?;
                    *seen = told;
                }
                return Ok(view);
            }
        }
        Err(damaged(self.mark.path(), 0, "it speaks of a log that the state does not know"))
    }
}

/// What the state tells, with what is open already; nothing, if it tells what is known: a writer
/// that was ended may have left the mark behind it.
fn load(shared: &Shared, old: &View) -> Result<Option<View>> {
    let mut tried = 0;
    loop {
        let state = State::read(&shared.folder, shared.id)?;
        if state.generation == old.generation {
            return Ok(None);
        }
        match view(shared.folder.as_path(), shared.id, &state, old, &shared.latest) {
            // A writer has put another part in its place, and the state tells which.
            Err(error) if is_gone(&error) && tried < TRIES => tried += 1,
            done => return done.map(Some),
        }
    }
}

/// A view of a state. Logs at rest are read to their ends, the written one is not read at all.
pub(crate) fn view(
    folder: &Path,
    index: IndexId,
    state: &State,
    old: &View,
    latest: &AtomicI64,
) -> Result<View> {
    latest.fetch_max(state.latest, Ordering::AcqRel);
    let mut sources = Vec::new();
    for part in &state.parts {
        let held = old.sources.iter().find_map(|source| match source {
            Source::Part(held) if held.number() == part.number => Some(Arc::clone(held.file())),
            _ => None,
        });
        let file = match held {
            Some(file) => file,
            None => Arc::new(PartFile::open(folder, index, part.number)?),
        };
        if u64::from(file.rows()) != part.rows {
            let path = folder.join(crate::index::disk::part::name(part.number));
            return Err(damaged(&path, 0, "it has not the rows that the state tells of"));
        }
        sources.push(Source::Part(Arc::new(Part::new(file, &part.gone))));
    }
    for (number, _) in &state.logs {
        let held = old.sources.iter().find_map(|source| match source {
            Source::Fresh(held) if held.log.number == *number => Some(Arc::clone(held)),
            _ => None,
        });
        let fresh = match held {
            Some(fresh) => fresh,
            None => Arc::new(Fresh::new(Arc::new(Log::open(folder, index, *number)?))),
        };
        sources.push(Source::Fresh(fresh));
    }
    let view = View { generation: state.generation, sources };
    let logs = view.sources[state.parts.len()..].iter().zip(&state.logs);
    for (source, (_, len)) in logs.take(state.logs.len().saturating_sub(1)) {
        if let Source::Fresh(fresh) = source {
            catch_up(fresh, &view, *len, latest)?;
        }
    }
    Ok(view)
}

/// Reads a log up to where it is known to be whole.
pub(super) fn catch_up(fresh: &Fresh, view: &View, end: u64, latest: &AtomicI64) -> Result<()> {
    let reached = read_on(fresh, view, end, latest)?;
    if reached < end {
        return Err(fresh.log.damaged(reached, "a change is not as it was written"));
    }
    Ok(())
}

/// Reads a log as far as it is whole, at most to `end`; returns where it ends.
pub(crate) fn read_on(fresh: &Fresh, view: &View, end: u64, latest: &AtomicI64) -> Result<u64> {
    let from = fresh.docs().read_to;
    let reached = fresh.log.replay(from, end, |change| match change {
        Change::Insert { row, keys, removed } => {
            if !row.is_good(fresh.log.number) {
                return Err(fresh.log.damaged(row.body_start, "a row makes no sense"));
            }
            latest.fetch_max(row.seen, Ordering::AcqRel);
            fresh.docs_mut().push(*row, &keys);
            view.remove(&removed)
        }
        Change::Remove(seqs) => view.remove(&seqs),
    })?;
    let mut docs = fresh.docs_mut();
    docs.read_to = docs.read_to.max(reached);
    Ok(docs.read_to)
}

/// A file was not there.
fn is_gone(error: &Error) -> bool {
    let source = std::error::Error::source(error);
    let source = source.and_then(|source| source.downcast_ref::<std::io::Error>());
    source.is_some_and(|source| source.kind() == std::io::ErrorKind::NotFound)
}
