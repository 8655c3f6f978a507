//! Many documents at once: all threads make them ready and look at what was there before; then
//! they go in one after the other, and look at what came since.
//!
//! So what becomes of each is what would have become of it alone, in this order, at any number of
//! threads and however documents are divided into batches: where one of the batch may have pushed
//! out or replaced what tells another, that is looked at again in its turn.

use super::incoming::{Incoming, Ready, make_ready};
use super::write;
use super::writing::{Writer, rest_on_disk};
use crate::base::error::Result;
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

impl Writer {
    /// Inserts documents in their order, all or `only_new`; `each` is told of one after the other,
    /// by its place among them.
    pub(crate) fn put_all(
        &self,
        documents: &[Incoming<'_>],
        only_new: bool,
        durability: Durability,
        mut each: impl FnMut(usize, Put) -> Result<()>,
    ) -> Result<()> {
        let (shared, writer) = (&*self.shared, self);
        let seen_to = writer.writing()?.next_seq;
        let before = shared.held_view();
        let ready = documents.par_iter().map(|incoming| {
            let query = shared.maker.query(incoming.text);
            if only_new {
                let looked = shared.looker(&before).look(&query)?;
                if !looked.verdict.is_new {
                    rest_on_disk(writer, &looked)?;
                    return Ok(None);
                }
            }
            make_ready(shared, *incoming, query).map(Some)
        });
        let ready: Vec<Option<Ready<'_>>> = ready.collect::<Result<_>>()?;
        // Whether a document that was there before may be gone.
        let mut gone = false;
        for (at, ready) in ready.iter().enumerate() {
            let put = match ready {
                None if gone => match write::insert_new(writer, documents[at])? {
                    (_, Some(inserted)) => Put::Inserted(inserted),
                    _ => Put::Told,
                },
                None => Put::Told,
                Some(ready) if only_new => {
                    let put = write::insert_if_new(writer, ready, (&before, seen_to))?;
                    put.map_or(Put::Told, Put::Inserted)
                }
                Some(ready) => Put::Inserted(write::insert_ready(writer, ready, durability)?),
            };
            let settings = &shared.settings;
            gone |= match put {
                Put::Inserted(Inserted::Added) => {
                    settings.max_documents.is_some() || settings.window.is_some()
                }
                Put::Inserted(Inserted::Replaced) => true,
                Put::Inserted(Inserted::Unchanged) | Put::Told => false,
            };
            each(at, put)?;
        }
        Ok(())
    }
}
