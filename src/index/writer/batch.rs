//! Many documents at once: all threads make them ready and look at what was there before; then
//! they go in one after the other, and look at what came since.
//!
//! So what becomes of each is what would have become of it alone, in this order, at any number of
//! threads. (Of a document that one of the same batch pushes out or replaces, those behind it in
//! the batch may still be told.)

use super::write::{self, Incoming, Ready};
use crate::base::document::Document;
use crate::base::error::Result;
use crate::index::Index;
use crate::index::lookup::verdict::Inserted;
use crate::index::settings::Durability;
use rayon::prelude::*;

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    Inserted(Inserted),
    /// Another tells it, and it was not inserted.
    Told,
}

impl Index {
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
            let seen = write::seen(fields);
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
        mut each: impl FnMut(usize, Put) -> Result<()>,
    ) -> Result<()> {
        let (shared, writer) = (&*self.shared, self.writer()?);
        let seen_to = writer.writing()?.next_seq;
        let before = shared.held_view();
        let ready = documents.par_iter().map(|incoming| {
            let query = shared.maker.query(incoming.text);
            if only_new {
                let looked = shared.looker(&before).look(&query)?;
                if !looked.verdict.is_new {
                    shared.rest_on_disk(&looked)?;
                    return Ok(None);
                }
            }
            write::make_ready(shared, *incoming, query).map(Some)
        });
        let ready: Vec<Option<Ready<'_>>> = ready.collect::<Result<_>>()?;
        for (at, ready) in ready.iter().enumerate() {
            let put = match ready {
                None => Put::Told,
                Some(ready) if only_new => {
                    let put = write::insert_if_new(shared, writer, ready, (&before, seen_to))?;
                    put.map_or(Put::Told, Put::Inserted)
                }
                Some(ready) => {
                    Put::Inserted(write::insert_ready(shared, writer, ready, durability)?)
                }
            };
            each(at, put)?;
        }
        Ok(())
    }
}
