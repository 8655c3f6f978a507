//! Documents of a log, looked up in memory: some kilobyte each.

use super::row::Row;
use crate::base::error::Result;
use crate::index::disk::log::Log;
use ahash::AHashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// What one log holds.
#[derive(Debug)]
pub(crate) struct Fresh {
    pub(crate) log: Arc<Log>,
    docs: RwLock<Docs>,
}

#[derive(Debug, Default)]
pub(crate) struct Docs {
    pub(crate) rows: Vec<Row>,
    pub(crate) gone: Vec<bool>,
    pub(crate) gone_count: u64,
    /// By key: the first and the last link.
    heads: AHashMap<u64, (u32, u32)>,
    /// A row, and the next link of its key.
    links: Vec<(u32, u32)>,
    /// How far the log has been read.
    pub(crate) read_to: u64,
}

const END: u32 = u32::MAX;

impl Fresh {
    pub(crate) fn new(log: Arc<Log>) -> Self {
        let docs = Docs { read_to: crate::index::disk::head::HEAD as u64, ..Docs::default() };
        Self { log, docs: RwLock::new(docs) }
    }

    pub(crate) fn docs(&self) -> RwLockReadGuard<'_, Docs> {
        self.docs.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn docs_mut(&self) -> RwLockWriteGuard<'_, Docs> {
        self.docs.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn body(&self, row: &Row) -> Result<Vec<u8>> {
        self.log.body(row)
    }
}

impl Docs {
    pub(crate) fn push(&mut self, row: Row, keys: &[u64]) {
        let number = self.rows.len() as u32;
        self.rows.push(row);
        self.gone.push(false);
        for key in keys {
            let link = self.links.len() as u32;
            self.links.push((number, END));
            let ends = self.heads.entry(*key).or_insert((link, link));
            if ends.1 != link {
                self.links[ends.1 as usize].1 = link;
                ends.1 = link;
            }
        }
    }

    /// The rows of a key, in the order in which they came.
    pub(super) fn find(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let mut link = self.heads.get(&key).map_or(END, |ends| ends.0);
        std::iter::from_fn(move || {
            let (row, next) = *self.links.get(link as usize)?;
            link = next;
            Some(row)
        })
    }

    /// Takes a row out; whether it was there.
    pub(crate) fn remove(&mut self, row: u32) -> bool {
        let was_there = !std::mem::replace(&mut self.gone[row as usize], true);
        self.gone_count += u64::from(was_there);
        was_there
    }

    /// Every key of a row that stays, as it is `kept`, with the number that the row then has;
    /// sorted.
    pub(crate) fn entries(
        &self,
        kept: impl Fn(u64) -> u64,
        rank: impl Fn(u32) -> Option<u32>,
    ) -> Vec<(u64, u32)> {
        let mut entries = Vec::with_capacity(self.links.len());
        // Sorted below, so the order of the map shows nowhere.
        let keys = self.heads.keys().copied().collect::<Vec<u64>>();
        for key in keys {
            let rows = self.find(key).filter_map(&rank);
            entries.extend(rows.map(|row| (kept(key), row)));
        }
        entries.sort_unstable();
        entries
    }
}
