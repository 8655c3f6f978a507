//! Settings from dictionaries of keyword arguments. What not every
//! function takes keeps the library's default.

use crate::errors::exception;
use crate::strings::utf8;
use pyo3::prelude::*;
use pyo3::types::PyString;
use retold::passages::PassageSettings;
use retold::{KeepRule, Relation, Settings, Window};

/// What counts as the same, and what stays.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Options {
    threshold: f64,
    shingle_tokens: usize,
    seed: u64,
    #[pyo3(default)]
    exact: bool,
    #[pyo3(default)]
    remove: Vec<String>,
    #[pyo3(default)]
    keep: Vec<String>,
    #[pyo3(default)]
    window: Option<String>,
    #[pyo3(default)]
    across: Option<String>,
    #[pyo3(default)]
    within: Option<String>,
}

impl Options {
    pub(crate) fn settings(self) -> PyResult<Settings> {
        self.build().map_err(exception)
    }

    fn build(self) -> retold::Result<Settings> {
        let mut settings = Settings::builder()
            .threshold(self.threshold)
            .shingle_tokens(self.shingle_tokens)
            .seed(self.seed)
            .exact(self.exact);
        for relation in &self.remove {
            settings = settings.remove(relation.parse::<Relation>()?);
        }
        let keep = self.keep.iter().map(|rule| rule.parse::<KeepRule>());
        settings = settings.keep(keep.collect::<retold::Result<Vec<_>>>()?);
        if let Some(window) = &self.window {
            settings = settings.window(window.parse::<Window>()?);
        }
        if let Some(field) = self.across {
            settings = settings.across(field);
        }
        if let Some(field) = self.within {
            settings = settings.within(field);
        }
        settings.build()
    }
}

/// What counts as a passage.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct PassageOptions {
    min_tokens: usize,
    identity: f64,
    containment: f64,
    #[pyo3(default)]
    min_distinct: Option<f64>,
    #[pyo3(default)]
    retellings: bool,
    #[pyo3(default)]
    retelling_score: Option<f64>,
    #[pyo3(default)]
    recurring: bool,
    #[pyo3(default)]
    source: Option<String>,
    #[pyo3(default)]
    date: Option<String>,
}

impl PassageOptions {
    pub(crate) fn settings(self) -> PyResult<PassageSettings> {
        let mut settings = PassageSettings::builder()
            .min_tokens(self.min_tokens)
            .identity(self.identity)
            .containment(self.containment)
            .retellings(self.retellings)
            .recurring(self.recurring);
        if let Some(share) = self.min_distinct {
            settings = settings.min_distinct(share);
        }
        if let Some(score) = self.retelling_score {
            settings = settings.retelling_score(score);
        }
        if let Some(field) = self.source {
            settings = settings.source_field(field);
        }
        if let Some(field) = self.date {
            settings = settings.date_field(field);
        }
        settings.build().map_err(exception)
    }
}

/// The seconds of a length of time such as `30d`.
#[pyfunction]
pub(crate) fn length(text: &Bound<'_, PyString>) -> PyResult<i64> {
    let text = utf8(text, || "the length of time".to_owned())?;
    Window::length(&text).map_err(exception)
}
