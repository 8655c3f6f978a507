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

pub(crate) mod disk;
pub(crate) mod lookup;
pub(crate) mod settings;
mod shared;
#[cfg(test)]
mod tests;
pub(crate) mod verify;
pub(crate) mod writer;

pub use disk::damaged::Damage;
pub use lookup::iter::IndexDocuments;
pub use lookup::verdict::{IndexDocument, IndexMatch, IndexStats, Inserted, Verdict};
pub use settings::{Durability, IndexSettings, IndexSettingsBuilder, Stored};

use crate::base::document::Document;
use crate::base::error::{Error, ErrorKind, Result};
use lookup::iter;
use lookup::reader::Reader;
use lookup::view::View;
use shared::Shared;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use writer::batch::Put;
use writer::incoming::{Incoming, seen};
use writer::worker::{self, Worker};
use writer::writing::{self, Writer};
use writer::{expire, open, write};

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
pub struct Index(Role);

#[derive(Debug)]
enum Role {
    /// The worker, until the index is dropped.
    Writer(Arc<Writer>, Option<Worker>),
    Reader(Reader),
}

impl Index {
    /// Makes an index in a new or empty folder, and opens it for writing.
    ///
    /// # Errors
    /// Of the kind `Io` if the folder cannot be made or holds something else.
    pub fn create(path: impl AsRef<Path>, settings: IndexSettings) -> Result<Self> {
        open::create(path.as_ref(), &settings)?;
        Self::open(path, settings)
    }

    /// Opens an index for writing, if it was made with these settings.
    ///
    /// # Errors
    /// `Settings` if it was made with others, naming both; `Locked` if another process writes it,
    /// naming that; `Damaged` if a file is not as it was written; `Io`.
    pub fn open(path: impl AsRef<Path>, settings: IndexSettings) -> Result<Self> {
        let (durability, memory) = (settings.durability, settings.memory);
        Self::writing(open::writer(path.as_ref(), Some(&settings), durability, memory)?)
    }

