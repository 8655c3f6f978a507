//! A durable index that answers "was this told before?" while a crawl runs.
//!
//! ```text
//! text -> query -> look -> verdict                        any thread, any process
//!      -> frame -> log -> mark                            one writer
//!                   \-> part -> larger parts              its worker, behind everybody's back
//! ```
//!
//! A change is a frame at the end of a log, and is looked up in memory (`fresh`). A log that is
//! long enough comes to rest as a `part`, a file that is never changed; four parts of one size
//! are joined to a larger one. The `state` says which files count, the `mark` how far the log
//! is written: readers look at these two, and take no lock. `docs/index-format.md` has every byte.

mod disk;
pub(crate) mod lookup;
pub(crate) mod settings;
#[cfg(test)]
mod tests;
pub(crate) mod verify;
pub(crate) mod writer;

pub use lookup::iter::IndexDocuments;
pub use lookup::verdict::{IndexDocument, IndexMatch, IndexStats, Inserted, Verdict};
pub use settings::{Durability, IndexSettings, IndexSettingsBuilder, Stored};
pub use verify::Damage;

use crate::base::error::{Error, ErrorKind, Result};
use disk::head::IndexId;
use lookup::look::{Looked, Looker};
use lookup::query::{Maker, Query};
use lookup::reader::Reader;
use lookup::view::View;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use writer::worker::Worker;
use writer::write::Writer;

/// A durable index of documents: see [`Verdict`] for what it answers.
///
/// Any number of threads may use one `Index` at once; many processes may read while one writes.
/// Verdicts are verified on what is stored of the documents, so they are exact; a document at the
/// threshold is missed with the chance that [`Settings::miss_rate`](crate::settings::Settings::miss_rate)
/// tells, and of a crowd of more than 128 that share a bucket the first stand for the others.
///
/// Cost: a check takes a tenth of a millisecond for an article of 600 words among half a million
/// documents, and grows with their logarithm; a document takes some 500 bytes on disk and its
/// compressed text. `docs/index.md` has the figures.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("seen");
/// use retold::Relation;
/// use retold::index::{Index, IndexSettings};
/// let index = Index::create(&path, IndexSettings::default())?;
/// let wire = "The ferry to the outer islands runs again after nine weeks in dock, the port said.";
/// let first = index.check_and_insert("https://wire.example/1", wire, &[("source", "wire")])?;
/// assert!(first.is_new());
/// let copy = index.check_and_insert("https://post.example/9", wire, &[("source", "post")])?;
/// assert_eq!(copy.best().unwrap().id, "https://wire.example/1");
/// drop(index);
///
/// // Later, or in another process:
/// let index = Index::open_reader(&path)?;
/// assert_eq!(index.stats()?.documents, 1);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug)]
pub struct Index {
    shared: Arc<Shared>,
    worker: Option<Worker>,
}

/// What the threads of an index have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    folder: PathBuf,
    /// What its files are marked with.
    id: IndexId,
    settings: IndexSettings,
    maker: Maker,
    view: RwLock<Arc<View>>,
    /// The latest time seen.
    latest: AtomicI64,
    role: Role,
}

#[derive(Debug)]
enum Role {
    Writer(Box<Writer>),
    Reader(Reader),
}

impl Index {
    /// Makes an index in a new or empty folder, and opens it for writing.
    ///
    /// # Errors
    /// Of the kind `Io` if the folder cannot be made or holds something else.
    pub fn create(path: impl AsRef<Path>, settings: IndexSettings) -> Result<Self> {
        writer::open::create(path.as_ref(), &settings)?;
        Self::open(path, settings)
    }

    /// Opens an index for writing, if it was made with these settings.
    ///
    /// # Errors
    /// `Settings` if it was made with others, naming both; `Locked` if another process writes it,
    /// naming that; `Damaged` if a file is not as it was written; `Io`.
    pub fn open(path: impl AsRef<Path>, settings: IndexSettings) -> Result<Self> {
        writer::open::writer(path.as_ref(), Some(&settings), settings.durability, settings.memory)
    }

