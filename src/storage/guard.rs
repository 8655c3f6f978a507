//! The other half of mapping: a file that shrinks while it is mapped raises SIGBUS.
//!
//! Whoever looks at a page that is gone cannot go on, so the process ends; this handler sees to
//! it that it ends with a message that names the file, and without leaving half an output behind.
//! It is installed by the command alone: a library has no business with the signals of a process.
//!
//! A handler may call next to nothing and allocate nothing; all it needs lies in static memory,
//! written beforehand and published by one atomic store.
//!
//! Cost: some stores for each mapped file. Of more than [`INPUTS`] files at once, the others go
//! unnamed.

use crate::base::error::shown;
use libc::{c_int, c_void, siginfo_t};
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// How many mapped files can be named.
const INPUTS: usize = 1024;

static NAMES: [Slot<1024>; INPUTS] = [const { Slot::new() }; INPUTS];
static OUTPUTS: [Slot<4096>; 16] = [const { Slot::new() }; 16];
/// Mapped files that found no slot.
static UNNAMED: AtomicUsize = AtomicUsize::new(0);

/// A name, and the memory that it stands for.
struct Slot<const N: usize> {
    state: AtomicU8,
    start: AtomicUsize,
    end: AtomicUsize,
    len: AtomicUsize,
    name: [AtomicU8; N],
}

/// A slot goes from free to taken to ready, and back to free.
const FREE: u8 = 0;
const TAKEN: u8 = 1;
const READY: u8 = 2;

impl<const N: usize> Slot<N> {
    const fn new() -> Self {
        Self {
            state: AtomicU8::new(FREE),
            start: AtomicUsize::new(0),
            end: AtomicUsize::new(0),
            len: AtomicUsize::new(0),
            name: [const { AtomicU8::new(0) }; N],
        }
    }

    /// Fills the slot, if it is free. A name that is too long is cut off; a zero follows it.
    fn fill(&self, range: &Range<usize>, name: &[u8]) -> bool {
        let free = self.state.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed);
        if free.is_err() {
            return false;
        }
        let name = &name[..name.len().min(N - 1)];
        for (to, byte) in self.name.iter().zip(name.iter().chain([&0])) {
            to.store(*byte, Ordering::Relaxed);
        }
        self.start.store(range.start, Ordering::Relaxed);
        self.end.store(range.end, Ordering::Relaxed);
        self.len.store(name.len(), Ordering::Relaxed);
        self.state.store(READY, Ordering::Release);
        true
    }

    fn is_ready(&self) -> bool {
        self.state.load(Ordering::Acquire) == READY
    }

    fn holds(&self, address: usize) -> bool {
        let range = self.start.load(Ordering::Relaxed)..self.end.load(Ordering::Relaxed);
        self.is_ready() && range.contains(&address)
    }

    fn free(&self) {
        self.state.store(FREE, Ordering::Release);
    }
}

/// Memory that the handler can name, until this is dropped.
#[derive(Debug)]
pub(super) struct Named(Option<usize>);

/// Tells the handler what file this memory is.
pub(super) fn name(memory: Range<*const u8>, path: &Path) -> Named {
    // Up to the end of the page: behind the end of the file there are zeros, or nothing.
    let range = memory.start.addr()..memory.end.addr().next_multiple_of(4096);
    let name = shown(path);
    let slot = NAMES.iter().position(|slot| slot.fill(&range, name.as_bytes()));
    if slot.is_none() {
        UNNAMED.fetch_add(1, Ordering::Relaxed);
    }
    Named(slot)
}

impl Drop for Named {
    fn drop(&mut self) {
        match self.0 {
            Some(slot) => NAMES[slot].free(),
            None => drop(UNNAMED.fetch_sub(1, Ordering::Relaxed)),
        }
    }
}

/// A file that is removed with the process, until this is dropped.
#[derive(Debug)]
pub(crate) struct CrashGuard(Option<usize>);

/// Has `path` removed if the process ends because an input shrank, or by [`remove_temporary_outputs`]: the
/// temporary file of an output, say.
pub(crate) fn remove_on_crash(path: &Path) -> CrashGuard {
    let name = path.as_os_str().as_bytes();
    // Half a name would be that of another file.
    let fits = name.len() < OUTPUTS[0].name.len();
    CrashGuard(OUTPUTS.iter().position(|slot| fits && slot.fill(&(0..0), name)))
}

impl Drop for CrashGuard {
    fn drop(&mut self) {
        if let Some(slot) = self.0 {
            OUTPUTS[slot].free();
        }
    }
}

