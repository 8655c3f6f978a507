//! Size and time of a file, by which a change between two looks is found.

use crate::base::error::Error;
use crate::input::reject::Flaw;
use std::fs::{File, Metadata};
use std::path::Path;
use std::time::SystemTime;

/// What a regular file is like; another one means that it was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) size: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    pub(crate) fn of(meta: &Metadata) -> Self {
        Self { size: meta.len(), modified: meta.modified().ok() }
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.size)?;
        let since = self.modified.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        since.map_or(Ok(()), |since| {
            write!(f, ", of {}.{:09}", since.as_secs(), since.subsec_nanos())
        })
    }
}

pub(crate) fn open_again(path: &Path, stamp: Option<Stamp>) -> std::result::Result<File, Flaw> {
    let failed = |error| Flaw::unreadable(Error::io("open", path, error));
    let file = File::open(path).map_err(failed)?;
    let now = Stamp::of(&file.metadata().map_err(failed)?);
    if stamp.is_some_and(|then| then != now) {
        return Err(changed());
    }
    Ok(file)
}

/// The flaw of a file that something writes to.
pub(crate) fn changed() -> Flaw {
    let message =
        "the file changed after it was first looked at; run again when nothing writes to it";
    Flaw::unreadable(Error::input(message))
}
