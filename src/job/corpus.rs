//! The documents of a run, and where they stand.

use crate::error::escape;
use crate::fields::Fields;
use crate::read::{Inputs, Reading, Record, RecordPlace, Rejected, Store};
use crate::report::{Named, TextSpan};
use crate::verify::Texts;
use crate::{DocId, Error, Result};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// The field that sources are counted by unless the job names one.
pub(super) const SOURCE_FIELD: &str = "source";

/// What is kept of a record, and what was made of its text.
pub(super) struct Row<T> {
    made: T,
    text_bytes: u64,
    id: Option<u64>,
    fields: Vec<Option<String>>,
}

impl<T> Row<T> {
    pub(super) fn new(record: &Record<'_>, made: T) -> Self {
        Self {
            made,
            text_bytes: record.text.len() as u64,
            id: record.id.map(|id| xxh3_64(id.as_bytes())),
            fields: record.fields.iter().map(|value| value.as_deref().map(str::to_owned)).collect(),
        }
    }
}

/// All documents of a run, column by column.
pub(super) struct Corpus {
    pub(super) fields: Fields,
    pub(super) input_bytes: u64,
    pub(super) text_bytes: u64,
    pub(super) duplicate_ids: u64,
    /// The field that sources are counted by; `None` counts by file.
    pub(super) source_field: Option<String>,
    places: Vec<RecordPlace>,
    pub(super) store: Store,
    pub(super) rejected: Vec<Rejected>,
    pub(super) blank_lines: u64,
}

impl Corpus {
    /// The documents, with what was made of their texts; an error if there are none.
    pub(super) fn new<T>(
        reading: Reading<Row<T>>,
        names: &[String],
        source_field: Option<&str>,
    ) -> Result<(Self, Vec<T>)> {
        let mut fields = Fields::new(names.iter().map(String::as_str));
        let Reading { rows, places, store, rejected, blank, bytes } = reading;
        if rows.is_empty() && rejected.is_empty() {
            return Err(Error::input(
                "the input holds no document; a run over nothing would find nothing and prove \
                 nothing",
            ));
        }
        let mut made = Vec::with_capacity(rows.len());
        let mut ids = Vec::with_capacity(rows.len());
        let mut text_bytes = 0;
        for row in rows {
            // Plain text has no fields.
            let values = row.fields.iter().map(Option::as_deref);
            fields.push(values.chain(std::iter::repeat(None)));
            made.push(row.made);
            ids.extend(row.id);
            text_bytes += row.text_bytes;
        }
        ids.par_sort_unstable();
        let all = ids.len();
        ids.dedup();
        let source = source_field.unwrap_or(SOURCE_FIELD);
        let corpus = Self {
            duplicate_ids: (all - ids.len()) as u64,
            source_field: fields.has(source).then(|| source.to_owned()),
            fields,
            input_bytes: bytes,
            text_bytes,
            places,
            store,
            rejected,
            blank_lines: blank,
        };
        Ok((corpus, made))
    }

    pub(super) fn place(&self, doc: DocId) -> RecordPlace {
        self.places[doc.index()]
    }

    pub(super) fn path(&self, doc: DocId) -> &Path {
        self.store.path(self.place(doc).source)
    }

    pub(super) fn docs(&self) -> impl Iterator<Item = DocId> + use<> {
        (0..self.places.len() as u32).map(DocId)
    }

    /// The value of a field, or what stands for its absence.
    pub(super) fn value(&self, field: &str, doc: DocId) -> &str {
        self.fields.get(field, doc).unwrap_or("(none)")
    }

    /// The value of the source field, or the file.
    pub(super) fn source(&self, doc: DocId) -> String {
        match &self.source_field {
            Some(field) => self.value(field, doc).to_owned(),
            None => self.path(doc).to_string_lossy().into_owned(),
        }
    }

    /// Where no document has the field of sources, each is its file.
    pub(super) fn sources_by_file(&mut self, field: &str) {
        if self.source_field.is_none() {
            let files: Vec<String> =
                self.docs().map(|doc| self.path(doc).to_string_lossy().into_owned()).collect();
            self.fields.set(field, files.iter().map(|file| Some(file.as_str())));
        }
    }

    /// How many records could not be read, by kind.
    pub(super) fn rejected_by_kind(&self) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for rejected in &self.rejected {
            *counts.entry(rejected.kind.name()).or_default() += 1;
        }
        counts
    }
}

/// Plain text has no fields: a setting that looks at one would silently do nothing.
pub(super) fn refuse_fields(named: &[String], inputs: &Inputs) -> Result<()> {
    match named.first() {
        Some(field) if inputs.is_text() => Err(Error::settings(format!(
            "settings look at the field `{}`, and plain text has no fields",
            escape(field)
        ))),
        _ => Ok(()),
    }
}

impl Texts for Corpus {
    fn read(&self, doc: DocId, into: &mut String) -> Result<()> {
        self.store.text(self.place(doc), into)
    }
}

impl Named for Corpus {
    fn name(&self, doc: DocId) -> Result<crate::report::Name> {
        let place = self.place(doc);
        let file = self.path(doc).to_string_lossy().into_owned();
        let record = u64::from(place.number);
        let id = self.store.id(place)?.unwrap_or_else(|| format!("{file}:{record}"));
        Ok(crate::report::Name { id, file, record })
    }

    fn text(&self, doc: DocId) -> Result<String> {
        let mut text = String::new();
        self.read(doc, &mut text)?;
        Ok(text)
    }

    fn in_file(&self, doc: DocId, spans: &[TextSpan]) -> Result<Vec<Range<u64>>> {
        let place = self.place(doc);
        let origins = self.store.origins(place)?;
        let raw = spans.iter().map(|span| {
            let raw = origins.raw(span.clone());
            place.offset + raw.start as u64..place.offset + raw.end as u64
        });
        Ok(raw.collect())
    }
}
