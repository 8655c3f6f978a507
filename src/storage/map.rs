//! A file in memory without reading it.
//!
//! Cost: address space; the system reads pages when they are looked at and drops them when it
//! needs the room.

use super::guard;
use memmap2::Mmap;
use std::fs::File;
use std::io;
use std::ops::Deref;
use std::path::Path;

/// A mapped file.
#[derive(Debug)]
pub(crate) struct Map {
    bytes: Mmap,
    /// Tells the signal handler whose memory this is, should the file shrink.
    _named: Option<guard::Named>,
}

impl Map {
    /// Maps an input, which other programs can reach by `path`.
    pub(crate) fn input(file: &File, path: &Path) -> io::Result<Self> {
        let map = Self::spool(file)?;
        let named = guard::name(map.bytes.as_ptr_range(), path);
        Ok(Self { _named: Some(named), ..map })
    }

    /// Maps a file that no other program can reach.
    pub(crate) fn spool(file: &File) -> io::Result<Self> {
        // SAFETY: nothing in this program writes to mapped files. Another program may write to an
        // input while it is read: bytes then change under our eyes, and a file that shrinks raises
        // SIGBUS. Neither can be ruled out by any system call. No invariant here rests on two
        // looks at the same bytes being alike but that of `str`, which is made anew at each look,
        // and the run ends with an error if an input has changed (`Store::verify_unchanged`) or
        // shrunk (`guard`).
        let bytes = unsafe { Mmap::map(file) }?;
        Ok(Self { bytes, _named: None })
    }
}

impl Deref for Map {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}