    /// Opens an index for writing, with the settings that it was made with.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_as_made(path: impl AsRef<Path>, durability: Durability) -> Result<Self> {
        let memory = IndexSettings::default().memory;
        writer::open::writer(path.as_ref(), None, durability, memory)
    }

    /// Opens an index for reading, while another process may write it.
    ///
    /// # Errors
    /// `Damaged` if a file is not as it was written; `Io`.
    pub fn open_reader(path: impl AsRef<Path>) -> Result<Self> {
        writer::open::reader(path.as_ref())
    }

    /// The settings that the index was made with.
    pub fn settings(&self) -> &IndexSettings {
        &self.shared.settings
    }

    /// Whether a text was told before, and by which documents. A text without tokens is new.
    ///
    /// A reader sees all that was told to be done before the call.
    ///
    /// # Errors
    /// `Damaged` if what it looks at is not as it was written; `Locked` in a process that was forked
    /// off the one that opened it for writing; `Io`.
    pub fn check(&self, text: &str) -> Result<Verdict> {
        let query = self.shared.maker.query(text);
        self.shared.check(&query)
    }

    /// Inserts a document; one with the same id is replaced, unless it is the same. It was seen
    /// now, or at the date in a field of the name `date`, if that is past.
    ///
    /// # Errors
    /// `Locked` for a reader; `Io`.
    pub fn insert(&self, id: &str, text: &str, fields: &[(&str, &str)]) -> Result<Inserted> {
        self.insert_seen(id, text, fields, writer::write::seen(fields))
    }

    /// As [`insert`](Self::insert), seen at a time in seconds since 1970.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub fn insert_seen(
        &self,
        id: &str,
        text: &str,
        fields: &[(&str, &str)],
        seen: i64,
    ) -> Result<Inserted> {
        writer::write::insert(
            &self.shared,
            self.writer()?,
            writer::write::Incoming { id, text, fields, seen },
        )
    }

    /// Checks a text, and inserts it if it is new, in one step: of threads that come with the same
    /// text at once exactly one is told that it is new.
    ///
    /// A text that was told before is not inserted: the document that tells it is there. If that
    /// is an older version with the same id, the older version stays.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub fn check_and_insert(
        &self,
        id: &str,
        text: &str,
        fields: &[(&str, &str)],
    ) -> Result<Verdict> {
        self.check_and_insert_seen(id, text, fields, writer::write::seen(fields))
    }

    /// As [`check_and_insert`](Self::check_and_insert), seen at a time in seconds since 1970.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub fn check_and_insert_seen(
        &self,
        id: &str,
        text: &str,
        fields: &[(&str, &str)],
        seen: i64,
    ) -> Result<Verdict> {
        let incoming = writer::write::Incoming { id, text, fields, seen };
        writer::write::check_and_insert(&self.shared, self.writer()?, incoming)
    }

    /// Removes a document; whether it was there.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub fn remove(&self, id: &str) -> Result<bool> {
        writer::write::remove(&self.shared, self.writer()?, id)
    }

    /// Removes all documents that were seen before a time in seconds since 1970; how many. Their
    /// place on disk is given back soon after.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub fn expire(&self, before: i64) -> Result<u64> {
        writer::expire::expire(&self.shared, self.writer()?, before)
    }

    /// The document of an id.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn get(&self, id: &str) -> Result<Option<IndexDocument>> {
        let view = self.shared.view()?;
        let found = self.shared.find_id(&view, id)?;
        Ok(found.map(|(_, row, body)| lookup::iter::document(&row, body)))
    }

    /// All documents as of now, in the order in which they came.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn documents(&self) -> Result<IndexDocuments> {
        Ok(IndexDocuments::new(self.shared.view()?, self.shared.since()))
    }

    /// What the index holds and costs.
    ///
    /// # Errors
    /// `Io`.
    pub fn stats(&self) -> Result<IndexStats> {
        let view = self.shared.view()?;
        lookup::iter::stats(&view, &self.shared.folder, self.shared.latest.load(Ordering::Acquire))
    }

    /// Waits until all changes are on disk.
    ///
    /// # Errors
    /// `Io`.
    pub fn sync(&self) -> Result<()> {
        match &self.shared.role {
            Role::Writer(_) => writer::write::sync(self.writer()?),
            Role::Reader(_) => Ok(()),
        }
    }

    /// Waits until all logs but the last are at rest, and no parts wait to be joined.
    ///
    /// # Errors
    /// Of what went wrong on the way.
    pub fn settle(&self) -> Result<()> {
        match &self.shared.role {
            Role::Writer(_) => self.writer()?.work.settle(&self.shared),
            Role::Reader(_) => Ok(()),
        }
    }

    /// Looks at every byte of an index that nobody writes; tells what is not as it was written.
    ///
    /// # Errors
    /// `Locked` if a process writes it; `Io`.
    pub fn verify(path: impl AsRef<Path>) -> Result<Vec<Damage>> {
        verify::verify(path.as_ref())
    }

    fn writer(&self) -> Result<&Writer> {
        match &self.shared.role {
            Role::Writer(writer) => writer.lock.check_owner().map(|()| &**writer),
            Role::Reader(_) => Err(Error::new(
                ErrorKind::Locked,
                "the index was opened for reading; open it for writing to change it",
            )),
        }
    }

    /// Whether another process opened it for writing, and this one was forked off that.
    fn is_forked_off(&self) -> bool {
        match &self.shared.role {
            Role::Writer(writer) => writer.lock.check_owner().is_err(),
            Role::Reader(_) => false,
        }
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        let worker = self.worker.take();
        if self.is_forked_off() {
            // The thread is not here, and would be waited for for ever; the files are another's.
            std::mem::forget(worker);
            return;
        }
        // First the worker, which may be writing the state.
        drop(worker);
        if let Role::Writer(writer) = &self.shared.role {
            // What cannot be written now was never told to be done, or is told by `sync`.
            let _ = writer::write::sync(writer);
        }
    }
}

