//! Documents by text: exact copies stand together, and are looked at once.

use crate::DocId;
use rayon::prelude::*;

/// The distinct texts, numbered by the digest of their tokens, each with its documents: so the
/// numbers depend on the contents, not on the order of the input.
#[derive(Debug, Default)]
pub(crate) struct Distinct {
    /// Documents by text, and where each text's begin; the last entry is the end.
    docs: Vec<DocId>,
    starts: Vec<u32>,
}

impl Distinct {
    pub(crate) fn new(mut docs: Vec<DocId>, digest: impl Fn(DocId) -> u128 + Sync) -> Self {
        docs.par_sort_unstable_by_key(|doc| (digest(*doc), *doc));
        let begins = |i: &usize| *i == 0 || digest(docs[*i]) != digest(docs[*i - 1]);
        let mut starts: Vec<u32> =
            (0..docs.len()).filter(begins).map(|start| start as u32).collect();
        starts.push(docs.len() as u32);
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
}
