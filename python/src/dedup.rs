//! Duplicates among documents.
//!
//! The outcome keeps numbers, ids and scores; the texts are let go before the call returns.

use crate::documents::{Field, Names, run};
use crate::options::Options;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyTuple};
use retold::DocId;
use retold::dedup::Outcome;

/// A document that goes, and why.
///
/// >>> removal = retold.dedup(["One story.", "ONE STORY"]).removed[0]
/// >>> removal.index, removal.witness, removal.relation, removal.score
/// (1, 0, 'exact', 1.0)
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone)]
pub(crate) struct Removal {
    /// The document's number, from 0.
    index: u32,
    /// Its id; its number where it has none.
    id: String,
    /// The number of the document that stays in its place.
    witness: u32,
    /// The id of that.
    witness_id: String,
    /// How the two are related: 'exact', 'near', 'contains', 'template' or 'empty'.
    relation: &'static str,
    /// The Jaccard similarity of their shingle sets; for 'contains' the share that is contained.
    score: f64,
}

#[pymethods]
impl Removal {
    fn __repr__(&self) -> String {
        let Self { index, witness, relation, score, .. } = self;
        format!("Removal(index={index}, witness={witness}, relation='{relation}', score={score})")
    }
}

/// Documents that are joined by verified pairs.
///
/// >>> retold.dedup(["One story.", "Another tale.", "ONE STORY"]).clusters[0].members
/// [0, 2]
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone)]
pub(crate) struct Cluster {
    /// Named by the contents of its members, the same in every run: 16 hexadecimal digits.
    id: String,
    /// The numbers of at least two documents, in order.
    members: Vec<u32>,
    /// Those of them that stay.
    kept: Vec<u32>,
}

#[pymethods]
impl Cluster {
    fn __repr__(&self) -> String {
        format!("Cluster(id='{}', members={:?}, kept={:?})", self.id, self.members, self.kept)
    }
}

/// How much was looked at.
///
/// >>> retold.dedup(["three short words"]).counts.tokens
/// 3
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone, Copy)]
pub(crate) struct Counts {
    /// Documents.
    documents: usize,
    /// Documents that stay.
    kept: usize,
    /// Documents that go.
    removed: usize,
    /// Tokens of all documents.
    tokens: u64,
    /// Documents without a token.
    empty: u64,
    /// Pairs that were proposed.
    candidates: u64,
    /// Pairs whose texts were compared.
    compared: u64,
    /// Documents that met more like them than are compared; where it is not 0, pairs may be missed
    /// beyond the stated chance.
    capped: u64,
}

#[pymethods]
impl Counts {
    fn __repr__(&self) -> String {
        let Self { documents, kept, removed, .. } = self;
        format!("Counts(documents={documents}, kept={kept}, removed={removed})")
    }
}

/// What `dedup` found. Its length is the number of documents.
///
/// >>> deduped = retold.dedup(["One story.", "Another tale.", "ONE STORY"])
/// >>> len(deduped), deduped.kept, deduped.mask()
/// (3, [0, 1], [True, True, False])
#[pyclass(frozen, module = "retold")]
pub(crate) struct Deduped {
    mask: Vec<bool>,
    removals: Vec<Removal>,
    found: Vec<Cluster>,
    /// How much was looked at.
    #[pyo3(get)]
    counts: Counts,
    /// The chance that a pair exactly at the threshold was missed; 0 with `exact=True`.
    #[pyo3(get)]
    miss_rate: f64,
    removed: PyOnceLock<Py<PyTuple>>,
    clusters: PyOnceLock<Py<PyTuple>>,
}

#[pymethods]
impl Deduped {
    /// The numbers of the documents that stay, in order: a new list each time.
    #[getter]
    fn kept(&self) -> Vec<usize> {
        (0..self.mask.len()).filter(|index| self.mask[*index]).collect()
    }

    /// The documents that go, in order, each with its witness.
    #[getter]
    fn removed(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        once(py, &self.removed, &self.removals)
    }

