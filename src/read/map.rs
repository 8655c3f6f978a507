//! A file in memory without reading it.
//!
//! Cost: address space; the system reads pages when they are looked at and drops them when it
//! needs the room.

use memmap2::Mmap;
use std::fs::File;
use std::io;
use std::ops::Deref;

/// A mapped file.
#[derive(Debug)]
pub(super) struct Map {
    bytes: Mmap,
}

impl Map {
    pub(super) fn new(file: &File) -> io::Result<Self> {
        Ok(Self { bytes: map(file)? })
    }
}

fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: nothing in this program writes to mapped files. Another program may write to an
    // input while it is read: bytes then change under our eyes, and a file that shrinks raises
    // SIGBUS. Neither can be ruled out by any system call. No invariant here rests on two looks at
    // the same bytes being alike but that of `str`, which is made anew at each look, and the run
    // ends with an error if an input has changed (`Store::verify_unchanged`).
    unsafe { Mmap::map(file) }
}

impl Deref for Map {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}