/// Removes the temporary outputs of all runs, for a process that is about to end in the middle of
/// them, such as at a second Ctrl-C. Async-signal-safe.
///
/// ```
/// // Nothing runs, so there is nothing to remove.
/// retold::input::remove_temporary_outputs();
/// ```
pub fn remove_temporary_outputs() {
    for output in OUTPUTS.iter().filter(|slot| slot.is_ready()) {
        // SAFETY: the name ends with a zero, and `unlink` is async-signal-safe.
        unsafe { libc::unlink(output.name.as_ptr().cast()) };
    }
}

/// Lets the process end with a message, and exit code 2, when a mapped input shrinks. Without it
/// the system ends the process by SIGBUS and without a word. The library never installs it by
/// itself, since signal handlers belong to the process.
///
/// ```
/// retold::input::install_sigbus_guard();
/// ```
pub fn install_sigbus_guard() {
    // SAFETY: all zeros are a valid `sigaction`: no flags, and an empty set of signals where that
    // is a number or an array of them.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = on_sigbus as extern "C" fn(c_int, *mut siginfo_t, *mut c_void) as usize;
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
    // SAFETY: the handler has the signature that SA_SIGINFO demands, and calls only what POSIX
    // lists as async-signal-safe. It can fail for no valid signal number.
    unsafe { libc::sigaction(libc::SIGBUS, &action, std::ptr::null_mut()) };
}

extern "C" fn on_sigbus(signal: c_int, info: *mut siginfo_t, _: *mut c_void) {
    // SAFETY: with SA_SIGINFO the system passes a valid pointer, and for SIGBUS an address.
    let address = unsafe { (*info).si_addr() }.addr();
    let slot = NAMES.iter().find(|slot| slot.holds(address));
    if slot.is_none() && UNNAMED.load(Ordering::Relaxed) == 0 {
        // Not one of our maps: let the access fail again, and the process end as it would have.
        // SAFETY: `signal` is async-signal-safe, and the default action is always valid.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
        return;
    }
    write(b"retold: ");
    match slot {
        Some(slot) => write_name(slot),
        None => write(b"an input file"),
    }
    write(b" shrank while it was being read; nothing was written\n");
    remove_temporary_outputs();
    // SAFETY: `_exit` is async-signal-safe and always valid.
    unsafe { libc::_exit(2) }
}

fn write_name(slot: &Slot<1024>) {
    for byte in &slot.name[..slot.len.load(Ordering::Relaxed)] {
        write(&[byte.load(Ordering::Relaxed)]);
    }
}

fn write(bytes: &[u8]) {
    // SAFETY: the pointer and length are those of a slice; `write` is async-signal-safe. Where
    // standard error is gone, there is nobody to tell.
    unsafe { libc::write(libc::STDERR_FILENO, bytes.as_ptr().cast(), bytes.len()) };
}

#[cfg(test)]
mod tests {
    use super::super::map::Map;
    use super::*;
    use std::fs;
    use std::fs::{File, OpenOptions};
    use std::process::Command;

    const FOLDER: &str = "RETOLD_TEST_SHRINKING";

    /// Runs in a process of its own, which it ends.
    #[test]
    fn look_at_a_file_that_shrank() {
        let Some(folder) = std::env::var_os(FOLDER) else { return };
        let (input, output) = (Path::new(&folder).join("in\n.txt"), Path::new(&folder).join("out"));
        fs::write(&input, vec![b'a'; 3 * 4096]).unwrap();
        fs::write(&output, "half").unwrap();
        install_sigbus_guard();
        drop(remove_on_crash(Path::new("kept")));
        let _removal = remove_on_crash(&output);
        let map = Map::input(&File::open(&input).unwrap(), &input).unwrap();
        OpenOptions::new().write(true).open(&input).unwrap().set_len(0).unwrap();
        let sum: u32 = map.iter().map(|byte| u32::from(*byte)).sum();
        panic!("summed up {sum} of nothing");
    }

    #[test]
    fn a_file_that_shrinks_ends_the_process_with_a_message() {
        let folder = tempfile::tempdir().unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "storage::guard::tests::look_at_a_file_that_shrank", "--nocapture"])
            .env(FOLDER, folder.path())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&child.stderr);
        assert_eq!(child.status.code(), Some(2), "{told}");
        let message = "in\\n.txt shrank while it was being read; nothing was written\n";
        assert!(told.contains("retold: /") && told.contains(message), "{told}");
        assert!(!folder.path().join("out").exists());
        assert!(folder.path().join("in\n.txt").exists());
    }

    #[test]
    fn slots_are_free_again() {
        for _ in 0..20 {
            assert!(remove_on_crash(Path::new("a")).0.is_some());
        }
        assert!(remove_on_crash(Path::new(&"a".repeat(5000))).0.is_none());
    }
}
