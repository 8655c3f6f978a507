//! Adding documents of files.

use super::held::Held;
use crate::errors::RetoldError;
use crate::worker::Worker;
use pyo3::prelude::*;
use retold::input::OnError;
use retold::{AddJob, ReadSettings, add_files};
use std::path::PathBuf;
use std::sync::Arc;

/// What to read, and what to keep and write of it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(super) struct Files {
    inputs: Vec<PathBuf>,
    only_new: bool,
    output: Option<PathBuf>,
    text: String,
    id: String,
    date: Option<String>,
    fields: Vec<String>,
    skip_errors: bool,
}

impl Files {
    fn job(self) -> AddJob {
        let on_error = if self.skip_errors { OnError::Skip } else { OnError::Fail };
        AddJob {
            inputs: self.inputs,
            only_new: self.only_new,
            output: self.output,
            date_field: self.date,
            fields: self.fields,
            read: ReadSettings {
                text_field: self.text,
                id_field: self.id,
                on_error,
                ..ReadSettings::default()
            },
        }
    }
}

/// Adds documents as they come; the summary as JSON.
pub(super) fn add(
    py: Python<'_>,
    held: &Arc<Held>,
    files: Files,
    threads: Option<usize>,
) -> PyResult<Option<String>> {
    let (held, job) = (Arc::clone(held), files.job());
    let run =
        move |cancel: &retold::CancelToken| held.with(|index| add_files(index, &job, &(), cancel));
    let Some(summary) = Worker::start(threads, run)?.finish(py)? else { return Ok(None) };
    let json = serde_json::to_string(&summary);
    json.map(Some).map_err(|error| RetoldError::new_err(error.to_string()))
}
