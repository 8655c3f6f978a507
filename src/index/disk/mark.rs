//! How far the index was written: the file `mark`.
//!
//! Two slots of 64 bytes behind the head, written by turns, so that one is always whole. A writer
//! tells here what readers may see, and how far the log was on disk when it told somebody that a
//! change was done. It needs no place on disk of its own: after a loss of power it may be older
//! than the log, never newer, since the log is on disk first.

use super::files;
use super::head::{HEAD, Head, IndexId};
use crate::base::error::{Error, Result};
use crate::index::disk::damaged::damaged;
use bytemuck::{Pod, Zeroable, bytes_of, pod_read_unaligned};
use std::fs::File;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64_with_seed;

const MAGIC: [u8; 16] = *b"retold mark\n\0\0\0\0";
pub(crate) const NAME: &str = "mark";
const SLOT: usize = size_of::<Slot>();

/// What is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Told {
    /// Of the state.
    pub(crate) generation: u64,
    /// The log that is written.
    pub(crate) log: u64,
    /// Where it ends for readers.
    pub(crate) visible: u64,
    /// Where it ended when it was last known to be on disk.
    pub(crate) synced: u64,
}

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Slot {
    /// Counts what was told; the higher of two whole slots counts.
    turn: u64,
    told: Told,
    zero: [u64; 2],
    sum: u64,
}

/// The file, to write or to read.
#[derive(Debug)]
pub(crate) struct Mark {
    path: PathBuf,
    file: File,
    index: IndexId,
    turn: u64,
}

impl Mark {
    pub(crate) fn create(folder: &Path, index: IndexId, told: Told) -> Result<()> {
        files::replace(&folder.join(NAME), |file| {
            let slots = [slot(index.number, 1, told), slot(index.number, 2, told)];
            std::io::Write::write_all(file, bytes_of(&Head::new(MAGIC, index, 0)))?;
            slots.iter().try_for_each(|slot| std::io::Write::write_all(file, bytes_of(slot)))
        })
    }

    pub(crate) fn open(folder: &Path, index: IndexId, writes: bool) -> Result<Self> {
        let path = folder.join(NAME);
        let file = File::options().read(true).write(writes).open(&path);
        let file = file.map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => damaged(&path, 0, "it is gone"),
            _ => Error::io("open", &path, error),
        })?;
        let mut mark = Self { path, file, index, turn: 0 };
        let len = mark.file.metadata().map_or(0, |meta| meta.len());
        if len != (HEAD + 2 * SLOT) as u64 {
            return Err(damaged(&mark.path, len, "it has another length than it was written with"));
        }
        let head: Head = pod_read_unaligned(&mark.read()?[..HEAD]);
        head.check(MAGIC, index, 0).map_err(|what| damaged(&mark.path, 0, &what))?;
        mark.turn = mark.newest()?.0;
        Ok(mark)
    }

    /// What was told last.
    pub(crate) fn told(&self) -> Result<Told> {
        Ok(self.newest()?.1)
    }

    /// Tells what is so from now on.
    pub(super) fn tell(&mut self, told: Told) -> Result<()> {
        let turn = self.turn + 1;
        let at = HEAD + SLOT * (turn % 2) as usize;
        files::write_at(&self.file, bytes_of(&slot(self.index.number, turn, told)), at as u64)
            .map_err(|error| Error::io("write", &self.path, error))?;
        self.turn = turn;
        Ok(())
    }

    /// Places in the file of slots that are not whole.
    pub(crate) fn damaged_slots(&self) -> Result<Vec<u64>> {
        let bytes = self.read()?;
        let bad = |at: &usize| whole(&bytes[*at..*at + SLOT], self.index.number).is_none();
        Ok([HEAD, HEAD + SLOT].into_iter().filter(bad).map(|at| at as u64).collect())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn newest(&self) -> Result<(u64, Told)> {
        // One slot may be half written, by a writer just now or when the power failed.
        for _ in 0..3 {
            let bytes = self.read()?;
            let slots = bytes[HEAD..].chunks_exact(SLOT);
            let newest = slots.filter_map(|slot| whole(slot, self.index.number));
            if let Some(slot) = newest.max_by_key(|slot| slot.turn) {
                return Ok((slot.turn, slot.told));
            }
        }
        Err(damaged(&self.path, HEAD as u64, "neither of its two slots is as it was written"))
    }

    fn read(&self) -> Result<[u8; HEAD + 2 * SLOT]> {
        let mut bytes = [0; HEAD + 2 * SLOT];
        files::read_at(&self.file, &mut bytes, 0).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => damaged(&self.path, 0, "it ends too early"),
            _ => Error::io("read", &self.path, error),
        })?;
        Ok(bytes)
    }
}

fn slot(index: u64, turn: u64, told: Told) -> Slot {
    let mut slot = Slot { turn, told, zero: [0; 2], sum: 0 };
    slot.sum = sum(&slot, index);
    slot
}

fn sum(slot: &Slot, index: u64) -> u64 {
    xxh3_64_with_seed(&bytes_of(slot)[..SLOT - 8], index)
}

fn whole(bytes: &[u8], index: u64) -> Option<Slot> {
    let slot: Slot = pod_read_unaligned(bytes);
    (slot.sum == sum(&slot, index)).then_some(slot)
}