    /// Opens an index for writing, with the settings that it was made with.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_as_made(path: impl AsRef<Path>, durability: Durability) -> Result<Self> {
        let memory = IndexSettings::default().memory;
        Self::writing(open::writer(path.as_ref(), None, durability, memory)?)
    }

    /// Opens an index for reading, while another process may write it.
    ///
    /// # Errors
    /// `Damaged` if a file is not as it was written; `Io`.
    pub fn open_reader(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self(Role::Reader(open::reader(path.as_ref())?)))
    }

    /// The settings that the index was made with.
    pub fn settings(&self) -> &IndexSettings {
        &self.shared().settings
    }

    /// Whether a text was told before, and by which documents. A text without tokens is new.
    ///
    /// A reader sees all that was told to be done before the call.
    ///
    /// # Errors
    /// `Damaged` if what it looks at is not as it was written; `Locked` in a process that was forked
    /// off the one that opened it for writing; `Io`.
    pub fn check(&self, text: &str) -> Result<Verdict> {
        let shared = self.shared();
        let query = shared.maker.query(text);
        let view = self.view()?;
        let looked = shared.looker(&view).look(&query)?;
        if let Role::Writer(writer, _) = &self.0 {
            writing::rest_on_disk(writer, &looked)?;
        }
        Ok(looked.verdict)
    }

    /// Inserts a document; one with the same id is replaced, unless it is the same. It was seen
    /// now, or at the date in a field of the name `date`, if that is past.
    ///
    /// # Errors
    /// `Locked` for a reader; `Io`.
    pub fn insert(&self, id: &str, text: &str, fields: &[(&str, &str)]) -> Result<Inserted> {
        self.insert_seen(id, text, fields, seen(fields))
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
        write::insert(self.writer()?, Incoming { id, text, fields, seen })
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
        self.check_and_insert_seen(id, text, fields, seen(fields))
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
        let incoming = Incoming { id, text, fields, seen };
        write::check_and_insert(self.writer()?, incoming)
    }

    /// Inserts documents in order, as [`insert`](Self::insert) does, without waiting for the disk,
    /// whatever the index was opened with: call [`sync`](Self::sync) after the last. Threads of
    /// the current pool share the work. After an error some may have been inserted.
    ///
    /// ```
    /// # let folder = tempfile::tempdir().unwrap();
    /// use retold::Document;
    /// use retold::index::{Index, Inserted};
    /// let index = Index::create(folder.path().join("seen"), Default::default())?;
    /// let stories = [Document::new("a", "one story"), Document::new("b", "another story")];
    /// assert_eq!(index.insert_many(&stories)?, [Inserted::Added; 2]);
    /// index.sync()?;
    /// # Ok::<(), retold::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub fn insert_many(&self, documents: &[Document]) -> Result<Vec<Inserted>> {
        let fields: Vec<Vec<(&str, &str)>> = documents
            .iter()
            .map(|one| one.fields.iter().map(|(name, value)| (&**name, &**value)).collect())
            .collect();
        let incoming = documents.iter().zip(&fields).map(|(one, fields)| {
            let seen = seen(fields);
            Incoming { id: &one.id, text: &one.text, fields, seen }
        });
        let incoming: Vec<Incoming<'_>> = incoming.collect();
        let mut all = Vec::with_capacity(documents.len());
        self.put_all(&incoming, false, Durability::Relaxed, |_, put| {
            if let Put::Inserted(inserted) = put {
                all.push(inserted);
            }
            Ok(())
        })?;
        Ok(all)
    }

    /// Inserts documents in their order, all or `only_new`; `each` is told of one after the other,
    /// by its place among them.
    pub(crate) fn put_all(
        &self,
        documents: &[Incoming<'_>],
        only_new: bool,
        durability: Durability,
        each: impl FnMut(usize, Put) -> Result<()>,
    ) -> Result<()> {
        self.writer()?.put_all(documents, only_new, durability, each)
    }

    /// Removes a document; whether it was there.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub fn remove(&self, id: &str) -> Result<bool> {
        write::remove(self.writer()?, id)
    }

    /// Removes all documents that were seen before a time in seconds since 1970; how many. Their
    /// place on disk is given back soon after.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub fn expire(&self, before: i64) -> Result<u64> {
        expire::expire(self.writer()?, before)
    }

    /// The document of an id.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn get(&self, id: &str) -> Result<Option<IndexDocument>> {
        let view = self.view()?;
        let found = self.shared().find_id(&view, id)?;
        Ok(found.map(|(_, row, body)| iter::document(&row, body)))
    }

    /// All documents as of now, in the order in which they came.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn documents(&self) -> Result<IndexDocuments> {
        Ok(IndexDocuments::new(self.view()?, self.shared().since()))
    }

    /// What the index holds and costs.
    ///
    /// # Errors
    /// `Io`.
    pub fn stats(&self) -> Result<IndexStats> {
        let view = self.view()?;
        let shared = self.shared();
        iter::stats(&view, &shared.folder, shared.latest.load(Ordering::Acquire))
    }

    /// Waits until all changes are on disk.
    ///
    /// # Errors
    /// `Io`.
    pub fn sync(&self) -> Result<()> {
        match &self.0 {
            Role::Writer(..) => writing::sync(self.writer()?),
            Role::Reader(_) => Ok(()),
        }
    }

    /// Waits until all logs but the last are at rest, and no parts wait to be joined.
    ///
    /// # Errors
    /// Of what went wrong on the way.
    pub fn settle(&self) -> Result<()> {
        match &self.0 {
            Role::Writer(..) => worker::settle(self.writer()?),
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

    fn writing((writer, worker): (Arc<Writer>, Worker)) -> Result<Self> {
        Ok(Self(Role::Writer(writer, Some(worker))))
    }

    fn shared(&self) -> &Shared {
        match &self.0 {
            Role::Writer(writer, _) => &writer.shared,
            Role::Reader(reader) => &reader.shared,
        }
    }

    /// What is there now.
    fn view(&self) -> Result<Arc<View>> {
        match &self.0 {
            // A process that was forked off would see the past for ever.
            Role::Writer(writer, _) => {
                writer.lock.check_owner().map(|()| writer.shared.held_view())
            }
            Role::Reader(reader) => reader.refresh(),
        }
    }

    fn writer(&self) -> Result<&Writer> {
        match &self.0 {
            Role::Writer(writer, _) => writer.lock.check_owner().map(|()| &**writer),
            Role::Reader(_) => Err(Error::new(
                ErrorKind::Locked,
                "the index was opened for reading; open it for writing to change it",
            )),
        }
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        let Role::Writer(writer, worker) = &mut self.0 else { return };
        let worker = worker.take();
        if writer.lock.check_owner().is_err() {
            // Forked off: the thread is not here, and would be waited for for ever; the files are
            // another's.
            std::mem::forget(worker);
            return;
        }
        // First the worker, which may be writing the state.
        drop(worker);
        // What cannot be written now was never told to be done, or is told by `sync`.
        let _ = writing::sync(writer);
    }
}
