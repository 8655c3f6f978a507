//! Many documents at once: all threads make them ready and look at what was there before; then
//! they go in one after the other, and look at what came since.
//!
//! So what becomes of each is what would have become of it alone, in this order, at any number of
//! threads. (Of a document that one of the same batch pushes out or replaces, those behind it in
//! the batch may still be told.)

use super::write::{self, Incoming, Ready};
use super::{Index, Inserted};
use crate::Result;
use rayon::prelude::*;

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    Inserted(Inserted),
    /// Another tells it, and it was not inserted.
    Told,
}

impl Index {
    /// Inserts documents in their order, all or `only_new`; `each` is told of one after the other,
    /// by its place among them.
    pub(crate) fn put_all(
        &self,
        documents: &[Incoming<'_>],
        only_new: bool,
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
                Some(ready) => Put::Inserted(write::insert_ready(shared, writer, ready)?),
            };
            each(at, put)?;
        }
        Ok(())
    }
}
