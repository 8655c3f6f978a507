//! Passages that are told at several places.

use crate::dedup::once;
use crate::documents::{Field, Names, run};
use crate::offsets::Offsets;
use crate::options::PassageOptions;
use crate::retellings::Retelling;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyIterator, PyTuple};

/// A place where a passage stands.
///
/// >>> text = " ".join(f"wörd{i}" for i in range(30))
/// >>> copy = retold.passages([text, f"Look: {text}"])[0].occurrences[1]
/// >>> copy.doc, f"Look: {text}"[copy.start:copy.end] == text, copy.identity
/// (1, True, 1.0)
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone)]
pub(crate) struct Occurrence {
    /// The document's number, from 0.
    doc: u32,
    /// Its id; its number where it has none.
    id: String,
    /// Where the passage begins in the text, in code points: it is text[start:end].
    start: usize,
    /// Where it ends.
    end: usize,
    /// The identity to the representative, 0 to 1 (higher = more alike).
    identity: f64,
    /// Whether most of it stands in quotation marks.
    quoted: bool,
}

#[pymethods]
impl Occurrence {
    fn __repr__(&self) -> String {
        let Self { doc, start, end, identity, .. } = self;
        format!("Occurrence(doc={doc}, start={start}, end={end}, identity={identity})")
    }
}

/// A passage that is told at several places.
///
/// >>> text = " ".join(f"word{i}" for i in range(30))
/// >>> passage = retold.passages([f"{text}. Once more: {text}"])[0]
/// >>> passage.kind, passage.documents, passage.text == text, len(passage.occurrences)
/// ('self', 1, True, 2)
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone)]
pub(crate) struct Passage {
    /// Named by its words and places, the same in every run: 16 hexadecimal digits.
    id: String,
    /// 'self', 'quotation', 'syndicated', 'boilerplate' or 'reprint'.
    kind: &'static str,
    /// Its text at the representative occurrence, with which the others are compared.
    text: String,
    /// Which occurrence that is.
    representative: usize,
    /// All places where it stands, at least two, in document order.
    occurrences: Vec<Occurrence>,
    /// In how many documents it stands.
    documents: usize,
    /// How many different sources these have.
    sources: usize,
    /// The earliest date of these that can be read, as it is written there, or None.
    first: Option<String>,
    /// The latest.
    last: Option<String>,
}

#[pymethods]
impl Passage {
    fn __repr__(&self) -> String {
        let (kind, places) = (self.kind, self.occurrences.len());
        format!("Passage(id='{}', kind='{kind}', {places} occurrences)", self.id)
    }
}

/// Two documents that share text.
///
/// >>> words = [f"word{i}" for i in range(60)]
/// >>> pair = retold.passages([" ".join(words), " ".join(words[:30])]).shared[0]
/// >>> pair.relation, pair.a_coverage, pair.b_coverage
/// ('contains', 0.5, 1.0)
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone)]
pub(crate) struct SharedText {
    /// The number of the earlier document; of exact copies the first stands for all.
    a: u32,
    /// That of the later.
    b: u32,
    /// 'contains' if nearly all of one stands in the other, or else 'shares'.
    relation: &'static str,
    /// The share of the tokens of a that stand in b, 0 to 1.
    a_coverage: f64,
    /// The same of b.
    b_coverage: f64,
}

#[pymethods]
impl SharedText {
    fn __repr__(&self) -> String {
        format!("SharedText(a={}, b={}, relation='{}')", self.a, self.b, self.relation)
    }
}

/// What `passages` found: a sequence of Passage.
///
/// >>> found = retold.passages(["Nothing here", "recurs."])
/// >>> len(found), list(found), found.shared, found.retellings
/// (0, [], (), ())
#[pyclass(frozen, module = "retold")]
pub(crate) struct Passages {
    found: [PyOnceLock<Py<PyTuple>>; 3],
    passages: Vec<Passage>,
    shared: Vec<SharedText>,
    retellings: Vec<Retelling>,
}

#[pymethods]
impl Passages {
    /// Pairs of documents that share text, in order; of a passage in many documents not all.
    #[getter]
    fn shared(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        once(py, &self.found[1], &self.shared)
    }

    /// What is retold in other words, if that was asked for.
    #[getter]
    fn retellings(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        once(py, &self.found[2], &self.retellings)
    }

    fn __len__(&self) -> usize {
        self.passages.len()
    }

    fn __getitem__<'py>(
        &self,
        py: Python<'py>,
        index: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.all(py)?.bind(py).as_any().get_item(index)
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.all(py)?.bind(py).try_iter()
    }

    fn __repr__(&self) -> String {
        format!("Passages({} passages, {} pairs)", self.passages.len(), self.shared.len())
    }
}

impl Passages {
    fn all(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        once(py, &self.found[0], &self.passages)
    }

    fn new(found: &retold::passages::Passages) -> Self {
        let shared = |pair: &retold::passages::SharedText| SharedText {
            a: pair.a.0,
            b: pair.b.0,
            relation: pair.relation.name(),
            a_coverage: pair.a_coverage,
            b_coverage: pair.b_coverage,
        };
        let offsets: Vec<Offsets<'_>> =
            found.documents().iter().map(|document| Offsets::new(&document.text)).collect();
        Self {
            found: [PyOnceLock::new(), PyOnceLock::new(), PyOnceLock::new()],
            passages: found.passages().iter().map(|one| passage(one, found, &offsets)).collect(),
            shared: found.shared().iter().map(shared).collect(),
            retellings: found
                .retellings()
                .iter()
                .map(|one| Retelling::new(one, &offsets))
                .collect(),
        }
    }
}

fn passage(
    one: &retold::passages::Passage,
    found: &retold::passages::Passages,
    offsets: &[Offsets<'_>],
) -> Passage {
    let occurrence = |place: &retold::passages::Occurrence| {
        let doc = place.doc.0 as usize;
        let (start, end) = offsets[doc].range(&place.bytes);
        let id = found.documents()[doc].id.clone();
        let (identity, quoted) = (place.identity, place.quoted);
        Occurrence { doc: place.doc.0, id, start, end, identity, quoted }
    };
    Passage {
        id: one.id.to_string(),
        kind: one.kind.name(),
        text: found.text(one.representative()).to_owned(),
        representative: one.representative,
        occurrences: one.occurrences.iter().map(occurrence).collect(),
        documents: one.spread.documents,
        sources: one.spread.sources,
        first: one.spread.first.clone(),
        last: one.spread.last.clone(),
    }
}

/// Finds the passages among documents.
#[pyfunction]
pub(crate) fn passages(
    documents: &Bound<'_, PyAny>,
    text: String,
    id: String,
    options: PassageOptions,
    threads: Option<usize>,
) -> PyResult<Passages> {
    let settings = options.settings()?;
    // Documents may do without source and date.
    let field = |name: &str| Field { name: name.to_owned(), required: false };
    let fields = vec![field(settings.source_field()), field(settings.date_field())];
    let names = Names { text, id, needs_id: false, fields };
    run(documents, &names, threads, move |documents, cancel| {
        let finder = retold::PassageFinder::new(settings);
        Ok(Passages::new(&finder.find_observed(documents, &(), cancel)?))
    })
}
