//! How much may be held, and where the rest goes.

use super::work_folder::Work;
use crate::base::error::{Error, Result};
use crate::base::memory::Memory;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The memory and the folder of a run.
#[derive(Debug)]
pub(crate) struct Space {
    memory: u64,
    /// Where it was limited.
    limit: Option<Memory>,
    folder: PathBuf,
    /// Where finished work is kept.
    work: Option<Work>,
}

impl Space {
    pub(crate) fn new(memory: Memory, folder: Option<&Path>) -> Self {
        let folder = folder.map_or_else(std::env::temp_dir, Path::to_owned);
        Self { memory: memory.bytes(), limit: Some(memory), folder, work: None }
    }

    /// With a folder that keeps finished work.
    pub(crate) fn keeping(self, work: Option<Work>) -> Self {
        Self { work, ..self }
    }

    pub(crate) fn work(&self) -> Option<&Work> {
        self.work.as_ref()
    }

    /// The run is done.
    pub(crate) fn finish(self) -> Result<()> {
        self.work.map_or(Ok(()), Work::remove)
    }

    /// Everything is held: for documents that are in memory themselves.
    pub(crate) fn unbounded() -> Self {
        Self { memory: u64::MAX, limit: None, folder: std::env::temp_dir(), work: None }
    }

    /// What the run may hold, where that is limited.
    pub(crate) fn limit(&self) -> Option<Memory> {
        self.limit
    }

    /// Bytes that all columns together may hold while they grow.
    pub(crate) fn for_columns(&self) -> u64 {
        self.memory / 4
    }

    /// Bytes that one table may hold.
    pub(crate) fn for_table(&self) -> u64 {
        self.memory / 16
    }

    /// A new file without a name, if there is room for so much.
    pub(crate) fn file(&self, bytes: u64) -> Result<File> {
        self.require(bytes)?;
        tempfile::tempfile_in(&self.folder)
            .map_err(|error| Error::io("make a temporary file in", &self.folder, error))
    }

    /// An error if the folder has not this much room.
    pub(crate) fn require(&self, bytes: u64) -> Result<()> {
        match free(&self.folder) {
            Some(free) if free < bytes => Err(Error::settings(format!(
                "{} MiB go to temporary files, and {} has room for {} MiB; make room there, name \
                 another folder with --temp-dir, or allow more --memory",
                bytes >> 20,
                crate::base::error::shown(&self.folder),
                free >> 20
            ))),
            _ => Ok(()),
        }
    }

    /// An error of writing to a temporary file.
    pub(crate) fn failed(&self, error: std::io::Error) -> Error {
        Error::io("write a temporary file in", &self.folder, error)
    }
}

/// The room on the disk that a folder is on, where the system tells.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}
