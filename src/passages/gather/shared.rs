//! Pairs of documents that share text: `contains` and `shares`, by what is aligned.

use crate::base::document::{DocId, Relation};
use crate::documents::copies::Distinct;
use crate::passages::align::{Alignment, Run};
use crate::passages::chain::matches::Match;
use std::ops::Range;

/// Two documents that share passages.
///
/// ```
/// use retold::{Document, PassageFinder, Relation};
/// let words: Vec<String> = (0..60).map(|i| format!("word{i}")).collect();
/// let (short, long) = (words[..30].join(" "), words.join(" "));
/// let found =
///     PassageFinder::default().find([Document::new("long", long), Document::new("short", short)])?;
/// let pair = &found.shared()[0];
/// assert_eq!((pair.relation, pair.a_coverage, pair.b_coverage), (Relation::Contains, 0.5, 1.0));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SharedText {
    /// The earlier document; of exact copies the first stands for all.
    pub a: DocId,
    /// The later.
    pub b: DocId,
    /// `Contains` if nearly all tokens of one stand in the other, or else `Shares`.
    pub relation: Relation,
    /// The share of the tokens of `a` that are aligned to equal ones of `b`, 0 to 1.
    pub a_coverage: f64,
    /// The same of `b`.
    pub b_coverage: f64,
    /// What is aligned, by the place in `a`.
    pub alignments: Vec<Alignment>,
}

/// Two texts, and the share of the tokens of each that stands in the other.
pub(crate) struct Coverage<'m> {
    pub(crate) texts: (u32, u32),
    pub(crate) shares: (f64, f64),
    matches: &'m [Match],
}

impl Coverage<'_> {
    /// The share of that text of which more stands in the other.
    pub(crate) fn most(&self) -> f64 {
        self.shares.0.max(self.shares.1)
    }

    /// `Contains` if that share reaches the containment, or else `Shares`; and the share.
    pub(crate) fn relation(&self, containment: f64) -> (Relation, f64) {
        let contains = self.most() >= containment;
        (if contains { Relation::Contains } else { Relation::Shares }, self.most())
    }
}

/// All pairs of different texts that share passages, in order.
pub(crate) fn coverages<'m>(
    matches: &'m [Match],
    len: impl Fn(u32) -> usize,
) -> impl Iterator<Item = Coverage<'m>> {
    let pairs = matches.chunk_by(|a, b| a.texts == b.texts);
    pairs.filter(|pair| pair[0].texts.0 != pair[0].texts.1).map(move |pair| {
        let texts = pair[0].texts;
        let share = |text, side: fn(&Run) -> usize| covered(pair, side) as f64 / len(text) as f64;
        let shares = (share(texts.0, |run| run.a), share(texts.1, |run| run.b));
        Coverage { texts, shares, matches: pair }
    })
}

/// Tokens of one side that are in some run.
fn covered(pair: &[Match], side: impl Fn(&Run) -> usize) -> usize {
    let runs = pair.iter().flat_map(|one| one.alignment.runs());
    in_some(runs.map(|run| side(run)..side(run) + run.len))
}

/// Tokens that are in some of these spans.
pub(crate) fn in_some(spans: impl Iterator<Item = Range<usize>>) -> usize {
    let mut spans: Vec<Range<usize>> = spans.collect();
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let mut reached = 0;
    let new = spans.iter().map(|span| {
        let new = span.end.saturating_sub(reached.max(span.start));
        reached = reached.max(span.end);
        new
    });
    new.sum()
}

impl SharedText {
    pub(crate) fn new(pair: &Coverage<'_>, distinct: &Distinct, containment: f64) -> Self {
        let (a, b) = (distinct.first(pair.texts.0), distinct.first(pair.texts.1));
        let (relation, _) = pair.relation(containment);
        let alignments = pair.matches.iter().map(|one| one.alignment.clone());
        let (a_coverage, b_coverage) = pair.shares;
        let one = Self { a, b, relation, a_coverage, b_coverage, alignments: alignments.collect() };
        if a <= b { one } else { one.turned() }
    }

    /// The same, seen from the other side.
    fn turned(self) -> Self {
        let mut alignments: Vec<Alignment> =
            self.alignments.iter().map(Alignment::turned).collect();
        alignments.sort_unstable_by_key(|one| (one.a().start, one.b().start));
        Self {
            a: self.b,
            b: self.a,
            a_coverage: self.b_coverage,
            b_coverage: self.a_coverage,
            relation: self.relation,
            alignments,
        }
    }
}
