//! How alike two texts are.

use crate::options::Options;
use crate::strings::utf8;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// How alike two texts are, by every measure.
///
/// >>> scores = retold.similarity("one two three four five six", "one two three four five")
/// >>> scores.jaccard, scores.containment, scores.relation
/// (0.5, 1.0, None)
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone, Copy)]
pub(crate) struct Similarity {
    /// Jaccard similarity of the shingle sets, 0 to 1 (higher = more alike).
    jaccard: f64,
    /// The share of the shorter text's shingles that stand in the other, 0 to 1.
    containment: f64,
    /// What sketches of 128 bins, each cut to a byte, estimate the Jaccard similarity to be.
    estimate: f64,
    /// The relation that a run with these settings would find, or None.
    relation: Option<&'static str>,
}

#[pymethods]
impl Similarity {
    fn __repr__(&self) -> String {
        let relation = self.relation.map_or("None".to_owned(), |name| format!("'{name}'"));
        let (jaccard, containment) = (self.jaccard, self.containment);
        format!("Similarity(jaccard={jaccard}, containment={containment}, relation={relation})")
    }
}

impl From<retold::dedup::Similarity> for Similarity {
    fn from(scores: retold::dedup::Similarity) -> Self {
        Self {
            jaccard: scores.jaccard,
            containment: scores.containment,
            estimate: scores.estimate,
            relation: scores.relation.map(retold::Relation::name),
        }
    }
}

/// Compares two texts.
#[pyfunction]
pub(crate) fn similarity(
    a: &Bound<'_, PyString>,
    b: &Bound<'_, PyString>,
    options: Options,
) -> PyResult<Similarity> {
    let settings = options.settings()?;
    let (first, second) = (utf8(a, || "a".to_owned())?, utf8(b, || "b".to_owned())?);
    let scores = a.py().detach(|| retold::dedup::similarity_with(&first, &second, &settings));
    Ok(scores.into())
}
