//! What is looked at of a document before its text is: a row.

use crate::dedup::sketch::Signature;
use crate::dedup::sketch::core::Core;
use bytemuck::{Pod, Zeroable, bytes_of};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A document of the index, as it lies in logs and parts: 224 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Row {
    /// Counts insertions from 1; never used twice.
    pub(crate) seq: u64,
    /// When it was seen, in seconds since 1970.
    pub(crate) seen: i64,
    pub(crate) core: Core,
    /// Hash of the id.
    pub(crate) id: u64,
    /// Where its body begins in its file.
    pub(crate) body_start: u64,
    pub(crate) body_len: u32,
    /// How many keys lead to it.
    pub(crate) keys: u32,
    /// XXH3-64 of the body, seeded by `seq`.
    pub(crate) body_sum: u64,
    pub(super) signature: Signature,
    /// XXH3-64 of all before, seeded by the file.
    sum: u64,
}

pub(crate) const ROW: usize = size_of::<Row>();

impl Row {
    /// The row with its checksum for a file.
    pub(crate) fn sealed(mut self, file: u64) -> Self {
        self.sum = self.checksum(file);
        self
    }

    pub(crate) fn is_good(&self, file: u64) -> bool {
        self.sum == self.checksum(file)
    }

    fn checksum(&self, file: u64) -> u64 {
        xxh3_64_with_seed(&bytes_of(self)[..ROW - 8], file)
    }

    /// The checksum that the body should have.
    pub(crate) fn sum_of(&self, body: &[u8]) -> u64 {
        xxh3_64_with_seed(body, self.seq)
    }
}
