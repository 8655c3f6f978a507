//! One writer: the file `lock`, which the system unlocks however a process ends.

use super::files;
use crate::base::error::{Error, ErrorKind, Result};
use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::Path;

const NAME: &str = "lock";

/// Held as long as this process may write.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    /// Who took it: a process that was forked off has the file, but not the threads.
    owner: u32,
}

impl Lock {
    /// Takes the lock, or tells who has it.
    pub(crate) fn take(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        let mut options = File::options();
        let file = options.read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = file.map_err(|error| Error::io("open", &path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(folder, &path)),
            Err(TryLockError::Error(error)) => return Err(Error::io("lock", &path, error)),
        }
        let owner = std::process::id();
        let written = file.set_len(0).and_then(|()| writeln!(file, "{owner}"));
        written.map_err(|error| Error::io("write", &path, error))?;
        Ok(Self { file, owner })
    }

    /// Refuses a process that was forked off after the index was opened.
    pub(crate) fn check_owner(&self) -> Result<()> {
        if self.owner == std::process::id() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Locked,
            format!(
                "this process was forked off process {}, which writes the index; open it for \
                 reading here",
                self.owner
            ),
        ))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough while a process that is just being started has the file, too. One
        // that was forked off must not take the lock from its parent.
        if self.owner == std::process::id() {
            let _ = self.file.unlock();
        }
    }
}

fn held(folder: &Path, path: &Path) -> Error {
    let holder = files::read_small(path).ok();
    let holder = holder.and_then(|text| String::from_utf8(text).ok()?.trim().parse::<u32>().ok());
    let holder = holder.map_or("another process".to_owned(), |pid| format!("process {pid}"));
    Error::new(
        ErrorKind::Locked,
        format!(
            "{holder} writes the index in {}; one process writes, others may read: wait for it, or \
             open for reading",
            crate::base::error::shown(folder)
        ),
    )
}
