//! The columns that grow while documents are read.

use crate::base::error::{Error, Result};
use crate::documents::fields::Fields;
use crate::input::formats::extract::Record;
use crate::input::place::RecordPlace;
use crate::storage::column::Growing;
use crate::storage::saved::Saved;
use crate::storage::space::Space;
use xxhash_rust::xxh3::xxh3_64;

/// What is kept of a record, and what was made of its text.
pub(crate) struct Row<T> {
    pub(crate) made: T,
    pub(crate) text_bytes: u64,
    pub(crate) id: Option<u64>,
    pub(crate) fields: Vec<Option<String>>,
}

impl<T> Row<T> {
    pub(crate) fn new(record: &Record<'_>, made: T) -> Self {
        Self {
            made,
            text_bytes: record.text.len() as u64,
            id: record.id.map(|id| xxh3_64(id.as_bytes())),
            fields: record.fields.iter().map(|value| value.as_deref().map(str::to_owned)).collect(),
        }
    }
}

/// The columns of all documents, while they are read.
pub(crate) struct Growth<'s> {
    pub(crate) space: &'s Space,
    pub(crate) fields: Fields,
    pub(crate) text_bytes: u64,
    pub(crate) places: Growing<RecordPlace>,
    pub(crate) ids: Growing<u64>,
}

impl<'s> Growth<'s> {
    pub(crate) fn new(names: &[String], space: &'s Space) -> Self {
        let fields = Fields::new(names.iter().map(String::as_str));
        let (places, ids) = Default::default();
        Self { space, fields, text_bytes: 0, places, ids }
    }

    /// Goes on with what is in files.
    pub(crate) fn resumed(
        fields: Fields,
        text_bytes: u64,
        places: Growing<RecordPlace>,
        ids: Growing<u64>,
        space: &'s Space,
    ) -> Self {
        Self { space, fields, text_bytes, places, ids }
    }

    /// How far the files of places and of ids are good.
    pub(crate) fn save(&mut self) -> Result<[Saved; 2]> {
        Ok([self.places.save(self.space)?, self.ids.save(self.space)?])
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Documents so far.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Bytes of all texts.
    pub(crate) fn text_bytes(&self) -> u64 {
        self.text_bytes
    }

    /// Adds a document, and gives what was made of its text.
    pub(crate) fn add<T>(&mut self, place: RecordPlace, row: Row<T>) -> Result<T> {
        if u32::try_from(self.places.len() + 1).is_err() {
            return Err(Error::input("more documents than 32 bits can number"));
        }
        self.fields.push(row.fields.iter().map(Option::as_deref));
        self.text_bytes += row.text_bytes;
        self.places.push(place, self.space)?;
        self.know_id(row.id)?;
        Ok(row.made)
    }

    /// Counts an id that later ones may repeat.
    pub(crate) fn know_id(&mut self, id: Option<u64>) -> Result<()> {
        match id {
            Some(id) => self.ids.push(id, self.space),
            None => Ok(()),
        }
    }

    /// Bytes in memory.
    pub(crate) fn held(&self) -> u64 {
        self.places.held() + self.ids.held()
    }

    /// From now on in files.
    pub(crate) fn spill(&mut self) -> Result<()> {
        self.places.spill(self.space)?;
        self.ids.spill(self.space)
    }
}
