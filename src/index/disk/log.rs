//! Changes, in the order in which they were made: a log.
//!
//! ```text
//! 48      head: 16 magic, 4 format, 4 zero, 8 index, 8 number of the log, 8 XXH3-64 of these
//! frames, each a change that is done whole or not at all:
//!   4 + 4 length of the payload, kind
//!   8     XXH3-64 of the length, kind, place and payload, seeded by the number of the log
//!   ...   payload
//! ```
//!
//! A frame that is not whole ends the log, if nobody was told that it was written; or else the log
//! is damaged. What was told stands in the [mark](super::mark).

use super::files;
use super::head::{HEAD, Head, IndexId};
use crate::base::error::{Error, Result};
use crate::index::disk::damaged::{Damage, damaged};
use crate::index::lookup::row::{ROW, Row};
use bytemuck::allocation::pod_collect_to_vec;
use bytemuck::{bytes_of, cast_slice, pod_read_unaligned};
use std::fs::File;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

const MAGIC: [u8; 16] = *b"retold log\n\0\0\0\0\0";

const INSERT: u32 = 1;
const REMOVE: u32 = 2;

/// Bytes before a payload.
const FRAME: usize = 16;

/// One change.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// A document comes, and others go.
    Insert { row: Box<Row>, keys: Vec<u64>, removed: Vec<u64> },
    /// Documents go.
    Remove(Vec<u64>),
}

/// A log that is written or read.
#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) number: u64,
    path: PathBuf,
    file: File,
}

pub(crate) fn name(number: u64) -> String {
    format!("log-{number:08}")
}

impl Log {
    /// A new log, on disk with its name.
    pub(crate) fn create(folder: &Path, index: IndexId, number: u64) -> Result<Self> {
        let path = folder.join(name(number));
        files::replace(&path, |file| {
            std::io::Write::write_all(file, bytes_of(&Head::new(MAGIC, index, number)))
        })?;
        Self::open(folder, index, number)
    }

    pub(crate) fn open(folder: &Path, index: IndexId, number: u64) -> Result<Self> {
        let path = folder.join(name(number));
        // Readers may lack the right to write.
        let file = File::options().read(true).write(true).open(&path);
        let file = file.or_else(|_| File::open(&path));
        let file = file.map_err(|error| Error::io("open", &path, error))?;
        let mut head = [0; HEAD];
        files::read_at(&file, &mut head, 0).map_err(|error| cut_short(&path, error))?;
        pod_read_unaligned::<Head>(&head)
            .check(MAGIC, index, number)
            .map_err(|what| damaged(&path, 0, &what))?;
        Ok(Self { number, path, file })
    }

    pub(crate) fn len(&self) -> Result<u64> {
        let meta = self.file.metadata().map_err(|error| Error::io("read", &self.path, error))?;
        Ok(meta.len())
    }

    /// Writes frames at the end, `at`.
    pub(crate) fn append(&self, frames: &[u8], at: u64) -> Result<()> {
        let written = files::write_at(&self.file, frames, at);
        written.map_err(|error| Error::io("write", &self.path, error))
    }

    pub(crate) fn sync(&self) -> Result<()> {
        self.file.sync_data().map_err(|error| Error::io("write", &self.path, error))
    }

    /// Cuts off what is not whole.
    pub(crate) fn truncate(&self, len: u64) -> Result<()> {
        let cut = self.file.set_len(len).and_then(|()| self.file.sync_data());
        cut.map_err(|error| Error::io("write", &self.path, error))
    }

    /// The body of a document of this log.
    pub(crate) fn body(&self, row: &Row) -> Result<Vec<u8>> {
        let mut body = vec![0; row.body_len as usize];
        files::read_at(&self.file, &mut body, row.body_start)
            .map_err(|error| cut_short(&self.path, error))?;
        if row.sum_of(&body) != row.body_sum {
            return Err(self.damaged(row.body_start, "the checksum of a document is not its own"));
        }
        Ok(body)
    }

    pub(crate) fn damaged(&self, at: u64, what: &str) -> Error {
        damaged(&self.path, at, what)
    }

    /// Gives the changes from `at` to `end`; returns where the last whole one ends.
    pub(crate) fn replay(
        &self,
        mut at: u64,
        end: u64,
        mut each: impl FnMut(Change) -> Result<()>,
    ) -> Result<u64> {
        const STEP: u64 = 1 << 20;
        let mut held = Vec::new();
        let mut start = 0;
        while at < end {
            let rest = &held[start..];
            match self.frame(rest, at) {
                Framed::Whole(kind, payload, len) => {
                    let change = change(kind, payload, at + FRAME as u64)
                        .ok_or_else(|| self.damaged(at, "a change makes no sense"))?;
                    each(change)?;
                    at += len as u64;
                    start += len;
                }
                Framed::Short(wanted) if at + wanted as u64 <= end => {
                    held.drain(..start);
                    start = 0;
                    let before = held.len();
                    let step = (wanted as u64).max(STEP).min(end - at) as usize;
                    held.resize(step.max(before), 0);
                    let read = files::read_at(&self.file, &mut held[before..], at + before as u64);
                    read.map_err(|error| cut_short(&self.path, error))?;
                }
                Framed::Short(_) | Framed::Bad => return Ok(at),
            }
        }
        Ok(at)
    }

