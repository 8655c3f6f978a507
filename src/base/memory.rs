//! How much memory a run may hold.

use super::error::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// What a run may hold beyond mapped files.
///
/// By default a quarter of what the machine has, or of what its control group may use, if that is
/// less. What does not fit goes to temporary files.
///
/// ```
/// let memory: retold::Memory = "512MiB".parse()?;
/// assert_eq!(memory.bytes(), 512 << 20);
/// assert!("8KiB".parse::<retold::Memory>().is_err());
/// assert!(retold::Memory::default() >= retold::Memory::LEAST);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Memory(u64);

/// What a machine is taken to have that does not tell.
const UNKNOWN: u64 = 8 << 30;

impl Memory {
    /// Less than this is refused: buffers need so much.
    pub const LEAST: Memory = Memory(128 << 20);

    /// The limit in bytes.
    pub fn bytes(self) -> u64 {
        self.0
    }
}

impl Default for Memory {
    fn default() -> Self {
        let machine = machine().unwrap_or(UNKNOWN);
        let all = control_group().map_or(machine, |limit| limit.min(machine));
        Memory(all / 4).max(Memory::LEAST)
    }
}

impl FromStr for Memory {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let memory = Memory(size(text)?);
        if memory < Memory::LEAST {
            return Err(Error::settings(format!(
                "a run needs {} of memory at least, `{text}` is less",
                Memory::LEAST
            )));
        }
        Ok(memory)
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}MiB", self.0 >> 20)
    }
}

/// The memory of the machine, where the system tells it.
#[cfg(target_os = "linux")]
fn machine() -> Option<u64> {
    let system = rustix::system::sysinfo();
    system.totalram.checked_mul(system.mem_unit.into())
}

#[cfg(not(target_os = "linux"))]
fn machine() -> Option<u64> {
    None
}

/// What the control group of a container allows; none if it sets no limit.
fn control_group() -> Option<u64> {
    let files = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let limit = |file: &&str| std::fs::read_to_string(file).ok()?.trim().parse().ok();
    files.iter().find_map(limit)
}

/// A number of bytes, with a binary or decimal unit.
pub(crate) fn size(text: &str) -> Result<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" | "B" => 1,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" | "K" => 1 << 10,
        "MiB" | "M" => 1 << 20,
        "GiB" | "G" => 1 << 30,
        _ => 0,
    };
    let bytes = digits.trim().parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    bytes.filter(|bytes| *bytes > 0).ok_or_else(|| {
        Error::settings(format!("a size is written such as 512MiB or 2GB, not `{text}`"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(size("512MiB").unwrap(), 512 << 20);
        assert_eq!(size("1000").unwrap(), 1000);
        for text in ["", "MiB", "-1", "3 parsecs", "0", "99999999999GiB"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
