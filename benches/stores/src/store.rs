//! What all stores have in common here.

use crate::stores::{fjall, heed, redb};
use crate::workload::Batch;
use std::error::Error;
use std::path::Path;

pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Of stores that have a cache of their own.
pub const CACHE: usize = 64 << 20;

/// One state of a store, as one transaction sees it.
pub trait Reader {
    /// Adds the documents that have this hash.
    fn postings(&self, hash: u64, found: &mut Vec<u32>) -> Outcome<()>;

    /// Shows row and body of a document; false where there is none.
    fn document(&self, number: u32, look: &mut dyn FnMut(&[u8])) -> Outcome<bool>;
}

pub trait Store: Sync {
    /// One transaction, which a loss of power does not undo once this returns.
    fn insert(&self, batch: &Batch) -> Outcome<()>;

    /// One transaction of reading.
    fn read(&self, ask: &mut dyn FnMut(&dyn Reader) -> Outcome<()>) -> Outcome<()>;

    /// Waits for what the store still does in the background after the last commit.
    fn settle(&self) -> Outcome<()> {
        Ok(())
    }

    fn close(self: Box<Self>) -> Outcome<()>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Write,
    /// As little as the store can take: a second process beside the writer.
    Read,
}

/// A store, or a variant of one: another setting of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Redb,
    /// Verifies every checksum when it opens.
    RedbChecked,
    /// Lets other processes read beside the writer.
    RedbShared,
    Fjall,
    /// Writes what is in memory and in the journal to tables before it closes.
    FjallFlushed,
    /// Keeps row and body out of the tree.
    FjallBlobs,
    Heed,
}

impl Kind {
    /// Each store, with the variants that are tried on top of a full run of it.
    pub const ALL: [(Self, &[Self]); 3] = [
        (Self::Redb, &[Self::RedbChecked, Self::RedbShared]),
        (Self::Fjall, &[Self::FjallFlushed]),
        (Self::Heed, &[]),
    ];
    const NAMES: [(Self, &str); 7] = [
        (Self::Redb, "redb"),
        (Self::RedbChecked, "redb-checked"),
        (Self::RedbShared, "redb-shared"),
        (Self::Fjall, "fjall"),
        (Self::FjallFlushed, "fjall-flushed"),
        (Self::FjallBlobs, "fjall-blobs"),
        (Self::Heed, "heed"),
    ];

    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }

    /// Opens the store in a folder that exists, and makes it there where it is missing.
    pub fn open(self, folder: &Path, access: Access) -> Outcome<Box<dyn Store>> {
        match self {
            Self::Redb | Self::RedbChecked | Self::RedbShared => redb::open(self, folder, access),
            Self::Fjall | Self::FjallFlushed | Self::FjallBlobs => fjall::open(self, folder),
            Self::Heed => heed::open(folder, access),
        }
    }
}
