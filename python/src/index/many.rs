//! Jobs over many texts.

use super::held::Held;
use super::verdict::Verdict;
use crate::documents::{Field, Names, run};
use crate::strings::utf8;
use crate::worker::Worker;
use pyo3::prelude::*;
use pyo3::types::PyString;
use rayon::prelude::*;
use retold::Document;
use retold::index::{Index, Inserted};
use std::path::PathBuf;
use std::sync::Arc;

/// Documents that are made ready at once; the index is not held between.
const CHUNK: usize = 256;

/// Something in an index that is not as it was written.
///
/// >>> import pathlib, tempfile
/// >>> folder = pathlib.Path(tempfile.mkdtemp())
/// >>> retold.Index.create(folder).close()
/// >>> retold.Index.verify(folder)
/// []
/// >>> _ = (folder / "log-00000001").write_text("no log")
/// >>> retold.Index.verify(folder)[0].path.name
/// 'log-00000001'
#[pyclass(frozen, get_all, module = "retold")]
pub(crate) struct Damage {
    /// The file.
    path: PathBuf,
    /// Where in it, in bytes, or None if that is not known.
    offset: Option<u64>,
    /// What is wrong.
    what: String,
}

#[pymethods]
impl Damage {
    fn __repr__(&self) -> String {
        format!("Damage({:?}: {})", self.path, self.what)
    }
}

/// The verdicts on some texts, in order; `first` is the number of the first.
pub(super) fn check(
    py: Python<'_>,
    held: &Arc<Held>,
    first: usize,
    texts: &[Bound<'_, PyString>],
    threads: Option<usize>,
) -> PyResult<Option<Vec<Verdict>>> {
    let texts = texts.iter().zip(first..).map(|(text, n)| utf8(text, || format!("text {n}")));
    let texts = texts.collect::<PyResult<Vec<_>>>()?;
    let held = Arc::clone(held);
    let job = move |cancel: &retold::CancelToken| {
        held.with(|index| {
            let wanted = texts.par_iter().take_any_while(|_| !cancel.is_cancelled());
            wanted.map(|text| Ok(Verdict::new(index.check(text)?, text))).collect()
        })
    };
    Worker::start(threads, job)?.finish(py)
}

/// What is read of documents.
pub(super) fn names(text: String, id: String, fields: Vec<String>) -> Names {
    let field = |name: String| Field { name, required: false };
    Names { text, id, needs_id: true, fields: fields.into_iter().map(field).collect() }
}

/// Inserts documents as they come, and waits for the disk at the end: how many were added,
/// replaced, and there.
pub(super) fn insert(
    held: &Arc<Held>,
    documents: &Bound<'_, PyAny>,
    names: Names,
    threads: Option<usize>,
) -> PyResult<Option<(u64, u64, u64)>> {
    let held = Arc::clone(held);
    run(documents, &names, threads, move |mut documents, cancel| {
        let mut counts = (0, 0, 0);
        loop {
            let chunk: Vec<Document> = documents.by_ref().take(CHUNK).collect();
            if chunk.is_empty() || cancel.is_cancelled() {
                break;
            }
            let Some(inserted) = held.with(|index| index.insert_many(&chunk))? else {
                return Ok(None);
            };
            for one in inserted {
                match one {
                    Inserted::Added => counts.0 += 1,
                    Inserted::Replaced => counts.1 += 1,
                    _ => counts.2 += 1,
                }
            }
        }
        Ok(held.with(Index::sync)?.map(|()| counts))
    })
}

/// Looks at every byte of an index. A signal does not wait for the end.
pub(super) fn verify(py: Python<'_>, path: PathBuf) -> PyResult<Vec<Damage>> {
    let found = Worker::start(Some(1), move |_| Index::verify(path))?.finish_or_leave(py)?;
    let damage = |found: retold::index::Damage| {
        let retold::index::Damage { path, offset, what, .. } = found;
        Damage { path, offset, what }
    };
    Ok(found.into_iter().map(damage).collect())
}
