//! What the next file keeps.
//!
//! What this run has met is kept whatever its size. The rest ages by one with each write, and goes
//! after [`LIFE`] of them, or for want of room: the longest unused first.

use super::stamp::Stamp;
use super::{Cache, Used, place};
use crate::check::cache::entry::Entry;
use std::collections::BTreeMap;

/// Bytes beyond which nothing is kept that this run has not met.
pub(super) const ROOM: u64 = 256 << 20;

/// Writes that a row outlives unused.
pub(super) const LIFE: u32 = 8;

/// Rows in the order of the file, with their ages.
#[derive(Default)]
pub(super) struct Plan<'a> {
    /// By path: the stamp, and the content.
    pub(super) files: BTreeMap<u128, (Stamp, u128, u32)>,
    /// By content.
    pub(super) entries: BTreeMap<u128, (Entry<'a>, u32)>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(cache: &'a Cache, used: &[Used<'a>], room: u64) -> Self {
        let mut plan = Self::default();
        for used in used {
            let fits = u32::try_from(used.entry.words.len()).is_ok();
            let is_room = u32::try_from(plan.entries.len()).is_ok();
            if fits && is_room {
                plan.entries.insert(used.entry.content, (used.entry, 0));
            }
        }
        plan.keep_entries(cache, room);
        plan.keep_files(cache);
        for used in used {
            let path = place::digest(used.path);
            // Whatever was known of it is past.
            plan.files.remove(&path);
            let is_kept = plan.entries.contains_key(&used.entry.content);
            if is_kept && used.stamp.is_settled(cache.began) {
                plan.files.insert(path, (used.stamp, used.entry.content, 0));
            }
        }
        plan
    }

    fn keep_entries(&mut self, cache: &'a Cache, room: u64) {
        let mut size: u64 = self.entries.values().map(|(entry, _)| cost(entry)).sum();
        let mut old: Vec<(u32, Entry<'a>)> = (cache.stored.entries().iter())
            .filter(|row| row.age < LIFE && !self.entries.contains_key(&row.content()))
            .filter_map(|row| Some((row.age + 1, cache.entry(row)?)))
            .collect();
        old.sort_by_key(|(age, entry)| (*age, entry.content));
        for (age, entry) in old {
            size = size.saturating_add(cost(&entry));
            if size > room || u32::try_from(self.entries.len()).is_err() {
                break;
            }
            self.entries.insert(entry.content, (entry, age));
        }
    }

    fn keep_files(&mut self, cache: &Cache) {
        for file in cache.stored.files() {
            let entry = cache.stored.entries().get(file.entry as usize);
            let content = entry.map(|entry| entry.content());
            let kept = content.filter(|content| self.entries.contains_key(content));
            if let Some(content) = kept.filter(|_| file.age < LIFE) {
                self.files.insert(file.path(), (file.stamp(), content, file.age + 1));
            }
        }
    }
}

/// The bytes of an entry, and of a file that has it.
fn cost(entry: &Entry<'_>) -> u64 {
    (size_of_val(entry.words) + 80 + 64) as u64
}
