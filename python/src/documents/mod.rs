//! Documents of Python, handed to a job in batches as they come.
//!
//! Tables come by the Arrow C stream interface ([`arrow`]), all else by iteration ([`records`]). At
//! most a few batches wait for the job: a generator is not run ahead of it, and no Python object
//! outlives its batch. Cost: a copy of each text.

mod arrow;
mod columns;
mod records;

use crate::errors::SettingsError;
use crate::worker::Worker;
use pyo3::prelude::*;
use retold::{CancelToken, Document};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

/// A batch is handed on at so many documents, or so many bytes of text.
const DOCUMENTS: usize = 1024;
const BYTES: usize = 4 << 20;

/// Batches that may wait.
const WAITING: usize = 2;

/// How long to sleep while they do.
const PAUSE: Duration = Duration::from_millis(2);

/// Where records keep what is wanted of them.
pub(crate) struct Names {
    pub(crate) text: String,
    pub(crate) id: String,
    /// Whether a document must have an id, or is named by its number without.
    pub(crate) needs_id: bool,
    pub(crate) fields: Vec<Field>,
}

/// A field that settings name.
pub(crate) struct Field {
    pub(crate) name: String,
    /// Whether it is an error if no document has it.
    pub(crate) required: bool,
}

impl Names {
    /// The id of a document, if it has one or can do without.
    fn id(&self, index: usize, id: Option<String>) -> Result<String, String> {
        match id {
            Some(id) => Ok(id),
            None if self.needs_id => {
                Err(format!("document {index} has no id, by which an index would know it"))
            }
            None => Ok(index.to_string()),
        }
    }
}

/// The documents of all batches.
pub(crate) type Documents = std::iter::Flatten<std::sync::mpsc::IntoIter<Vec<Document>>>;

/// Runs a job over documents.
pub(crate) fn run<T: Send + 'static>(
    documents: &Bound<'_, PyAny>,
    names: &Names,
    threads: Option<usize>,
    job: impl FnOnce(Documents, &CancelToken) -> retold::Result<T> + Send + 'static,
) -> PyResult<T> {
    let py = documents.py();
    let (sender, receiver): (_, Receiver<Vec<Document>>) = sync_channel(WAITING);
    let worker = Worker::start(threads, move |cancel| job(receiver.into_iter().flatten(), cancel))?;
    match feed(documents, names, Batches { sender, batch: Vec::new(), bytes: 0 }) {
        Ok(()) => worker.finish(py),
        Err(error) => {
            worker.abandon(py);
            Err(error)
        }
    }
}

fn feed(documents: &Bound<'_, PyAny>, names: &Names, mut batches: Batches) -> PyResult<()> {
    let py = documents.py();
    let has = match arrow::stream(documents)? {
        Some(stream) => arrow::feed(py, stream, names, &mut batches)?,
        None => records::feed(documents, names, &mut batches)?,
    };
    // Without a document there is nothing that could have a field.
    let missing = |(field, has): &(&Field, &Option<bool>)| field.required && **has == Some(false);
    if let Some((field, _)) = names.fields.iter().zip(&has).find(missing) {
        return Err(SettingsError::new_err(format!(
            "no document has the field `{}`, which a setting names",
            field.name
        )));
    }
    batches.flush(py)?;
    Ok(())
}

/// Documents on their way to a job.
struct Batches {
    sender: SyncSender<Vec<Document>>,
    batch: Vec<Document>,
    bytes: usize,
}

/// Whether a job still wants documents; one that failed does not.
#[derive(PartialEq)]
enum Wanted {
    More,
    None,
}

impl Batches {
    fn push(&mut self, py: Python<'_>, document: Document) -> PyResult<Wanted> {
        self.bytes += document.text.len();
        self.batch.push(document);
        if self.batch.len() < DOCUMENTS && self.bytes < BYTES {
            return Ok(Wanted::More);
        }
        self.flush(py)
    }

    /// Hands on what there is, looking after signals meanwhile.
    fn flush(&mut self, py: Python<'_>) -> PyResult<Wanted> {
        self.bytes = 0;
        let mut batch = std::mem::take(&mut self.batch);
        loop {
            py.check_signals()?;
            match self.sender.try_send(batch) {
                Ok(()) => return Ok(Wanted::More),
                Err(TrySendError::Disconnected(_)) => return Ok(Wanted::None),
                Err(TrySendError::Full(back)) => {
                    batch = back;
                    py.detach(|| std::thread::sleep(PAUSE));
                }
            }
        }
    }
}
