//! What is retold in other words.

use crate::offsets::Offsets;
use pyo3::prelude::*;
use retold::passages::{RetoldPair, RetoldSpan};

/// A span of a document: text[start:end], in code points.
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone)]
pub(crate) struct Span {
    /// The document's number, from 0.
    doc: u32,
    /// Where it begins.
    start: usize,
    /// Where it ends.
    end: usize,
}

/// Words that stand in both spans, in code points of their documents.
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone)]
pub(crate) struct Anchor {
    /// Where they begin and end in the one document.
    a: (usize, usize),
    /// The same in the other.
    b: (usize, usize),
    /// How much they count: the rarer, the more.
    weight: f64,
}

/// Two spans that tell the same in other words.
#[pyclass(frozen, get_all, module = "retold")]
#[derive(Clone)]
pub(crate) struct Retelling {
    /// The weights of the anchors less what lies between them (higher = surer).
    score: f64,
    /// The span that stands first.
    a: Span,
    /// The other.
    b: Span,
    /// The words that both share, in the order of both.
    anchors: Vec<Anchor>,
    /// Both look like reports of a series: they hold six numbers or more and share fewer than two
    /// thirds of them.
    recurring: bool,
}

#[pymethods]
impl Span {
    fn __repr__(&self) -> String {
        format!("Span(doc={}, start={}, end={})", self.doc, self.start, self.end)
    }
}

#[pymethods]
impl Anchor {
    fn __repr__(&self) -> String {
        format!("Anchor(a={:?}, b={:?}, weight={})", self.a, self.b, self.weight)
    }
}

#[pymethods]
impl Retelling {
    fn __repr__(&self) -> String {
        let (a, b) = (self.a.__repr__(), self.b.__repr__());
        format!("Retelling(score={}, a={a}, b={b})", self.score)
    }
}

impl Retelling {
    /// `offsets` are those of all documents.
    pub(crate) fn new(pair: &RetoldPair, offsets: &[Offsets<'_>]) -> Self {
        let (in_a, in_b) = (&offsets[pair.a.doc.0 as usize], &offsets[pair.b.doc.0 as usize]);
        let span = |span: &RetoldSpan, offsets: &Offsets<'_>| {
            let (start, end) = offsets.range(&span.bytes);
            Span { doc: span.doc.0, start, end }
        };
        let anchor = |anchor: &retold::passages::RetoldAnchor| Anchor {
            a: in_a.range(&anchor.a),
            b: in_b.range(&anchor.b),
            weight: anchor.weight,
        };
        Self {
            score: pair.score,
            a: span(&pair.a, in_a),
            b: span(&pair.b, in_b),
            anchors: pair.anchors.iter().map(anchor).collect(),
            recurring: pair.recurring,
        }
    }
}
