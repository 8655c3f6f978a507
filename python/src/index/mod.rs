//! A durable index: `retold.Index` is a Python class around a [`Handle`].
//!
//! Calls that are done in microseconds run on the thread that makes them, without the interpreter's
//! lock; those over many texts are jobs ([`many`]), which Ctrl-C ends.

mod documents;
mod files;
mod held;
mod made;
mod many;
mod verdict;

pub(crate) use documents::{Documents, IndexDocument, Stats};
pub(crate) use many::Damage;
pub(crate) use verdict::{Match, Verdict};

use crate::errors::{RetoldError, exception};
use crate::options::{Options, PassageOptions};
use crate::strings::{printed, utf8};
use held::Held;
use made::Kept;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use retold::index::{Index, Inserted};
use std::path::PathBuf;
use std::sync::Arc;

/// An index that is open, or was.
#[pyclass(frozen, module = "retold._retold")]
pub(crate) struct Handle {
    held: Arc<Held>,
}

#[pymethods]
impl Handle {
    #[staticmethod]
    fn create(
        py: Python<'_>,
        path: PathBuf,
        options: Options,
        passages: Option<PassageOptions>,
        kept: Kept,
    ) -> PyResult<Self> {
        let settings = kept.settings(options, passages)?;
        Self::new(py, move || Index::create(path, settings))
    }

    #[staticmethod]
    fn open(py: Python<'_>, path: PathBuf, durability: &str) -> PyResult<Self> {
        let durability = made::durability(durability)?;
        Self::new(py, move || Index::open_as_made(path, durability))
    }

    #[staticmethod]
    fn open_reader(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        Self::new(py, move || Index::open_reader(path))
    }

    fn settings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let settings = self.call(py, |index| Ok(index.settings().clone()))?;
        made::told(py, &settings)
    }

    fn check(&self, text: &Bound<'_, PyString>) -> PyResult<Verdict> {
        let utf8 = utf8(text, || "the text".to_owned())?;
        self.call(text.py(), |index| Ok(Verdict::new(index.check(&utf8)?, &utf8)))
    }

    fn insert(
        &self,
        id: &Bound<'_, PyString>,
        text: &Bound<'_, PyString>,
        fields: Option<&Bound<'_, PyDict>>,
        seen: Option<i64>,
    ) -> PyResult<&'static str> {
        let (py, new) = (id.py(), Incoming::new(id, text, fields)?);
        let inserted = self.call(py, |index| match seen {
            Some(seen) => index.insert_seen(&new.id, &new.text, &new.fields(), seen),
            None => index.insert(&new.id, &new.text, &new.fields()),
        })?;
        Ok(match inserted {
            Inserted::Added => "added",
            Inserted::Replaced => "replaced",
            _ => "unchanged",
        })
    }

    fn check_and_insert(
        &self,
        id: &Bound<'_, PyString>,
        text: &Bound<'_, PyString>,
        fields: Option<&Bound<'_, PyDict>>,
        seen: Option<i64>,
    ) -> PyResult<Verdict> {
        let (py, new) = (id.py(), Incoming::new(id, text, fields)?);
        self.call(py, |index| {
            let verdict = match seen {
                Some(seen) => {
                    index.check_and_insert_seen(&new.id, &new.text, &new.fields(), seen)?
                }
                None => index.check_and_insert(&new.id, &new.text, &new.fields())?,
            };
            Ok(Verdict::new(verdict, &new.text))
        })
    }

    fn check_batch(
        &self,
        py: Python<'_>,
        first: usize,
        texts: Vec<Bound<'_, PyString>>,
        threads: Option<usize>,
    ) -> PyResult<Vec<Verdict>> {
        many::check(py, &self.held, first, &texts, threads)?.ok_or_else(closed)
    }

    fn insert_many(
        &self,
        documents: &Bound<'_, PyAny>,
        text: String,
        id: String,
        fields: Vec<String>,
        threads: Option<usize>,
    ) -> PyResult<(u64, u64, u64)> {
        many::insert(&self.held, documents, many::names(text, id, fields), threads)?
            .ok_or_else(closed)
    }

    fn add_files(
        &self,
        py: Python<'_>,
        files: files::Files,
        threads: Option<usize>,
    ) -> PyResult<String> {
        files::add(py, &self.held, files, threads)?.ok_or_else(closed)
    }

    fn remove(&self, id: &Bound<'_, PyString>) -> PyResult<bool> {
        let utf8 = utf8(id, || "the id".to_owned())?;
        self.call(id.py(), |index| index.remove(&utf8))
    }

    fn expire(&self, py: Python<'_>, before: i64) -> PyResult<u64> {
        self.call(py, |index| index.expire(before))
    }

    fn get(&self, id: &Bound<'_, PyString>) -> PyResult<Option<IndexDocument>> {
        let utf8 = utf8(id, || "the id".to_owned())?;
        let found = self.call(id.py(), |index| index.get(&utf8))?;
        Ok(found.map(IndexDocument::from))
    }

    fn documents(&self, py: Python<'_>) -> PyResult<Documents> {
        self.call(py, Index::documents).map(Documents::new)
    }

    fn stats(&self, py: Python<'_>) -> PyResult<Stats> {
        self.call(py, Index::stats).map(Stats::from)
    }

    fn sync(&self, py: Python<'_>) -> PyResult<()> {
        self.call(py, Index::sync)
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.held.close()).map_err(exception)
    }

    #[getter]
    fn is_closed(&self, py: Python<'_>) -> bool {
        py.detach(|| self.held.is_closed())
    }

    #[staticmethod]
    fn verify(py: Python<'_>, path: PathBuf) -> PyResult<Vec<Damage>> {
        many::verify(py, path)
    }
}

impl Handle {
    fn new(py: Python<'_>, open: impl FnOnce() -> retold::Result<Index> + Send) -> PyResult<Self> {
        let index = py.detach(open).map_err(exception)?;
        Ok(Self { held: Arc::new(Held::new(index)) })
    }

    /// Works on the index without the interpreter's lock.
    fn call<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&Index) -> retold::Result<T> + Send,
    ) -> PyResult<T> {
        py.detach(|| self.held.with(work)).map_err(exception)?.ok_or_else(closed)
    }
}

fn closed() -> PyErr {
    RetoldError::new_err("the index is closed; open it anew")
}

/// A document that comes.
struct Incoming {
    id: String,
    text: String,
    fields: Vec<(String, String)>,
}

impl Incoming {
    fn new(
        id: &Bound<'_, PyString>,
        text: &Bound<'_, PyString>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let (id, text) = (utf8(id, || "the id".to_owned())?, utf8(text, || "the text".to_owned())?);
        let mut named = Vec::new();
        for (name, value) in fields.into_iter().flatten() {
            let name = utf8(name.cast::<PyString>()?, || "the name of a field".to_owned())?;
            if let Some(value) = printed(&value, || format!("the field `{name}`"))? {
                named.push((name, value));
            }
        }
        Ok(Self { id, text, fields: named })
    }

    fn fields(&self) -> Vec<(&str, &str)> {
        self.fields.iter().map(|(name, value)| (&**name, &**value)).collect()
    }
}
