//! Two texts, word by word, with places that slice Python strings.

use crate::offsets::Offsets;
use crate::options::{Options, PassageOptions};
use crate::similarity::Similarity;
use crate::strings::utf8;
use crate::worker::Worker;
use pyo3::prelude::*;
use pyo3::types::{PySlice, PyString};
use retold::compare::Change;

/// Code points from the first to behind the last.
type Span = (usize, usize);

/// Two texts compared.
///
/// >>> retold.compare("No news.", "no news").relations
/// [('exact', 1.0)]
#[pyclass(frozen, get_all, module = "retold")]
pub(crate) struct Comparison {
    /// How alike the two are.
    similarity: Similarity,
    /// ('contains' or 'shares', the share of that text of which more stands in the other), if
    /// passages stand in both, or None.
    shared: Option<(&'static str, f64)>,
    /// Every relation that a run with these settings would find, with its score.
    relations: Vec<(&'static str, f64)>,
    /// From the beginnings of both texts to their ends, leaving nothing out.
    steps: Vec<Step>,
    /// What both tell in the same words or in others.
    matches: Matches,
}

/// A stretch of both texts; separators belong to the word before them.
///
/// >>> old, new = "Die Fähre fährt.", "Die späte Fähre fährt!"
/// >>> step = retold.compare(old, new).steps[1]
/// >>> step.change, new[step.b]
/// ('only-b', 'späte ')
#[pyclass(frozen, module = "retold")]
#[derive(Clone)]
pub(crate) struct Step {
    /// What became of it: 'same', 'changed', 'only-a' or 'only-b'.
    #[pyo3(get)]
    change: &'static str,
    places: [Span; 2],
}

/// What both texts tell, in the same words or in others.
///
/// >>> retold.compare("one", "two").matches.passages
/// []
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone)]
pub(crate) struct Matches {
    /// In the same words or nearly so, by their place in the first text.
    passages: Vec<PassageMatch>,
    /// In other words, by their place in the first text.
    retellings: Vec<RetellingMatch>,
}

/// A passage that stands in both texts.
///
/// >>> text = " ".join(f"word{i}" for i in range(30))
/// >>> passage = retold.compare(text, f"Look: {text}").matches.passages[0]
/// >>> text[passage.a] == f"Look: {text}"[passage.b] == text, passage.identity
/// (True, 1.0)
#[pyclass(frozen, module = "retold")]
#[derive(Clone)]
pub(crate) struct PassageMatch {
    places: [Span; 2],
    /// The share of its tokens that are the same, 0 to 1 (higher = more alike).
    #[pyo3(get)]
    identity: f64,
}

/// A stretch of one text that tells what the other tells, in other words.
///
/// >>> retold.compare("one", "two").matches.retellings
/// []
#[pyclass(frozen, module = "retold")]
#[derive(Clone)]
pub(crate) struct RetellingMatch {
    places: [Span; 2],
    /// How much rarer than chance the shared words are, all together (higher = surer).
    #[pyo3(get)]
    score: f64,
    /// How many names, numbers and the like both have.
    #[pyo3(get)]
    anchors: usize,
    /// Both look like reports of a series; see `compare`.
    #[pyo3(get)]
    recurring: bool,
}

fn slice<'py>(py: Python<'py>, (start, end): Span) -> Bound<'py, PySlice> {
    // A text in memory has fewer code points than `isize` can count.
    PySlice::new(py, start as isize, end as isize, 1)
}

/// Gives the places of a class as slices `a` and `b`, and what it looks like.
macro_rules! places {
    ($class:ident, $fact:ident) => {
        #[pymethods]
        impl $class {
            /// Its place in the first text, as a slice.
            #[getter]
            fn a<'py>(&self, py: Python<'py>) -> Bound<'py, PySlice> {
                slice(py, self.places[0])
            }

            /// Its place in the second text, as a slice.
            #[getter]
            fn b<'py>(&self, py: Python<'py>) -> Bound<'py, PySlice> {
                slice(py, self.places[1])
            }

            fn __repr__(&self) -> String {
                let [(a, a_end), (b, b_end)] = self.places;
                let (class, fact) = (stringify!($class), stringify!($fact));
                format!("{class}({fact}={:?}, a={a}:{a_end}, b={b}:{b_end})", self.$fact)
            }
        }
    };
}

places!(Step, change);
places!(PassageMatch, identity);
places!(RetellingMatch, score);

impl PassageMatch {
    pub(crate) fn new(
        one: &retold::compare::PassageMatch,
        in_a: &Offsets<'_>,
        in_b: &Offsets<'_>,
    ) -> Self {
        Self { places: [in_a.range(&one.a), in_b.range(&one.b)], identity: one.identity }
    }
}

impl Comparison {
    fn new(found: retold::compare::Comparison, a: &str, b: &str) -> Self {
        let (in_a, in_b) = (Offsets::new(a), Offsets::new(b));
        let step = |step: &retold::compare::Step| Step {
            change: match step.change {
                Change::Same => "same",
                Change::Changed => "changed",
                Change::OnlyA => "only-a",
                Change::OnlyB => "only-b",
            },
            places: [in_a.range(&step.a), in_b.range(&step.b)],
        };
        let passage = |one: &retold::compare::PassageMatch| PassageMatch::new(one, &in_a, &in_b);
        let retelling = |one: &retold::compare::RetellingMatch| RetellingMatch {
            places: [in_a.range(&one.a), in_b.range(&one.b)],
            score: one.score,
            anchors: one.anchors,
            recurring: one.recurring,
        };
        let scored = |(relation, score): (retold::Relation, f64)| (relation.name(), score);
        Self {
            similarity: found.similarity.into(),
            shared: found.shared.map(scored),
            relations: found.relations().into_iter().map(scored).collect(),
            steps: found.steps.iter().map(step).collect(),
            matches: Matches {
                passages: found.matches.passages.iter().map(passage).collect(),
                retellings: found.matches.retellings.iter().map(retelling).collect(),
            },
        }
    }
}

/// Compares two texts word by word. It cannot be cancelled: a signal waits for its end.
#[pyfunction]
pub(crate) fn compare(
    a: &Bound<'_, PyString>,
    b: &Bound<'_, PyString>,
    options: Options,
    passages: PassageOptions,
) -> PyResult<Comparison> {
    let (settings, passages) = (options.settings()?, passages.settings()?);
    let (first, second) = (utf8(a, || "a".to_owned())?, utf8(b, || "b".to_owned())?);
    let job = move |_: &retold::CancelToken| {
        let found = retold::compare(&first, &second, &settings, &passages)?;
        Ok(Comparison::new(found, &first, &second))
    };
    Worker::start(Some(1), job)?.finish(a.py())
}
