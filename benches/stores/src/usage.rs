//! What a process and a folder take.

use crate::records::Memory;
use crate::store::Outcome;
use std::fs;
use std::io;
use std::mem::MaybeUninit;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Damage can turn a length into any number; what it allocates must not take the machine down.
const ALLOCATED: u64 = 4 << 30;

/// The memory of this process so far.
pub fn memory() -> Outcome<Memory> {
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the call fills the structure whose address it gets, and all zeros is a valid one.
    let usage = unsafe {
        if libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error().into());
        }
        usage.assume_init()
    };
    // macOS counts bytes, the others KiB.
    let unit = if cfg!(target_os = "macos") { 1_048_576.0 } else { 1_024.0 };
    Ok(Memory { peak_mib: usage.ru_maxrss as f64 / unit, anonymous_mib: anonymous_mib() })
}

fn anonymous_mib() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1_024.0)
}

/// Bounds what this process can allocate; mapped files do not count.
pub fn bound_memory() -> Outcome<()> {
    let limit = libc::rlimit { rlim_cur: ALLOCATED, rlim_max: ALLOCATED };
    // SAFETY: the call reads the structure whose address it gets.
    if unsafe { libc::setrlimit(libc::RLIMIT_DATA, &limit) } != 0 {
        return Err(io::Error::last_os_error().into());
    }
    Ok(())
}

/// In microseconds.
pub fn percentile(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let place = (times.len() as f64 * share) as usize;
    times.get(place.min(times.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1e6)
}

/// How many processes want a processor, in the mean of the last minute. Linux tells.
pub fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// Every file below a folder, by path, so that chance picks the same ones every time.
pub fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let kept = if entry.file_type()?.is_dir() { &mut folders } else { &mut files };
            kept.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// Blocks and lengths of all files, in bytes.
pub fn disk(folder: &Path) -> Outcome<(u64, u64)> {
    let mut sums = (0, 0);
    for file in files(folder)? {
        let metadata = fs::metadata(file)?;
        sums.0 += metadata.blocks() * 512;
        sums.1 += metadata.len();
    }
    Ok(sums)
}
