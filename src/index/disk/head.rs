//! How every binary file of an index begins.

use bytemuck::{Pod, Zeroable, bytes_of};
use xxhash_rust::xxh3::xxh3_64;

/// What all files of one index have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IndexId {
    /// Drawn when it was made.
    pub(crate) number: u64,
    /// The format of its files.
    pub(crate) format: u32,
}

/// 48 bytes: what the file is, of which index, and which of its files.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Head {
    magic: [u8; 16],
    format: u32,
    zero: u32,
    index: u64,
    number: u64,
    sum: u64,
}

pub(crate) const HEAD: usize = size_of::<Head>();

impl Head {
    pub(super) fn new(magic: [u8; 16], index: IndexId, number: u64) -> Self {
        let IndexId { number: index, format } = index;
        let mut head = Self { magic, format, zero: 0, index, number, sum: 0 };
        head.sum = head.checksum();
        head
    }

    /// What is wrong with it, if it is not the head of this file.
    pub(super) fn check(&self, magic: [u8; 16], index: IndexId, number: u64) -> Result<(), String> {
        let expected = Self::new(magic, index, number);
        if bytes_of(self) == bytes_of(&expected) {
            return Ok(());
        }
        if self.sum == self.checksum() && self.magic == magic && self.index != index.number {
            return Err(format!(
                "it belongs to the index {:016x}, this is the index {:016x}",
                self.index, index.number
            ));
        }
        Err("it does not begin as such a file does".to_owned())
    }

    /// The number that the file carries.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    fn checksum(&self) -> u64 {
        xxh3_64(&bytes_of(self)[..HEAD - 8])
    }
}
