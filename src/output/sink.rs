//! One output: a file, a folder, or standard output.

use super::compress::encoder;
use super::sweep::{PREFIX, SUFFIX, sweep};
use super::write_error;
use crate::base::error::{Error, Result};
use crate::output::encoder::Encoder;
use crate::storage::guard::{CrashGuard, remove_on_crash};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::{Builder, TempDir, TempPath};

const BUFFER: usize = 256 << 10;

/// An output that is being written.
pub(crate) struct Sink {
    path: PathBuf,
    encoder: Box<dyn Encoder>,
    temporary: Option<Temporary>,
}

/// A file under its temporary name; removed when dropped.
struct Temporary {
    path: TempPath,
    /// Locked, so that no other run takes it for left behind.
    _lock: File,
    _guard: CrashGuard,
}

/// An output that is whole but not yet under its name.
pub(crate) struct Finished {
    path: PathBuf,
    temporary: Option<Temporary>,
}

impl Sink {
    /// Opens an output; `-` is standard output. Fails early where the path cannot be written.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        if is_stdout(path) {
            let encoder = encoder(path, BufWriter::with_capacity(BUFFER, std::io::stdout()))?;
            return Ok(Self { path: path.to_owned(), encoder, temporary: None });
        }
        if path.is_dir() {
            return Err(Error::settings(format!(
                "the output {} is a folder; name a file",
                crate::base::error::shown(path)
            )));
        }
        // A pipe or device is written to as it is: a file in its place would be another thing.
        if std::fs::metadata(path).is_ok_and(|meta| !meta.is_file()) {
            let file = File::options().write(true).open(path);
            let file = file.map_err(|error| write_error(path, error))?;
            let encoder = encoder(path, BufWriter::with_capacity(BUFFER, file))?;
            return Ok(Self { path: path.to_owned(), encoder, temporary: None });
        }
        let real = behind_link(path);
        sweep(parent(&real));
        let file = builder().tempfile_in(parent(&real)).map_err(|e| create_error(path, e))?;
        let (file, temporary) = file.into_parts();
        readable_by_all(&file, &real)?;
        let _guard = remove_on_crash(&temporary);
        let _lock = file.try_clone().map_err(|e| create_error(path, e))?;
        // Some file systems lock nothing; then nobody can take this for left behind, either.
        let _ = _lock.try_lock();
        let encoder = encoder(path, BufWriter::with_capacity(BUFFER, file))?;
        let temporary = Some(Temporary { path: temporary, _lock, _guard });
        Ok(Self { path: real, encoder, temporary })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.encoder.write_all(bytes).map_err(|error| write_error(&self.path, error))
    }

    /// Writes what is buffered, for a reader that waits for it.
    #[cfg(feature = "index")]
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.encoder.flush().map_err(|error| write_error(&self.path, error))
    }

    /// Writes what is buffered, and ends compression.
    pub(crate) fn finish(self) -> Result<Finished> {
        let Sink { path, encoder, temporary } = self;
        encoder.finish().map_err(|error| write_error(&path, error))?;
        Ok(Finished { path, temporary })
    }
}

impl Finished {
    /// Puts the output under its name.
    pub(crate) fn publish(self) -> Result<()> {
        let Some(temporary) = self.temporary else {
            return Ok(());
        };
        temporary.path.persist(&self.path).map_err(|e| create_error(&self.path, e.error))
    }
}

/// A folder of files that is being written.
pub(crate) struct FolderSink {
    path: PathBuf,
    /// Made with the first file: a run that is ended while it reads leaves none behind.
    temporary: OnceLock<TempDir>,
}

impl FolderSink {
    /// Opens a folder, which must not exist or be empty.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        if is_stdout(path) {
            return Err(Error::settings(
                "documents that are whole files are written into a folder, and standard output is \
                 none; name a folder, or make documents of lines or paragraphs with --split",
            ));
        }
        let taken = match std::fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_some(),
            Err(_) => path.exists(),
        };
        if taken {
            return Err(Error::settings(format!(
                "the output {} exists; documents that are whole files are written into a new \
                 folder",
                crate::base::error::shown(path)
            )));
        }
        // Made and removed: where it cannot be written, that is told before the work.
        temporary_folder(path)?;
        Ok(Self { path: path.to_owned(), temporary: OnceLock::new() })
    }

    fn temporary(&self) -> Result<&TempDir> {
        match self.temporary.get() {
            Some(folder) => Ok(folder),
            None => {
                let folder = temporary_folder(&self.path)?;
                // Of two threads that come first, one makes a folder in vain; it is removed.
                Ok(self.temporary.get_or_init(|| folder))
            }
        }
    }

    /// Writes one file, by its path inside the folder; several threads may.
    pub(crate) fn write(&self, relative: &Path, bytes: &[u8]) -> Result<()> {
        let to = self.temporary()?.path().join(relative);
        let error = |error| write_error(&self.path.join(relative), error);
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).map_err(error)?;
        }
        File::create_new(&to).and_then(|mut file| file.write_all(bytes)).map_err(error)
    }

    /// Puts the folder under its name.
    pub(crate) fn publish(self) -> Result<()> {
        let Self { path, temporary } = self;
        let error = |error| create_error(&path, error);
        let temporary = temporary.into_inner().map_or_else(|| temporary_folder(&path), Ok)?;
        // An empty folder may stand there.
        if path.is_dir() {
            std::fs::remove_dir(&path).map_err(error)?;
        }
        std::fs::rename(temporary.path(), &path).map_err(error)?;
        // The folder is no longer temporary.
        let _ = temporary.keep();
        Ok(())
    }
}

/// Whether the path names standard output, which is not to be replaced by a file.
pub(crate) fn is_stdout(path: &Path) -> bool {
    matches!(path.to_str(), Some("-" | "/dev/stdout" | "/dev/fd/1"))
}

/// The file that a symbolic link leads to: the link stays, and the file is replaced.
fn behind_link(path: &Path) -> PathBuf {
    let real = path.is_symlink().then(|| std::fs::canonicalize(path).ok()).flatten();
    real.unwrap_or_else(|| path.to_owned())
}

fn temporary_folder(path: &Path) -> Result<TempDir> {
    let mut builder = builder();
    // As open as any folder that the user creates: the system takes the user's mask off.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(parent(path)).map_err(|error| create_error(path, error))
}

fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    builder
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn create_error(path: &Path, error: std::io::Error) -> Error {
    Error::io("create", path, error)
}

/// Temporary files are private; an output is as open as any file that the user creates.
#[cfg(unix)]
fn readable_by_all(file: &File, path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // What the user's mask says is asked of a file that the system makes.
    let mode = match std::fs::metadata(path) {
        Ok(old) => old.permissions().mode() & 0o777,
        Err(_) => 0o666 & !mask(),
    };
    file.set_permissions(std::fs::Permissions::from_mode(mode))
        .map_err(|error| create_error(path, error))
}

#[cfg(not(unix))]
fn readable_by_all(_: &File, _: &Path) -> Result<()> {
    Ok(())
}

/// The user's file mode mask, as Linux tells it; the usual one elsewhere.
#[cfg(unix)]
fn mask() -> u32 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("Umask:"));
    line.and_then(|mask| u32::from_str_radix(mask.trim(), 8).ok()).unwrap_or(0o022)
}
