//! Making an index, and opening one.

use super::work::Work;
use super::worker::Worker;
use super::writing::{Writer, Writing};
use crate::base::error::{Error, ErrorKind, Result};
use crate::index::disk::commit::Commit;
use crate::index::disk::damaged::damaged;
use crate::index::disk::files;
use crate::index::disk::head::{HEAD, IndexId};
use crate::index::disk::header::{self, FORMAT, Header};
use crate::index::disk::lock::Lock;
use crate::index::disk::log::Log;
use crate::index::disk::mark::{Mark, Told};
use crate::index::disk::part::sources::Source;
use crate::index::disk::state::{self, State};
use crate::index::lookup::reader::{self, Reader};
use crate::index::lookup::view::View;
use crate::index::settings::{Durability, IndexSettings};
use crate::index::shared::Shared;
use std::path::Path;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex};

/// Makes the files of an empty index. What says that there is one comes last.
pub(crate) fn create(folder: &Path, settings: &IndexSettings) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, error))?;
    let _lock = Lock::take(folder)?;
    refuse_what_is_there(folder)?;
    // Made anew for each index, so that a file of one is never taken for another's.
    let number = ahash::RandomState::new().hash_one(std::process::id());
    let id = IndexId { number, format: FORMAT };
    let log = Log::create(folder, id, 1)?;
    let told = Told { generation: 1, log: log.number, visible: HEAD as u64, synced: HEAD as u64 };
    Mark::create(folder, id, told)?;
    let state = State {
        generation: 1,
        next_seq: 1,
        next_part: 1,
        logs: vec![(log.number, 0)],
        ..State::default()
    };
    state.write(folder, id)?;
    Header::new(settings, number).write(folder)?;
    files::sync_folder(folder)
}

fn refuse_what_is_there(folder: &Path) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(|error| Error::io("read", folder, error))?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let what = match &*name {
            header::NAME => "an index",
            name if is_ours(name) => continue,
            _ => "files of another kind",
        };
        let folder = crate::base::error::shown(folder);
        let message = format!("there is {what} in {folder}; open it, or name a new folder");
        return Err(Error::new(ErrorKind::Io, message));
    }
    Ok(())
}

/// Files that a making which was ended may leave, and that a new one may replace.
fn is_ours(name: &str) -> bool {
    ["lock", "log-", "part-", state::NAME, crate::index::disk::mark::NAME, header::NAME]
        .iter()
        .any(|start| name.starts_with(start))
}

/// Opens for writing; `asked` are settings that the index must have been made with.
pub(crate) fn writer(
    folder: &Path,
    asked: Option<&IndexSettings>,
    durability: Durability,
    memory: u64,
) -> Result<(Arc<Writer>, Worker)> {
    let (header, mut settings) = Header::read(folder)?;
    if let Some(asked) = asked {
        header.refuse_other(&Header::new(asked, header.id().number), folder, "these settings")?;
    }
    (settings.durability, settings.memory) = (durability, memory);
    let lock = Lock::take(folder)?;
    let id = header.id();
    let mark = Mark::open(folder, id, true)?;
    let state = State::read(folder, id)?;
    remove_what_is_left(folder, &state);
    let latest = AtomicI64::new(0);
    let view = reader::view(folder, id, &state, &View::default(), &latest)?;
    let (told, writing) = recover(&view, &state, &mark, &latest)?;
    let commit = Commit::new(mark, told, writing.next_seq - 1);
    commit.reached(&writing.written())?;
    let log_rows = log_rows(&settings);
    let shared = Arc::new(Shared::new(folder, id, settings, view, latest));
    let (writing, work) = (Mutex::new(writing), Work::default());
    let writer = Arc::new(Writer { shared, lock, writing, commit, work, durability, log_rows });
    let worker = Worker::start(&writer)?;
    writer.work.wake();
    Ok((writer, worker))
}

/// Reads the written log as far as it is whole, and cuts off what is behind.
fn recover(view: &View, state: &State, mark: &Mark, latest: &AtomicI64) -> Result<(Told, Writing)> {
    let told = mark.told()?;
    let Some(Source::Fresh(active)) = view.sources.last() else {
        return Err(damaged(mark.path(), 0, "the state knows no log"));
    };
    let end = read_written(active, view, state, mark, told, latest)?;
    if active.log.len()? > end {
        active.log.truncate(end)?;
    }
    active.log.sync()?;
    let mut last = 0;
    for source in &view.sources {
        if let rows @ 1.. = source.rows() {
            last = last.max(source.row(rows - 1)?.seq);
        }
    }
    let writing = Writing {
        active: Arc::clone(active),
        end,
        changes: 0,
        generation: state.generation,
        next_seq: state.next_seq.max(last + 1),
        next_part: state.next_part,
        oldest: 0,
    };
    Ok((told, writing))
}

/// Reads the written log to its end, and refuses one that is shorter than was told.
fn read_written(
    active: &crate::index::lookup::fresh::Fresh,
    view: &View,
    state: &State,
    mark: &Mark,
    told: Told,
    latest: &AtomicI64,
) -> Result<u64> {
    if told.generation > state.generation || told.log > active.log.number {
        return Err(damaged(mark.path(), 0, "it tells of changes that the state does not know"));
    }
    let end = reader::read_on(active, view, active.log.len()?, latest)?;
    if told.log == active.log.number && end < told.synced {
        return Err(active.log.damaged(end, "a change is not as it was written"));
    }
    Ok(end)
}

/// Opens for reading.
pub(crate) fn reader(folder: &Path) -> Result<Reader> {
    let (header, settings) = Header::read(folder)?;
    let id = header.id();
    let mut tries = 0;
    loop {
        let mark = Mark::open(folder, id, false)?;
        let told = mark.told()?;
        let state = State::read(folder, id)?;
        let latest = AtomicI64::new(0);
        let opened = reader::view(folder, id, &state, &View::default(), &latest);
        let opened = opened.and_then(|view| {
            if let Some(Source::Fresh(active)) = view.sources.last() {
                read_written(active, &view, &state, &mark, told, &latest)?;
            }
            Ok(view)
        });
        match opened {
            // A writer may have moved on meanwhile.
            Err(_) if tries < 20 && State::read(folder, id)? != state => tries += 1,
            Err(error) => return Err(error),
            Ok(view) => {
                let shared = Shared::new(folder, id, settings, view, latest);
                return Ok(Reader::new(Arc::new(shared), mark));
            }
        }
    }
}

/// Documents of a log: what memory and the time to open an index have room for.
fn log_rows(settings: &IndexSettings) -> usize {
    // Three logs may be in memory at once; keys of passages double what a document costs.
    let each = if settings.passages.is_some() { 3072 } else { 1536 };
    usize::try_from(settings.memory / 3 / each).unwrap_or(usize::MAX).clamp(4, 8192)
}

/// Files that a writer had made or replaced when it was ended.
fn remove_what_is_left(folder: &Path, state: &State) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let parts = state.parts.iter().map(|part| crate::index::disk::part::name(part.number));
    let logs = state.logs.iter().map(|log| crate::index::disk::log::name(log.0));
    let counts: Vec<String> = parts.chain(logs).collect();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let is_left = name.starts_with("log-") || name.starts_with("part-");
        let is_unfinished = name.ends_with(files::UNFINISHED) && is_ours(name);
        if (is_left && !counts.iter().any(|counting| counting == name)) || is_unfinished {
            // One that stays costs room, and is tried again.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