    /// Clusters of two documents and more, in the order of their first documents.
    #[getter]
    fn clusters(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        once(py, &self.clusters, &self.found)
    }

    /// Whether a document stays.
    fn is_kept(&self, index: usize) -> PyResult<bool> {
        let documents = self.mask.len();
        let beyond = || PyIndexError::new_err(format!("{index} of {documents} documents"));
        self.mask.get(index).copied().ok_or_else(beyond)
    }

    /// For each document whether it stays, to filter frames by.
    fn mask(&self) -> Vec<bool> {
        self.mask.clone()
    }

    /// The same as bytes of 0 and 1, which takes an eighth of the memory.
    fn mask_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let bytes: Vec<u8> = self.mask.iter().map(|kept| u8::from(*kept)).collect();
        PyBytes::new(py, &bytes)
    }

    fn __len__(&self) -> usize {
        self.mask.len()
    }

    fn __repr__(&self) -> String {
        let Counts { documents, kept, removed, .. } = self.counts;
        format!("Deduped(documents={documents}, kept={kept}, removed={removed})")
    }
}

/// Values as a tuple that is made at the first look.
pub(crate) fn once<T>(
    py: Python<'_>,
    made: &PyOnceLock<Py<PyTuple>>,
    values: &[T],
) -> PyResult<Py<PyTuple>>
where
    T: Clone + for<'py> IntoPyObject<'py>,
{
    let tuple = || PyTuple::new(py, values.iter().cloned()).map(Bound::unbind);
    made.get_or_try_init(py, tuple).map(|tuple| tuple.clone_ref(py))
}

impl Deduped {
    fn new(deduped: &retold::Deduped, miss_rate: f64) -> Self {
        let outcome = deduped.outcome();
        let documents = deduped.documents();
        let id = |doc: DocId| documents[doc.0 as usize].id.clone();
        let removal = |(doc, link): (DocId, retold::dedup::Link)| Removal {
            index: doc.0,
            id: id(doc),
            witness: link.witness.0,
            witness_id: id(link.witness),
            relation: link.relation.name(),
            score: link.score,
        };
        let mask = (0..documents.len() as u32).map(|index| outcome.is_kept(DocId(index)));
        let removals: Vec<Removal> = outcome.removed().into_iter().map(removal).collect();
        Self {
            mask: mask.collect(),
            counts: counts(outcome, removals.len()),
            removals,
            found: outcome.clusters().iter().map(cluster).collect(),
            miss_rate,
            removed: PyOnceLock::new(),
            clusters: PyOnceLock::new(),
        }
    }
}

fn counts(outcome: &Outcome, removed: usize) -> Counts {
    let (documents, counts) = (outcome.documents(), outcome.counts());
    Counts {
        documents,
        kept: documents - removed,
        removed,
        tokens: counts.tokens,
        empty: counts.empty,
        candidates: counts.candidates,
        compared: counts.compared,
        capped: counts.capped,
    }
}

fn cluster(cluster: &retold::dedup::Cluster) -> Cluster {
    let kept = cluster.members.iter().filter(|member| member.kept);
    Cluster {
        id: cluster.id.to_string(),
        members: cluster.members.iter().map(|member| member.doc.0).collect(),
        kept: kept.map(|member| member.doc.0).collect(),
    }
}

/// Finds the duplicates among documents.
#[pyfunction]
pub(crate) fn dedup(
    documents: &Bound<'_, PyAny>,
    text: String,
    id: String,
    options: Options,
    threads: Option<usize>,
) -> PyResult<Deduped> {
    let settings = options.settings()?;
    let field = |name: &str| Field { name: name.to_owned(), required: true };
    let fields = settings.fields().into_iter().map(field).collect();
    let names = Names { text, id, needs_id: false, fields };
    run(documents, &names, threads, move |documents, cancel| {
        let miss_rate = settings.miss_rate();
        let deduped = retold::Deduper::new(settings).dedup_observed(documents, &(), cancel)?;
        Ok(Deduped::new(&deduped, miss_rate))
    })
}
