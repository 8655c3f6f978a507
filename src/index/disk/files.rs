//! Files that appear whole or not at all, and stay when the power fails.

use crate::base::error::{Error, Result};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Behind the name of a file that is being written; the next writer removes what is left of it.
pub(crate) const UNFINISHED: &str = ".unfinished";

/// The largest file that is read into memory at a whole: the state of an index of some ten
/// billion documents.
const SMALL: u64 = 2 << 30;

/// Writes a file, and puts it in the place of what `path` names once it is on disk.
pub(super) fn replace(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
    let unfinished = unfinished(path);
    let failed = |error| Error::io("write", path, error);
    let mut file = create(&unfinished)?;
    let written = write(&mut file).and_then(|()| file.sync_all());
    written.map_err(failed)?;
    publish(&unfinished, path)
}

/// A new file to be written under its unfinished name.
pub(super) fn create(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(true);
    options.open(path).map_err(|error| Error::io("create", path, error))
}

pub(super) fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(UNFINISHED);
    name.into()
}

/// Gives a file that is on disk its name, and makes the name stay.
pub(super) fn publish(unfinished: &Path, path: &Path) -> Result<()> {
    std::fs::rename(unfinished, path).map_err(|error| Error::io("create", path, error))?;
    sync_folder(path)
}

/// Makes the names in the folder of `path` stay.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    // Elsewhere folders cannot be opened, and names are journaled with the files.
    #[cfg(unix)]
    {
        // What stands in the working folder has a parent without a name.
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = parent.unwrap_or(Path::new("."));
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| Error::io("write", folder, error))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// The contents of a file that should be small.
pub(super) fn read_small(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    if len > SMALL {
        return Err(io::Error::other(format!("{len} bytes are more than such a file can have")));
    }
    let mut bytes = Vec::with_capacity(len as usize);
    io::Read::read_to_end(&mut io::Read::take(file, SMALL), &mut bytes)?;
    Ok(bytes)
}

/// Reads at a place, moving nothing that other threads use.
#[cfg(unix)]
pub(super) fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

/// Writes at a place, moving nothing that other threads use.
#[cfg(unix)]
pub(super) fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

/// Reads at a place.
#[cfg(windows)]
pub(super) fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => (bytes, at) = (&mut bytes[read..], at + read as u64),
        }
    }
    Ok(())
}

/// Writes at a place.
#[cfg(windows)]
pub(super) fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, bytes, at)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            written => (bytes, at) = (&bytes[written..], at + written as u64),
        }
    }
    Ok(())
}