    fn frame<'b>(&self, bytes: &'b [u8], at: u64) -> Framed<'b> {
        let Some(head) = bytes.first_chunk::<FRAME>() else { return Framed::Short(FRAME) };
        let [len, kind] = pod_read_unaligned::<[u32; 2]>(&head[..8]);
        let whole = FRAME + len as usize;
        let Some(payload) = bytes.get(FRAME..whole) else { return Framed::Short(whole) };
        let sum: u64 = pod_read_unaligned(&head[8..]);
        if sum == checksum(self.number, at, kind, payload) {
            Framed::Whole(kind, payload, whole)
        } else {
            Framed::Bad
        }
    }

    /// Looks at everything; tells what is not as it was written, up to `end` at the least. What is
    /// not whole behind that may be a change that nobody was told of, if the log `is_written`.
    pub(crate) fn verify(
        &self,
        end: u64,
        is_written: bool,
        problems: &mut Vec<Damage>,
    ) -> Result<()> {
        let mut bodies = Vec::new();
        let reached = self.replay(HEAD as u64, self.len()?.max(end), |change| {
            if let Change::Insert { row, .. } = change {
                bodies.push(row);
            }
            Ok(())
        })?;
        let (file, len) = (&self.path, self.len()?);
        if reached < end {
            problems.push(Damage::new(file, reached, "a change is not as it was written"));
        } else if len > end && !is_written {
            problems.push(Damage::new(file, end, "more follows than was written"));
        }
        for row in bodies {
            let body = self.body(&row)?;
            if super::body::decode(&body).is_none() {
                problems.push(Damage::new(file, row.body_start, "a document cannot be read"));
            }
        }
        Ok(())
    }
}

enum Framed<'b> {
    Whole(u32, &'b [u8], usize),
    /// So many bytes are wanted.
    Short(usize),
    Bad,
}

fn cut_short(path: &Path, error: std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::UnexpectedEof {
        let len = std::fs::metadata(path).map_or(0, |meta| meta.len());
        return damaged(path, len, "it ends too early");
    }
    Error::io("read", path, error)
}

fn checksum(log: u64, at: u64, kind: u32, payload: &[u8]) -> u64 {
    let mut hash = Xxh3::with_seed(log);
    hash.update(&at.to_le_bytes());
    hash.update(&kind.to_le_bytes());
    hash.update(payload);
    hash.digest()
}

/// The frame of a document that comes, to stand at `at`; its row learns where its body is.
///
/// ```text
/// 4 + 4   how many keys, how many go
/// 224     row
/// 8 each  keys; what goes
/// ...     body
/// ```
pub(crate) fn insert(
    log: u64,
    at: u64,
    row: &mut Row,
    keys: &[u64],
    removed: &[u64],
    body: &[u8],
) -> Vec<u8> {
    let before = 8 + ROW + 8 * (keys.len() + removed.len());
    row.body_start = at + (FRAME + before) as u64;
    row.body_len = body.len() as u32;
    row.body_sum = row.sum_of(body);
    row.keys = keys.len() as u32;
    *row = row.sealed(log);
    let mut payload = Vec::with_capacity(before + body.len());
    payload.extend_from_slice(bytes_of(&[keys.len() as u32, removed.len() as u32]));
    payload.extend_from_slice(bytes_of(row));
    payload.extend_from_slice(cast_slice(keys));
    payload.extend_from_slice(cast_slice(removed));
    payload.extend_from_slice(body);
    framed(log, at, INSERT, &payload)
}

/// The frame of documents that go, to stand at `at`.
pub(crate) fn remove(log: u64, at: u64, seqs: &[u64]) -> Vec<u8> {
    framed(log, at, REMOVE, cast_slice(seqs))
}

fn framed(log: u64, at: u64, kind: u32, payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(FRAME + payload.len());
    frame.extend_from_slice(bytes_of(&[payload.len() as u32, kind]));
    frame.extend_from_slice(&checksum(log, at, kind, payload).to_le_bytes());
    frame.extend_from_slice(payload);
    frame
}

fn change(kind: u32, payload: &[u8], at: u64) -> Option<Change> {
    if kind == REMOVE {
        return payload.len().is_multiple_of(8).then(|| Change::Remove(words(payload)));
    }
    let (counts, rest) = payload.split_at_checked(8)?;
    let [keys, removed] = pod_read_unaligned::<[u32; 2]>(counts);
    let (row, rest) = rest.split_at_checked(ROW)?;
    let row: Box<Row> = Box::new(pod_read_unaligned(row));
    let (keys, rest) = rest.split_at_checked(keys as usize * 8)?;
    let (removed, body) = rest.split_at_checked(removed as usize * 8)?;
    let start = at + (payload.len() - body.len()) as u64;
    let is_ours = kind == INSERT && (row.body_start, row.body_len as usize) == (start, body.len());
    is_ours.then(|| Change::Insert { row, keys: words(keys), removed: words(removed) })
}

fn words(bytes: &[u8]) -> Vec<u64> {
    pod_collect_to_vec(bytes)
}