impl Shared {
    /// What is there now.
    fn view(&self) -> Result<Arc<View>> {
        match &self.role {
            // A process that was forked off would see the past for ever.
            Role::Writer(writer) => writer.lock.check_owner().map(|()| self.held_view()),
            Role::Reader(reader) => reader.refresh(self),
        }
    }

    fn held_view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set_view(&self, view: View) -> Arc<View> {
        let view = Arc::new(view);
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&view);
        view
    }

    /// Documents seen before are no longer there.
    fn since(&self) -> i64 {
        match self.settings.window {
            Some(window) => {
                let window = i64::try_from(window).unwrap_or(i64::MAX);
                self.latest.load(Ordering::Acquire).saturating_sub(window)
            }
            None => i64::MIN,
        }
    }

    fn check(&self, query: &Query<'_>) -> Result<Verdict> {
        let view = self.view()?;
        let looked = self.looker(&view).look(query)?;
        self.rest_on_disk(&looked)?;
        Ok(looked.verdict)
    }

    /// A verdict must not rest on what a loss of power might undo.
    fn rest_on_disk(&self, looked: &Looked) -> Result<()> {
        match &self.role {
            Role::Writer(writer) => writer::write::rest_on_disk(writer, looked.last_seq),
            Role::Reader(_) => Ok(()),
        }
    }

    fn looker<'i>(&'i self, view: &'i View) -> Looker<'i> {
        Looker {
            settings: &self.settings,
            maker: &self.maker,
            sources: &view.sources,
            since: self.since(),
            from_seq: 0,
        }
    }

    /// The document of an id, if it is there.
    fn find_id(
        &self,
        view: &View,
        id: &str,
    ) -> Result<Option<(lookup::look::Place, lookup::row::Row, disk::body::Body)>> {
        let hash = self.maker.id(id);
        let looker = self.looker(view);
        let (mut places, mut looked) = (Vec::new(), Looked::default());
        looker.rows_of(lookup::keys::id(hash), lookup::look::PER_KEY, &mut places)?;
        for place in places.into_iter().rev() {
            let Some(row) = looker.live_row(place, &mut looked)? else { continue };
            if row.id == hash {
                let body = looker.body(place, &row)?;
                if body.id == id {
                    return Ok(Some((place, row, body)));
                }
            }
        }
        Ok(None)
    }
}

/// A file of an index that is not as it was written.
fn damaged(path: &Path, at: u64, what: &str) -> Error {
    Error::new(
        ErrorKind::Damaged,
        format!(
            "the file {} of an index is not as it was written, at byte {at}: {what}; `retold index \
             verify` tells all that is wrong, and a copy or a new index has to take its place",
            crate::base::error::shown(path)
        ),
    )
}
