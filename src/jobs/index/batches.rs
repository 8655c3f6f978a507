//! Documents as they come, as many at once as are there.

use super::document::Document;
use crate::base::error::Result;
use crate::base::progress::Watch;
use crate::input::parallel::follow::{Following, Portion};
use crate::input::place::RecordPlace;
use crate::input::sources::inputs::Inputs;
use std::collections::BTreeMap;

/// Documents and bytes of a batch from which on no more are added to it.
const DOCUMENTS: usize = 1024;
const BYTES: u64 = 16 << 20;

/// Documents of inputs, in order.
pub(crate) struct Batches(Following<Document>);

/// Some of them, none of which has to wait for the others.
pub(crate) struct Batch {
    pub(crate) portions: Vec<Portion<Document>>,
    /// There was no more when these were taken, or there is none.
    pub(crate) is_last: bool,
}

impl Batches {
    pub(crate) fn start(inputs: Inputs) -> Result<Self> {
        Following::start(inputs, Document::of).map(Self)
    }

    /// The next documents, once there are any; nothing at the end.
    pub(crate) fn next(&mut self, watch: Watch<'_>) -> Result<Option<Batch>> {
        let Some(first) = self.0.next(watch)? else { return Ok(None) };
        let mut batch = Batch { portions: vec![first], is_last: false };
        while batch.len() < DOCUMENTS && batch.bytes() < BYTES {
            match self.0.ready() {
                Some(portion) => batch.portions.push(portion),
                None => {
                    batch.is_last = true;
                    break;
                }
            }
        }
        Ok(Some(batch))
    }
}

impl Batch {
    fn len(&self) -> usize {
        self.portions.iter().map(|portion| portion.rows.len()).sum()
    }

    fn bytes(&self) -> u64 {
        self.documents().map(|(_, place, _)| place.len).sum()
    }

    /// Bytes on disk used for it.
    pub(crate) fn disk(&self) -> u64 {
        self.portions.iter().map(|portion| portion.disk).sum()
    }

    pub(crate) fn documents(
        &self,
    ) -> impl Iterator<Item = (&Portion<Document>, RecordPlace, &Document)> {
        self.portions.iter().flat_map(|portion| {
            portion.rows.iter().map(move |(place, document)| (portion, *place, document))
        })
    }

    /// Counts what could not be read, by kind.
    pub(crate) fn count_rejected(&self, counts: &mut BTreeMap<&'static str, u64>) {
        for rejected in self.portions.iter().flat_map(|portion| &portion.rejected) {
            *counts.entry(rejected.kind.name()).or_default() += 1;
        }
    }
}
