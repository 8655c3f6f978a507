//! The file of a cache, read and written.
//!
//! Rows are looked at where they lie, so only machines that order bytes as the file does keep
//! caches; on others every cache is empty.

use super::plan::Plan;
use super::stamp::Stamp;
use crate::base::error::Result;
use crate::check::cache::entry::Entry;
use bytemuck::{Pod, Zeroable, bytes_of, cast_slice, cast_slice_mut, pod_read_unaligned};
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

const MAGIC: [u8; 16] = *b"retold sketches\n";

/// Version of the format. A file of another version is empty, and replaced.
const FORMAT: u32 = 1;

/// Whether this machine keeps caches.
pub(super) const IS_KEPT: bool = cfg!(target_endian = "little");

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Header {
    magic: [u8; 16],
    format: u32,
    key: u32,
    files: u64,
    entries: u64,
    words: u64,
}

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct FileRow {
    path: [u64; 2],
    size: u64,
    mtime: i64,
    ctime: i64,
    inode: u64,
    device: u64,
    pub(super) entry: u32,
    pub(super) age: u32,
}

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct EntryRow {
    content: [u64; 2],
    text_bytes: u64,
    start: u64,
    len: u32,
    flags: u32,
    pub(super) age: u32,
    zero: u32,
}

/// A file in memory, found good.
#[derive(Default)]
pub(super) struct Stored {
    words: Vec<u64>,
    /// Where in the words each part lies.
    files: Range<usize>,
    entries: Range<usize>,
    words_at: Range<usize>,
}

impl FileRow {
    pub(super) fn path(&self) -> u128 {
        whole(self.path)
    }

    pub(super) fn stamp(&self) -> Stamp {
        let Self { size, mtime, ctime, inode, device, .. } = *self;
        Stamp { size, mtime, ctime, inode, device }
    }
}

impl EntryRow {
    pub(super) fn content(&self) -> u128 {
        whole(self.content)
    }

    pub(super) fn entry<'a>(&self, words: &'a [u32]) -> Entry<'a> {
        Entry {
            content: whole(self.content),
            words,
            text_bytes: self.text_bytes,
            flags: self.flags,
        }
    }
}

impl Stored {
    /// Nothing, if there is no good file for this key.
    pub(super) fn read(path: &Path, key: &str) -> Option<Self> {
        let mut file = File::open(path).ok()?;
        let meta = file.metadata().ok()?;
        let len = usize::try_from(meta.len()).ok()?;
        let mut head = [0; size_of::<Header>()];
        if !IS_KEPT || !meta.is_file() || file.read_exact(&mut head).is_err() {
            return None;
        }
        let header: Header = pod_read_unaligned(&head);
        let is_ours = header.magic == MAGIC && header.format == FORMAT;
        let [key_end, files_end, entries_end, words_end] = header.ends()?;
        if !is_ours || words_end.checked_add(1)?.checked_mul(8)? != len {
            return None;
        }
        let mut words = vec![0; len / 8];
        let bytes: &mut [u8] = cast_slice_mut(&mut words);
        let (first, rest) = bytes.split_at_mut(head.len());
        first.copy_from_slice(&head);
        file.read_exact(rest).ok()?;
        let stored_key = bytes.get(head.len()..)?.get(..header.key as usize)?;
        let is_good = stored_key == key.as_bytes();
        let is_good = is_good && xxh3_64(&bytes[..words_end * 8]) == words[words_end];
        let words_at = entries_end..words_end;
        is_good.then_some(Self {
            words,
            files: key_end..files_end,
            entries: files_end..entries_end,
            words_at,
        })
    }

    pub(super) fn files(&self) -> &[FileRow] {
        cast_slice(&self.words[self.files.clone()])
    }

    pub(super) fn entries(&self) -> &[EntryRow] {
        cast_slice(&self.words[self.entries.clone()])
    }

    pub(super) fn words_of(&self, row: &EntryRow) -> Option<&[u32]> {
        let all: &[u32] = cast_slice(&self.words[self.words_at.clone()]);
        all.get(usize::try_from(row.start).ok()?..)?.get(..row.len as usize)
    }
}

impl Header {
    /// Where the key and the tables end, in words; nothing, if no file can be so large.
    fn ends(&self) -> Option<[usize; 4]> {
        let key = (size_of::<Self>() / 8).checked_add((self.key as usize).div_ceil(8))?;
        let part = |start: usize, rows: u64, words: usize| {
            start.checked_add(usize::try_from(rows).ok()?.checked_mul(words)?)
        };
        let files = part(key, self.files, size_of::<FileRow>() / 8)?;
        let entries = part(files, self.entries, size_of::<EntryRow>() / 8)?;
        Some([key, files, entries, part(entries, self.words.div_ceil(2), 1)?])
    }
}

/// Writes a file, piece by piece.
pub(super) fn write(
    key: &str,
    plan: &Plan<'_>,
    to: &mut dyn FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let mut sum = Xxh3::new();
    let mut put = |bytes: &[u8]| {
        sum.update(bytes);
        to(bytes)
    };
    let (entries, words) = entry_rows(plan);
    let files = file_rows(plan);
    put(bytes_of(&Header {
        magic: MAGIC,
        format: FORMAT,
        key: key.len() as u32,
        files: files.len() as u64,
        entries: entries.len() as u64,
        words,
    }))?;
    put(key.as_bytes())?;
    put(&[0; 8][..key.len().next_multiple_of(8) - key.len()])?;
    put(cast_slice(&files))?;
    put(cast_slice(&entries))?;
    for (entry, _) in plan.entries.values() {
        put(cast_slice(entry.words))?;
    }
    put(&[0; 4][..4 * (words % 2) as usize])?;
    to(&sum.digest().to_le_bytes())
}

fn entry_rows(plan: &Plan<'_>) -> (Vec<EntryRow>, u64) {
    let mut start = 0;
    let rows = plan.entries.values().map(|(entry, age)| {
        let row = EntryRow {
            content: halves(entry.content),
            text_bytes: entry.text_bytes,
            start,
            len: entry.words.len() as u32,
            flags: entry.flags,
            age: *age,
            zero: 0,
        };
        start += entry.words.len() as u64;
        row
    });
    (rows.collect(), start)
}

fn file_rows(plan: &Plan<'_>) -> Vec<FileRow> {
    let contents: Vec<u128> = plan.entries.keys().copied().collect();
    let rows = plan.files.iter().filter_map(|(path, (stamp, content, age))| {
        let Stamp { size, mtime, ctime, inode, device } = *stamp;
        // The plan has no more entries than a row can name.
        let entry = u32::try_from(contents.binary_search(content).ok()?).ok()?;
        Some(FileRow { path: halves(*path), size, mtime, ctime, inode, device, entry, age: *age })
    });
    rows.collect()
}

fn halves(digest: u128) -> [u64; 2] {
    [digest as u64, (digest >> 64) as u64]
}

fn whole([low, high]: [u64; 2]) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}
