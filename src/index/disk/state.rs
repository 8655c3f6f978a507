//! Which files make up the index, and which documents of its parts are gone: the file `state`,
//! replaced whole at each change.
//!
//! ```text
//! 48        head; its number is the generation
//! 8 + 8 + 8 next sequence number, latest time seen, next number of a part
//! 8 + 8     how many parts, how many logs
//! 16 each   parts, the oldest first: number, rows
//! 16 each   logs, the oldest first: number, length (0 of the last, which is written)
//! ...       of each part, a bit a row that is gone, in words of 64
//! 8         XXH3-64 of all before
//! ```

use super::files;
use super::head::{HEAD, Head, IndexId};
use crate::base::error::{Error, Result};
use crate::index::disk::damaged::damaged;
use bytemuck::allocation::pod_collect_to_vec;
use bytemuck::{bytes_of, cast_slice, pod_read_unaligned};
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: [u8; 16] = *b"retold state\n\0\0\0";
pub(crate) const NAME: &str = "state";

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct State {
    pub(crate) generation: u64,
    pub(crate) next_seq: u64,
    pub(crate) latest: i64,
    pub(crate) next_part: u64,
    pub(crate) parts: Vec<PartState>,
    /// Number and length.
    pub(crate) logs: Vec<(u64, u64)>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PartState {
    pub(crate) number: u64,
    pub(crate) rows: u64,
    pub(crate) gone: Vec<u64>,
}

impl State {
    pub(crate) fn write(&self, folder: &Path, index: IndexId) -> Result<()> {
        let mut bytes = bytes_of(&Head::new(MAGIC, index, self.generation)).to_vec();
        let counts = [self.parts.len() as u64, self.logs.len() as u64];
        bytes.extend_from_slice(bytes_of(&[self.next_seq, self.latest as u64, self.next_part]));
        bytes.extend_from_slice(bytes_of(&counts));
        self.parts
            .iter()
            .for_each(|part| bytes.extend_from_slice(bytes_of(&[part.number, part.rows])));
        self.logs.iter().for_each(|log| bytes.extend_from_slice(bytes_of(&[log.0, log.1])));
        self.parts.iter().for_each(|part| bytes.extend_from_slice(cast_slice(&part.gone)));
        bytes.extend_from_slice(&xxh3_64(&bytes).to_le_bytes());
        files::replace(&folder.join(NAME), |file| std::io::Write::write_all(file, &bytes))
    }

    pub(crate) fn read(folder: &Path, index: IndexId) -> Result<Self> {
        let path = folder.join(NAME);
        let bytes = files::read_small(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => damaged(&path, 0, "it is gone"),
            _ => Error::io("read", &path, error),
        })?;
        let damaged = |what: &str| damaged(&path, 0, what);
        let (body, sum) =
            bytes.split_last_chunk::<8>().ok_or_else(|| damaged("it ends too early"))?;
        let (head, rest) = body.split_at_checked(HEAD).ok_or_else(|| damaged("it is too short"))?;
        if *sum != xxh3_64(body).to_le_bytes() {
            return Err(damaged("its checksum is not that of its contents"));
        }
        let head: Head = pod_read_unaligned(head);
        head.check(MAGIC, index, head.number()).map_err(|what| damaged(&what))?;
        // The checksum was good, so only another program can have written what makes no sense.
        parse(head.number(), &pod_collect_to_vec(rest))
            .ok_or_else(|| damaged("its contents make no sense"))
    }
}

fn parse(generation: u64, words: &[u64]) -> Option<State> {
    let ([next_seq, latest, next_part, parts, logs], rest) = words.split_first_chunk::<5>()?;
    let (parts, rest) = rest.split_at_checked(usize::try_from(*parts).ok()?.checked_mul(2)?)?;
    let (logs, mut rest) = rest.split_at_checked(usize::try_from(*logs).ok()?.checked_mul(2)?)?;
    let parts = parts.chunks_exact(2).map(|part| {
        let (gone, behind) = rest.split_at_checked(part[1].div_ceil(64) as usize)?;
        rest = behind;
        Some(PartState { number: part[0], rows: part[1], gone: gone.to_vec() })
    });
    let parts = parts.collect::<Option<Vec<_>>>()?;
    let logs: Vec<(u64, u64)> = logs.chunks_exact(2).map(|log| (log[0], log[1])).collect();
    let is_whole = rest.is_empty() && !logs.is_empty();
    let (next_seq, latest, next_part) = (*next_seq, *latest as i64, *next_part);
    is_whole.then_some(State { generation, next_seq, latest, next_part, parts, logs })
}
