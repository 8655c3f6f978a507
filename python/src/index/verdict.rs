//! What an index says of a text.

use crate::compare::PassageMatch;
use crate::dedup::once;
use crate::offsets::Offsets;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

/// A document to which a text is related.
///
/// >>> import tempfile
/// >>> index = retold.Index.create(tempfile.mkdtemp())
/// >>> _ = index.insert("wire/1", "One story.", seen=1_700_000_000)
/// >>> index.check("ONE STORY").best
/// Match(id='wire/1', relation='exact', score=1.0, seen=1700000000)
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone)]
pub(crate) struct Match {
    /// The document's id.
    id: String,
    /// How they are related: 'exact', 'near', 'contains', 'shares' or 'template'.
    relation: &'static str,
    /// The Jaccard similarity of the shingle sets; for 'contains' and 'shares' the share of that
    /// text of which more stands in the other.
    score: f64,
    /// When the document was seen, in seconds since 1970.
    seen: i64,
    /// The passages that both tell, in the order of the text: a slices the text, b the document's
    /// text. Empty unless the index looks for passages, and for exact copies.
    passages: Vec<PassageMatch>,
    /// The document's text if there are passages, or None.
    text: Option<String>,
}

#[pymethods]
impl Match {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let Self { id, relation, score, seen, .. } = self;
        let id = id.into_pyobject(py)?.repr()?;
        Ok(format!("Match(id={id}, relation='{relation}', score={score:?}, seen={seen})"))
    }
}

/// The answer to "was this told before?".
///
/// Ask `is_new`: a verdict has no truth value, since `if index.check(text)` could mean either.
///
/// >>> import tempfile
/// >>> index = retold.Index.create(tempfile.mkdtemp())
/// >>> verdict = index.check_and_insert("wire/1", "One story.")
/// >>> verdict.is_new, verdict.matches, verdict.best
/// (True, (), None)
#[pyclass(frozen, module = "retold")]
pub(crate) struct Verdict {
    /// Whether no document tells the text in a relation that the index takes for told. Others, such
    /// as 'template', may be among the matches.
    #[pyo3(get)]
    is_new: bool,
    found: Vec<Match>,
    matches: PyOnceLock<Py<PyTuple>>,
}

#[pymethods]
impl Verdict {
    /// Documents to which the text is related, the strongest relation first, then the highest
    /// score, then the first that came: at most eight. If there are exact copies, these alone.
    #[getter]
    fn matches(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        once(py, &self.matches, &self.found)
    }

    /// The strongest match, or None.
    #[getter]
    fn best<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        if self.found.is_empty() {
            return Ok(None);
        }
        self.matches(py)?.bind(py).get_item(0).map(Some)
    }

    fn __bool__(&self) -> PyResult<bool> {
        Err(PyTypeError::new_err("a verdict has no truth value; ask verdict.is_new"))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let is_new = if self.is_new { "True" } else { "False" };
        let matches =
            self.found.iter().map(|one| one.__repr__(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(format!("Verdict(is_new={is_new}, matches=[{}])", matches.join(", ")))
    }
}

impl Verdict {
    /// `text` is what was asked about. Needs no interpreter.
    pub(super) fn new(verdict: retold::index::Verdict, text: &str) -> Self {
        let is_new = verdict.is_new();
        let found = verdict.matches.into_iter().map(|found| Match::new(found, text)).collect();
        Self { is_new, found, matches: PyOnceLock::new() }
    }
}

impl Match {
    fn new(found: retold::index::IndexMatch, text: &str) -> Self {
        let retold::index::IndexMatch { id, relation, score, seen, passages, text: theirs, .. } =
            found;
        let mut placed = Vec::new();
        if let Some(theirs) = &theirs {
            let (in_a, in_b) = (Offsets::new(text), Offsets::new(theirs));
            placed.extend(passages.iter().map(|one| PassageMatch::new(one, &in_a, &in_b)));
        }
        Self { id, relation: relation.name(), score, seen, passages: placed, text: theirs }
    }
}
