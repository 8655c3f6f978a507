//! What an index is made with, from and to Python.

use crate::errors::{SettingsError, exception};
use crate::options::{Options, PassageOptions};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use retold::Relation;
use retold::index::{Durability, IndexSettings, Stored};
use std::time::Duration;

/// What is kept, for how long, and how.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Kept {
    store: String,
    max_documents: Option<u64>,
    window: Option<u64>,
    durability: String,
    memory: Option<u64>,
}

impl Kept {
    pub(super) fn settings(
        self,
        options: Options,
        passages: Option<PassageOptions>,
    ) -> PyResult<IndexSettings> {
        let stored = match self.store.as_str() {
            "text" => Stored::Text,
            "shingles" => Stored::Shingles,
            other => {
                let message = format!("an index stores 'text' or 'shingles', not '{other}'");
                return Err(SettingsError::new_err(message));
            }
        };
        let mut settings = IndexSettings::builder()
            .sameness(options.settings()?)
            .stored(stored)
            .durability(durability(&self.durability)?);
        if let Some(passages) = passages {
            settings = settings.passages(passages.settings()?);
        }
        if let Some(documents) = self.max_documents {
            settings = settings.max_documents(documents);
        }
        if let Some(seconds) = self.window {
            settings = settings.window(Duration::from_secs(seconds));
        }
        if let Some(bytes) = self.memory {
            settings = settings.memory(bytes);
        }
        settings.build().map_err(exception)
    }
}

pub(super) fn durability(name: &str) -> PyResult<Durability> {
    match name {
        "commit" => Ok(Durability::Commit),
        "relaxed" => Ok(Durability::Relaxed),
        other => Err(SettingsError::new_err(format!(
            "the durability is 'commit' or 'relaxed', not '{other}'"
        ))),
    }
}

/// The settings under the names that `Index.create` takes.
pub(super) fn told<'py>(py: Python<'py>, settings: &IndexSettings) -> PyResult<Bound<'py, PyDict>> {
    let (same, all) = (settings.sameness(), PyDict::new(py));
    all.set_item("threshold", same.threshold())?;
    all.set_item("shingle_tokens", same.shingle_tokens())?;
    all.set_item("seed", same.seed())?;
    let told = Relation::ALL.into_iter().filter(|relation| same.removes(*relation));
    all.set_item("told", PyTuple::new(py, told.map(Relation::name).collect::<Vec<_>>())?)?;
    let store = if settings.stored() == Stored::Text { "text" } else { "shingles" };
    all.set_item("store", store)?;
    all.set_item("passages", settings.passages().is_some())?;
    if let Some(passages) = settings.passages() {
        all.set_item("min_tokens", passages.min_tokens())?;
        all.set_item("identity", passages.identity())?;
        all.set_item("containment", passages.containment())?;
    }
    all.set_item("max_documents", settings.max_documents())?;
    all.set_item("window", settings.window().map(|window| window.as_secs()))?;
    let is_safe = settings.durability() == Durability::Commit;
    all.set_item("durability", if is_safe { "commit" } else { "relaxed" })?;
    Ok(all)
}
