//! What was made of files that were checked before, so that a second check of an unchanged tree reads
//! no file, and one of a tree that a machine has fetched anew tokenises none.
//!
//! A cache is one file in a folder that many runs may share, named after what it is for: the name
//! is `sketches-` and the XXH3-64 of the key in 16 hexadecimal digits. Numbers are little-endian:
//!
//! ```text
//! 16        magic: `retold sketches` and a line feed
//! 4         version of this format
//! 4         bytes of the key
//! 8 + 8 + 8 number of files, of entries, of words
//! ...       the key, filled up with zeros to a multiple of 8
//! 64 each   files, sorted by path
//!             16  XXH3-128 of the absolute path: the low half, then the high one
//!             8 + 8 + 8 + 8 + 8  size, times of change of text and of state in nanoseconds since
//!                 1970, inode, device
//!             4 + 4  which entry; by how many writes its last use is past
//! 48 each   entries, sorted by content
//!             16  digest of the content, halves as above
//!             8 + 8  bytes of text; where in the words it begins
//!             4 + 4 + 4 + 4  its length; flags; writes since the last use, as above; 0
//! 4 each    words, filled up with zeros to a multiple of 8
//! 8         XXH3-64 of all bytes before
//! ```
//!
//! It is only a cache. A file that is damaged, of another version or for another purpose counts as
//! empty; the last of two runs at once wins, and both are right.
//!
//! Cost: one read and one hash of the file, 5 to 12 ms for 5,000 files of 4 million tokens, which
//! are not copied. Writing them costs as much again, and is done only by runs that have met
//! something new.

pub(crate) mod entry;
mod format;
pub(crate) mod place;
mod plan;
pub(crate) mod stamp;
#[cfg(test)]
mod tests;

use crate::base::error::{Error, Result};
use crate::check::cache::entry::Entry;
use crate::output::sink::Sink;
use format::{EntryRow, Stored};
use plan::Plan;
use std::path::{Path, PathBuf};

use stamp::Stamp;

/// A cache as it was when the run began.
pub(crate) struct Cache {
    path: PathBuf,
    key: String,
    /// No stamp of this run was taken before.
    began: i64,
    stored: Stored,
}

/// A file that a run has met.
#[derive(Clone, Copy)]
pub(crate) struct Used<'a> {
    pub(crate) path: &'a Path,
    /// Taken before the file was read.
    pub(crate) stamp: Stamp,
    pub(crate) entry: Entry<'a>,
}

impl Cache {
    /// Opens the cache for work of one kind: `key` names all that rows depend on but the content,
    /// such as the version of the tokeniser. To be opened before the first stamp is taken.
    pub(crate) fn open(folder: &Path, key: &str) -> Self {
        Self::open_at(folder, key, stamp::now())
    }

    fn open_at(folder: &Path, key: &str, began: i64) -> Self {
        let path = folder.join(place::name(key));
        let stored = Stored::read(&path, key).unwrap_or_default();
        Self { path, key: key.to_owned(), began, stored }
    }

    /// The entry of a file that was not touched since it was met; it need not be read.
    pub(crate) fn by_stamp(&self, path: &Path, stamp: &Stamp) -> Option<Entry<'_>> {
        let files = self.stored.files();
        let path = place::digest(path);
        let file = &files[files.binary_search_by_key(&path, |file| file.path()).ok()?];
        if file.stamp() != *stamp {
            return None;
        }
        self.entry(self.stored.entries().get(file.entry as usize)?)
    }

    /// The entry of a content.
    pub(crate) fn by_content(&self, content: u128) -> Option<Entry<'_>> {
        let entries = self.stored.entries();
        let at = entries.binary_search_by_key(&content, EntryRow::content).ok()?;
        self.entry(&entries[at])
    }

    fn entry(&self, row: &EntryRow) -> Option<Entry<'_>> {
        self.stored.words_of(row).map(|words| row.entry(words))
    }

    /// Keeps what a run has met, and what others have met of late, for the next run.
    pub(crate) fn save(&self, used: &[Used<'_>]) -> Result<()> {
        self.save_within(used, plan::ROOM)
    }

    fn save_within(&self, used: &[Used<'_>], room: u64) -> Result<()> {
        if !format::IS_KEPT || !used.iter().any(|used| self.is_news(used)) {
            return Ok(());
        }
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, error))?;
        }
        let plan = Plan::new(self, used, room);
        let mut sink = Sink::create(&self.path)?;
        format::write(&self.key, &plan, &mut |bytes| sink.write(bytes))?;
        sink.finish()?.publish()
    }

    fn is_news(&self, used: &Used<'_>) -> bool {
        let is_known = match used.stamp.is_settled(self.began) {
            true => self.by_stamp(used.path, &used.stamp),
            // It will not be found by its stamp in any case.
            false => self.by_content(used.entry.content),
        };
        is_known != Some(used.entry)
    }
}
