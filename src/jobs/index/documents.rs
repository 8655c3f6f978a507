//! Documents of files, a batch at a time.
//!
//! All records are found first, so that nothing is done if one of them cannot be read; then their
//! texts are read again, as many as make a batch.

use crate::base::error::{Error, Result};
use crate::base::progress::Watch;
use crate::input::parallel::rows::{Reading, read};
use crate::input::place::RecordPlace;
use crate::input::sources::inputs::Inputs;
use crate::report::records::rejected_line;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The most documents and bytes of a batch, but for one that is larger.
const DOCUMENTS: usize = 1024;
const BYTES: u64 = 16 << 20;

/// Where all documents stand.
pub(crate) struct Documents(Reading<()>);

/// One of them.
pub(crate) struct Document {
    /// Its id, or `file:record` if it has none.
    pub(crate) id: String,
    pub(crate) text: String,
    /// The fields that were asked for, in that order.
    pub(crate) fields: Vec<Option<String>>,
}

impl Documents {
    pub(crate) fn find(inputs: Inputs, watch: Watch<'_>) -> Result<Self> {
        let reading = read(inputs, watch, || (), |(), _| ())?;
        if u32::try_from(reading.places.len()).is_err() {
            return Err(Error::input("more documents than 32 bits can number; give fewer at once"));
        }
        // A file that is written to meanwhile would be half old and half new.
        reading.store.verify_unchanged()?;
        Ok(Self(reading))
    }

    /// The bytes of all records.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.places.iter().map(|place| place.len).sum()
    }

    /// The header of a table.
    pub(super) fn header(&self) -> Option<&[u8]> {
        self.0.store.header()
    }

    /// The bytes of a record.
    pub(super) fn record(&self, place: RecordPlace) -> Result<std::borrow::Cow<'_, [u8]>> {
        self.0.store.bytes(place)
    }

    /// How many records could not be read, by kind.
    pub(crate) fn rejected(&self) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for rejected in &self.0.rejected {
            *counts.entry(rejected.kind.name()).or_default() += 1;
        }
        counts
    }

    /// What could not be read, as lines of `rejected.jsonl`.
    pub(super) fn rejected_lines(&self) -> impl Iterator<Item = Result<Vec<u8>>> {
        let store = &self.0.store;
        self.0.rejected.iter().map(|rejected| {
            let bytes = store.bytes(rejected.place)?;
            rejected_line(store.path(rejected.place.source), rejected, &bytes)
        })
    }

    /// Batches, which do not depend on the number of threads.
    pub(crate) fn batches(&self) -> impl Iterator<Item = &[RecordPlace]> {
        let mut rest = &self.0.places[..];
        std::iter::from_fn(move || {
            let mut bytes = 0;
            let fits = rest.iter().take(DOCUMENTS).take_while(|place| {
                bytes += place.len;
                bytes <= BYTES
            });
            let (batch, behind) = rest.split_at(fits.count().max(1).min(rest.len()));
            rest = behind;
            (!batch.is_empty()).then_some(batch)
        })
    }

    /// The documents of a batch.
    pub(crate) fn load(&self, batch: &[RecordPlace]) -> Result<Vec<Document>> {
        let store = &self.0.store;
        let load = |place: &RecordPlace| {
            store.look(*place, |record| Document {
                id: record.id.map_or_else(
                    || format!("{}:{}", store.path(place.source).to_string_lossy(), place.number),
                    str::to_owned,
                ),
                text: record.text.to_owned(),
                fields: record
                    .fields
                    .iter()
                    .map(|value| value.as_deref().map(Into::into))
                    .collect(),
            })
        };
        batch.par_iter().map(load).collect()
    }
}
