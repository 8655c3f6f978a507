//! Whether a file was touched, without looking into it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// File systems count time in steps of up to 2 seconds. A file that changes twice in one step, and
/// is read in between, looks untouched afterwards.
const STEP: Duration = Duration::from_secs(2);

/// What the system tells of a file; any writing changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(super) size: u64,
    /// Nanoseconds since 1970, as all times.
    pub(super) mtime: i64,
    /// When text, name or owner last changed: no program can set it back.
    pub(super) ctime: i64,
    pub(super) inode: u64,
    pub(super) device: u64,
}

impl Stamp {
    #[cfg(unix)]
    pub(crate) fn of(meta: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let time =
            |seconds: i64, nanos: i64| seconds.saturating_mul(1_000_000_000).saturating_add(nanos);
        Self {
            size: meta.size(),
            mtime: time(meta.mtime(), meta.mtime_nsec()),
            ctime: time(meta.ctime(), meta.ctime_nsec()),
            inode: meta.ino(),
            device: meta.dev(),
        }
    }

    /// Elsewhere size and time have to do. Where there is no time, the file never looks settled.
    #[cfg(not(unix))]
    pub(crate) fn of(meta: &Metadata) -> Self {
        let mtime = meta.modified().map_or(i64::MAX, nanos);
        Self { size: meta.len(), mtime, ctime: 0, inode: 0, device: 0 }
    }

    /// Whether a later change is sure to show, if the stamp was taken after `began`: a stamp that
    /// is older by more than a step cannot be given twice.
    pub(super) fn is_settled(&self, began: i64) -> bool {
        let step = i64::try_from(STEP.as_nanos()).unwrap_or(i64::MAX);
        self.mtime.max(self.ctime) <= began.saturating_sub(step)
    }
}

/// The time.
pub(super) fn now() -> i64 {
    nanos(SystemTime::now())
}

fn nanos(time: SystemTime) -> i64 {
    // A clock that stands before 1970 trusts no stamp.
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}
