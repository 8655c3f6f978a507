//! Documents by text: exact copies stand together, and are looked at once.

use crate::base::document::DocId;
use crate::base::error::Result;
use crate::storage::column::Column;
use crate::storage::slots::Slots;
use crate::storage::space::Space;
use rayon::prelude::*;

/// The distinct texts, numbered by the digest of their tokens, each with its documents: so the
/// numbers depend on the contents, not on the order of the input.
#[derive(Debug)]
pub(crate) struct Distinct {
    /// Documents by text, and where each text's begin; the last entry is the end.
    docs: Column<DocId>,
    starts: Column<u32>,
}

impl Distinct {
    pub(crate) fn new(mut docs: Vec<DocId>, digest: impl Fn(DocId) -> u128 + Sync) -> Self {
        docs.par_sort_unstable_by_key(|doc| (digest(*doc), *doc));
        let mut starts: Vec<u32> = begins(&docs, &digest).collect();
        starts.push(docs.len() as u32);
        Self { docs: docs.into(), starts: starts.into() }
    }

    /// From documents by digest, and where each digest's begin; the last entry is the end.
    pub(crate) fn from_columns(docs: Column<DocId>, starts: Column<u32>) -> Self {
        Self { docs, starts }
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The documents of a text, in document order.
    pub(crate) fn docs(&self, text: u32) -> &[DocId] {
        let text = text as usize;
        &self.docs[self.starts[text] as usize..self.starts[text + 1] as usize]
    }

    /// The first document that has a text.
    pub(crate) fn first(&self, text: u32) -> DocId {
        self.docs[self.starts[text as usize] as usize]
    }

    /// For each of so many documents its text, counted from 1; 0 for those without.
    pub(crate) fn texts(&self, documents: usize, space: &Space) -> Result<Slots<u32>> {
        let mut texts = Slots::zeroed(documents, space)?;
        // Each thread looks at all texts and fills a range of documents.
        let size = documents.div_ceil(rayon::current_num_threads()).max(1);
        texts.par_chunks_mut(size).enumerate().for_each(|(i, slots)| {
            for text in 0..self.len() as u32 {
                for doc in self.docs(text) {
                    if let Some(slot) =
                        doc.index().checked_sub(i * size).and_then(|at| slots.get_mut(at))
                    {
                        *slot = text + 1;
                    }
                }
            }
        });
        Ok(texts)
    }
}

/// Where documents of another digest begin.
pub(crate) fn begins(
    docs: &[DocId],
    digest: &(impl Fn(DocId) -> u128 + Sync),
) -> impl Iterator<Item = u32> {
    let begins = |i: &usize| *i == 0 || digest(docs[*i]) != digest(docs[*i - 1]);
    (0..docs.len()).filter(begins).map(|start| start as u32)
}
