//! The documents of a run, and where they stand.

use crate::base::document::{DocId, Texts};
use crate::base::error::{Error, Result, escape};
use crate::documents::fields::Fields;
use crate::documents::fields::keep::{Identity, identity};
use crate::input::parallel::gathered::Gathered;
use crate::input::place::RecordPlace;
use crate::input::reject::Rejected;
use crate::input::sources::inputs::Inputs;
use crate::input::store::Store;
use crate::jobs::corpus::growth::Growth;
use crate::jobs::dedup::against::RemovedByIndex;
use crate::report::named::{Name, Named, TextSpan};
use crate::storage::column::Column;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

/// The field that sources are counted by unless the job names one.
pub(crate) const SOURCE_FIELD: &str = "source";

/// All documents of a run, column by column.
pub(crate) struct Corpus {
    pub(crate) fields: Fields,
    pub(crate) input_bytes: u64,
    pub(crate) text_bytes: u64,
    pub(crate) duplicate_ids: u64,
    /// The field that sources are counted by; `None` counts by file.
    pub(crate) source_field: Option<String>,
    places: Column<RecordPlace>,
    /// Hashes of the ids, if every document has one of its own.
    ids: Option<Column<u64>>,
    pub(crate) store: Store,
    pub(crate) rejected: Vec<Rejected>,
    pub(crate) blank_lines: u64,
    /// Documents that are none of this corpus, since an index tells them.
    pub(crate) by_index: RemovedByIndex,
}

impl Corpus {
    /// The documents that were read, with the columns that were made of them; an error if there
    /// are none.
    pub(crate) fn new(
        growth: Growth<'_>,
        input: Gathered<()>,
        by_index: RemovedByIndex,
        source_field: Option<&str>,
    ) -> Result<Self> {
        let Gathered { store, rejected, blank, bytes, .. } = input;
        let Growth { space, fields, text_bytes, places, ids } = growth;
        if places.len() == 0 && rejected.is_empty() && by_index.seen.is_empty() {
            return Err(Error::input(
                "the input holds no document; a run over nothing would find nothing and prove \
                 nothing",
            ));
        }
        let source = source_field.unwrap_or(SOURCE_FIELD);
        let ids = ids.seal(space)?;
        let duplicate_ids = repeated(&ids);
        let one_each = ids.len() == places.len() && by_index.seen.is_empty() && duplicate_ids == 0;
        Ok(Self {
            duplicate_ids,
            ids: one_each.then_some(ids),
            source_field: (fields.has(source) || by_index.fields.has(source))
                .then(|| source.to_owned()),
            fields,
            input_bytes: bytes,
            text_bytes,
            places: places.seal(space)?,
            store,
            rejected,
            blank_lines: blank,
            by_index,
        })
    }

    pub(crate) fn place(&self, doc: DocId) -> RecordPlace {
        self.places[doc.index()]
    }

    /// What distinguishes a document from its exact copies. Reads the record only where ids do not
    /// suffice; a record that cannot be read then fails in the walk, which reads it too.
    pub(crate) fn identity(&self, doc: DocId) -> Identity {
        if let Some(known) = self.known_identity(doc) {
            return known;
        }
        let id = self.store.id(self.place(doc)).ok().flatten().unwrap_or_default();
        let mut text = String::new();
        self.read(doc, &mut text).map_or((0, 0), |()| identity(&id, &text))
    }

    /// The same, where it is known without reading.
    pub(crate) fn known_identity(&self, doc: DocId) -> Option<Identity> {
        self.ids.as_ref().map(|ids| (ids[doc.index()], 0))
    }

    pub(crate) fn path(&self, doc: DocId) -> &Path {
        self.store.path(self.place(doc).source)
    }

    pub(crate) fn docs(&self) -> impl Iterator<Item = DocId> + use<> {
        (0..self.places.len() as u32).map(DocId)
    }

    /// What a record is called, and where it stands.
    pub(crate) fn name_at(&self, place: RecordPlace) -> Result<Name> {
        let file = self.store.path(place.source).to_string_lossy().into_owned();
        let record = u64::from(place.number);
        let id = self.store.id(place)?.unwrap_or_else(|| format!("{file}:{record}"));
        Ok(Name { id, file, record })
    }

    /// Where no document has the field of sources, each is its file.
    pub(crate) fn sources_by_file(&mut self, field: &str) {
        if self.source_field.is_none() {
            let files: Vec<String> =
                self.docs().map(|doc| self.path(doc).to_string_lossy().into_owned()).collect();
            self.fields.set(field, files.iter().map(|file| Some(file.as_str())));
        }
    }

    /// How many records could not be read, by kind.
    pub(crate) fn rejected_by_kind(&self) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for rejected in &self.rejected {
            *counts.entry(rejected.kind.name()).or_default() += 1;
        }
        counts
    }
}

/// How many values are there already. Cost: a sort of them, and of a few millions at a time.
fn repeated(values: &[u64]) -> u64 {
    let bits = values.len().div_ceil(IDS_AT_ONCE).next_power_of_two().ilog2();
    let part_of = |value: u64| value.checked_shr(64 - bits).unwrap_or(0);
    let repeated_in = |part: u64| {
        let of_part = values.par_iter().copied().filter(|value| part_of(*value) == part);
        let mut sorted: Vec<u64> = of_part.collect();
        sorted.par_sort_unstable();
        sorted.par_windows(2).filter(|pair| pair[0] == pair[1]).count() as u64
    };
    (0..1u64 << bits).map(repeated_in).sum()
}

/// Hashes of ids that are sorted at once.
const IDS_AT_ONCE: usize = 4 << 20;

/// Plain text has no fields: a setting that looks at one would silently do nothing.
pub(crate) fn refuse_fields(named: &[String], inputs: &Inputs) -> Result<()> {
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
    fn name(&self, doc: DocId) -> Result<Name> {
        self.name_at(self.place(doc))
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
