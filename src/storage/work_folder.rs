//! A folder that keeps the work of a run, so that it can go on where it was interrupted.
//!
//! ```text
//! lock                one run at a time
//! job.json            version of this format, of the program, and what the run is to do
//! read.jsonl          a line for each 65,536 documents: how far every column is good, and where
//!                     reading goes on; the columns lie beside it
//! pairs, joined       what a later stage found, each with a .json that vouches for it
//! ```
//!
//! Whatever is there was written by a run that may have been killed at any moment: rows count only
//! where a line or a .json file, written after them, gives their number and their checksum
//! (XXH3-64 over all of them).

use super::column::{Column, Growing};
use super::map::Map;
use crate::base::error::{Error, Result, escape, shown};
use crate::storage::saved::Saved;
use bytemuck::{Pod, cast_slice};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;
use xxhash_rust::xxh3::xxh3_64;

/// Version of all files in the folder.
const FORMAT: u32 = 2;

const JOB: &str = "job.json";
const LOCK: &str = "lock";

/// The folder; only this run works in it.
#[derive(Debug)]
pub(crate) struct Work {
    folder: PathBuf,
    _lock: File,
}

/// What a run is to do: names and values, for people to compare.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Job {
    format: u32,
    version: String,
    settings: Vec<(String, String)>,
}

/// A stage's rows, and what else it found.
#[derive(Serialize, Deserialize)]
struct Stage<N> {
    #[serde(flatten)]
    saved: Saved,
    note: N,
}

/// Locks a file, with some patience: a run that was killed may take a moment to end.
fn take(lock: &File) -> std::result::Result<(), TryLockError> {
    for _ in 0..20 {
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(100)),
            other => return other,
        }
    }
    lock.try_lock()
}

impl Work {
    /// Opens the folder, or makes it; an error if it holds the work of another job.
    pub(crate) fn open(folder: &Path, settings: Vec<(String, String)>) -> Result<Self> {
        let failed = |error| Error::io("keep work in", folder, error);
        std::fs::create_dir_all(folder).map_err(failed)?;
        let lock = File::create(folder.join(LOCK)).map_err(failed)?;
        take(&lock).map_err(|error| match error {
            TryLockError::WouldBlock => Error::settings(format!(
                "another run works in {}; wait for it to end",
                shown(folder)
            )),
            TryLockError::Error(error) => failed(error),
        })?;
        let work = Self { folder: folder.to_owned(), _lock: lock };
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let job = Job { format: FORMAT, version, settings };
        match std::fs::read(work.path(JOB)) {
            Ok(bytes) => work.check(&bytes, &job)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                work.replace(JOB, &work.json(&job)?)?;
            }
            Err(error) => return Err(failed(error)),
        }
        Ok(work)
    }

    /// Refuses the work of another job, and tells what differs.
    fn check(&self, bytes: &[u8], job: &Job) -> Result<()> {
        let Ok(found) = serde_json::from_slice::<Job>(bytes) else {
            return Err(self.refused("its job.json cannot be read"));
        };
        if (found.format, &found.version) != (job.format, &job.version) {
            let by = escape(&found.version);
            return Err(self.refused(&format!("it was made by version {by} of the program")));
        }
        let other = |(name, value): &&(String, String)| {
            !found.settings.iter().any(|(n, v)| (n, v) == (name, value))
        };
        if let Some((name, now)) = job.settings.iter().find(other) {
            let then = found.settings.iter().find(|(known, _)| known == name);
            let then = then.map_or("not there", |(_, value)| value);
            let name = escape(name);
            return Err(self.refused(&format!(
                "{name} was {} and is {}",
                escape(then),
                escape(now)
            )));
        }
        if found.settings.len() != job.settings.len() {
            return Err(self.refused("it had more inputs"));
        }
        Ok(())
    }

    fn refused(&self, why: &str) -> Error {
        Error::settings(format!(
            "cannot go on with the work in {}: {why}; run with what it was begun with, or remove \
             the folder to begin anew",
            shown(&self.folder)
        ))
    }

    /// An error of rows that are not what was written.
    pub(super) fn damaged(&self, name: &str) -> Error {
        self.refused(&format!("`{name}` is damaged"))
    }

    /// A column in a file of this name, as far as it is good.
    pub(crate) fn growing<T: Pod>(&self, name: &str, saved: Saved) -> Result<Growing<T>> {
        let path = self.path(name);
        let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(|error| Error::io("open", &path, error))?;
        Growing::resumed(file, saved)
            .map_err(|error| Error::io("read", &path, error))?
            .ok_or_else(|| self.damaged(name))
    }

    /// A file of lines, cut to this many bytes, to be added to.
    pub(crate) fn lines(&self, name: &str, len: u64) -> Result<File> {
        let path = self.path(name);
        let open = || {
            let file = File::options().append(true).create(true).open(&path)?;
            file.set_len(len)?;
            Ok(file)
        };
        open().map_err(|error| Error::io("open", &path, error))
    }

    /// The bytes of a file; none if it does not exist.
    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.path(name);
        match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            read => read.map_err(|error| Error::io("read", &path, error)),
        }
    }

    /// Keeps what a stage found.
    pub(crate) fn save<T: Pod>(&self, name: &str, rows: &[T], note: impl Serialize) -> Result<()> {
        let bytes: &[u8] = cast_slice(rows);
        self.replace(name, bytes)?;
        let saved = Saved { rows: rows.len(), checksum: xxh3_64(bytes) };
        self.replace(&format!("{name}.json"), &self.json(&Stage { saved, note })?)
    }

    /// What a stage found, if it was finished.
    pub(crate) fn load<T: Pod, N: DeserializeOwned>(
        &self,
        name: &str,
    ) -> Result<Option<(Column<T>, N)>> {
        let json = self.read(&format!("{name}.json"))?;
        if json.is_empty() {
            return Ok(None);
        }
        let stage: Stage<N> = serde_json::from_slice(&json).map_err(|_| self.damaged(name))?;
        let path = self.path(name);
        let open = || Map::input(&File::open(&path)?, &path);
        let map = open().map_err(|error| Error::io("read", &path, error))?;
        let good =
            map.len() == stage.saved.rows * size_of::<T>() && xxh3_64(&map) == stage.saved.checksum;
        if good { Ok(Some((Column::mapped(map), stage.note))) } else { Err(self.damaged(name)) }
    }

    /// The run is done, and nothing is left to go on with.
    pub(crate) fn remove(self) -> Result<()> {
        std::fs::remove_dir_all(&self.folder)
            .map_err(|error| Error::io("remove", &self.folder, error))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn json(&self, value: &impl Serialize) -> Result<Vec<u8>> {
        serde_json::to_vec(value)
            .map_err(|error| Error::input(format!("cannot write down the work: {error}")))
    }

    /// Writes a file whole, or not at all.
    fn replace(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let (path, new) = (self.path(name), self.path(&format!("{name}.new")));
        let write = || {
            File::create(&new)?.write_all(bytes)?;
            std::fs::rename(&new, &path)
        };
        write().map_err(|error| Error::io("write", &path, error))
    }
}
