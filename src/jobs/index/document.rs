//! A document of a file, on its way to an index.

use crate::input::formats::extract::Record;
use std::path::Path;

/// One record, taken out of its file.
pub(crate) struct Document {
    /// Its id, or `file:record` if it has none.
    pub(crate) id: String,
    pub(crate) text: String,
    /// The fields that were asked for, in that order.
    pub(crate) fields: Vec<Option<String>>,
}

impl Document {
    pub(crate) fn of(path: &Path, number: u32, record: &Record<'_>) -> Self {
        let unnamed = || format!("{}:{number}", path.to_string_lossy());
        Self {
            id: record.id.map_or_else(unnamed, str::to_owned),
            text: record.text.to_owned(),
            fields: record.fields.iter().map(|value| value.as_deref().map(Into::into)).collect(),
        }
    }
}
