//! What an index holds.

use crate::errors::exception;
use pyo3::prelude::*;
use retold::index::{IndexDocuments, IndexStats};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A document of an index, as it was inserted.
///
/// >>> import tempfile
/// >>> index = retold.Index.create(tempfile.mkdtemp())
/// >>> _ = index.insert("wire/1", "One story.", {"source": "wire"})
/// >>> document = index.get("wire/1")
/// >>> document.text, document.fields, document.tokens
/// ('One story.', {'source': 'wire'}, 2)
#[pyclass(frozen, get_all, module = "retold")]
pub(crate) struct IndexDocument {
    /// Its id.
    id: String,
    /// Its text, or None if the index stores shingles.
    text: Option<String>,
    /// Names and values.
    fields: BTreeMap<String, String>,
    /// When it was seen, in seconds since 1970.
    seen: i64,
    /// How many tokens its text has.
    tokens: u32,
}

#[pymethods]
impl IndexDocument {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let Self { id, seen, tokens, .. } = self;
        let id = id.into_pyobject(py)?.repr()?;
        Ok(format!("IndexDocument(id={id}, seen={seen}, tokens={tokens})"))
    }
}

impl From<retold::index::IndexDocument> for IndexDocument {
    fn from(document: retold::index::IndexDocument) -> Self {
        let retold::index::IndexDocument { id, text, fields, seen, tokens, .. } = document;
        // Python gave a dictionary, so no name stands twice.
        Self { id, text, fields: fields.into_iter().collect(), seen, tokens }
    }
}

/// The documents of an index as of one moment, in the order in which they came.
#[pyclass(frozen, module = "retold._retold")]
pub(crate) struct Documents {
    left: Mutex<IndexDocuments>,
}

#[pymethods]
impl Documents {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<IndexDocument>> {
        let next = py.detach(|| self.left.lock().unwrap_or_else(PoisonError::into_inner).next());
        next.transpose().map(|document| document.map(IndexDocument::from)).map_err(exception)
    }
}

impl Documents {
    pub(super) fn new(documents: IndexDocuments) -> Self {
        Self { left: Mutex::new(documents) }
    }
}

/// What an index holds and costs.
///
/// >>> import tempfile
/// >>> index = retold.Index.create(tempfile.mkdtemp())
/// >>> _ = index.insert("wire/1", "One story.", seen=1_700_000_000)
/// >>> stats = index.stats()
/// >>> stats.documents, stats.gone, stats.latest
/// (1, 0, 1700000000)
#[pyclass(frozen, get_all, name = "IndexStats", module = "retold")]
pub(crate) struct Stats {
    /// Documents that are there.
    documents: u64,
    /// Documents that are gone, and whose place on disk was not given back yet.
    gone: u64,
    /// Bytes of all files.
    bytes: u64,
    /// Files that a look-up asks.
    parts: u64,
    /// Documents that are still in logs.
    in_logs: u64,
    /// The latest time at which a document was seen, in seconds since 1970; 0 if none ever was.
    latest: i64,
}

#[pymethods]
impl Stats {
    fn __repr__(&self) -> String {
        let Self { documents, gone, bytes, parts, .. } = self;
        format!("IndexStats(documents={documents}, gone={gone}, bytes={bytes}, parts={parts})")
    }
}

impl From<IndexStats> for Stats {
    fn from(stats: IndexStats) -> Self {
        let IndexStats { documents, gone, bytes, parts, in_logs, latest, .. } = stats;
        Self { documents, gone, bytes, parts, in_logs, latest }
    }
}
