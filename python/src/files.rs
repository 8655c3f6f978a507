//! Deduplication of files, as the command does it.

use crate::errors::{RetoldError, exception};
use crate::options::Options;
use crate::worker::Worker;
use pyo3::prelude::*;
use retold::input::OnError;
use retold::{DedupJob, ReadSettings};
use std::path::PathBuf;

/// What to read, and what to write.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Files {
    inputs: Vec<PathBuf>,
    output: Option<PathBuf>,
    report: Option<PathBuf>,
    text: String,
    id: String,
    skip_errors: bool,
    memory: Option<String>,
    max_removed: Option<String>,
}

impl Files {
    fn job(self, settings: retold::Settings) -> retold::Result<DedupJob> {
        let on_error = if self.skip_errors { OnError::Skip } else { OnError::Fail };
        let read = ReadSettings {
            text_field: self.text,
            id_field: self.id,
            on_error,
            ..ReadSettings::default()
        };
        Ok(DedupJob {
            inputs: self.inputs,
            output: self.output,
            report: self.report,
            read,
            settings,
            memory: self.memory.map_or(Ok(Default::default()), |memory| memory.parse())?,
            max_removed: self.max_removed.map(|share| share.parse()).transpose()?,
            ..DedupJob::default()
        })
    }
}

/// Deduplicates files; the summary as JSON.
#[pyfunction]
pub(crate) fn dedup_files(
    py: Python<'_>,
    files: Files,
    options: Options,
    threads: Option<usize>,
) -> PyResult<String> {
    let job = files.job(options.settings()?).map_err(exception)?;
    let run = move |cancel: &retold::CancelToken| retold::dedup_files(&job, &(), cancel);
    let summary = Worker::start(threads, run)?.finish(py)?;
    serde_json::to_string(&summary).map_err(|error| RetoldError::new_err(error.to_string()))
}
