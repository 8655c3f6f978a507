//! Two token sequences, aligned.
//!
//! An alignment is a list of runs: stretches of tokens that are equal on both sides. Between two
//! runs stand tokens that were substituted, dropped or inserted. Its *columns* are the matches and,
//! for each gap between runs, as many as the longer side of the gap has tokens; its *identity* is
//! the share of the columns that match.

pub(crate) mod extend;
mod greedy;
mod stretches;
#[cfg(test)]
mod tests;

use std::ops::Range;

/// A stretch of equal tokens.
///
/// ```
/// let run = retold::stages::Run { a: 4, b: 0, len: 12 };
/// assert_eq!(run.a + run.len, 16);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Run {
    /// Its first token in the one sequence.
    pub a: usize,
    /// Its first token in the other.
    pub b: usize,
    /// How many tokens.
    pub len: usize,
}

/// Two spans of tokens, aligned: runs in order, none empty.
///
/// ```
/// use retold::stages::{Alignment, Run};
/// // One token of four was replaced.
/// let alignment = Alignment::new(vec![Run { a: 0, b: 7, len: 2 }, Run { a: 3, b: 10, len: 1 }]);
/// assert_eq!((alignment.a(), alignment.b()), (0..4, 7..11));
/// assert_eq!(alignment.identity(), 0.75);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    runs: Vec<Run>,
}

impl Alignment {
    /// An alignment of these runs, which stand in order on both sides.
    pub fn new(runs: Vec<Run>) -> Self {
        Self { runs }
    }

    /// The stretches of equal tokens.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The span in the one sequence.
    pub fn a(&self) -> Range<usize> {
        self.span(|run| run.a)
    }

    /// The span in the other.
    pub fn b(&self) -> Range<usize> {
        self.span(|run| run.b)
    }

    fn span(&self, side: impl Fn(&Run) -> usize) -> Range<usize> {
        match (self.runs.first(), self.runs.last()) {
            (Some(first), Some(last)) => side(first)..side(last) + last.len,
            _ => 0..0,
        }
    }

    /// The same, seen from the other sequence.
    pub(crate) fn turned(&self) -> Self {
        let turn = |run: &Run| Run { a: run.b, b: run.a, len: run.len };
        Self::new(self.runs.iter().map(turn).collect())
    }

    /// The part between these tokens of the one sequence.
    pub(crate) fn within_a(&self, span: &Range<usize>) -> Self {
        let from = self.runs.partition_point(|run| run.a + run.len <= span.start);
        let runs = self.runs[from..].iter().take_while(|run| run.a < span.end).map(|run| {
            let skipped = span.start.saturating_sub(run.a);
            let end = (run.a + run.len).min(span.end);
            Run { a: run.a + skipped, b: run.b + skipped, len: end - run.a - skipped }
        });
        Self::new(runs.collect())
    }

    /// Tokens that are equal.
    pub fn matches(&self) -> usize {
        self.runs.iter().map(|run| run.len).sum()
    }

    /// Matches, and the longer side of every gap.
    pub fn columns(&self) -> usize {
        let gaps = self.runs.windows(2).map(|pair| gap(&pair[0], &pair[1]));
        self.matches() + gaps.sum::<usize>()
    }

    /// The share of the columns that match, 0 to 1 (higher = more alike); 0 for an empty
    /// alignment.
    pub fn identity(&self) -> f64 {
        match self.columns() {
            0 => 0.0,
            columns => self.matches() as f64 / columns as f64,
        }
    }

    /// The identity over two spans in which this stands: what they have before and behind it
    /// counts as gaps.
    pub(crate) fn identity_within(&self, a: Range<usize>, b: Range<usize>) -> f64 {
        let (a_inner, b_inner) = (self.a(), self.b());
        if a_inner.is_empty() {
            return 0.0;
        }
        let before = (a_inner.start - a.start).max(b_inner.start - b.start);
        let behind = (a.end - a_inner.end).max(b.end - b_inner.end);
        self.matches() as f64 / (before + self.columns() + behind) as f64
    }

    /// The identity of both together, the other behind this on both sides.
    pub(crate) fn joint_identity(&self, behind: &Alignment) -> f64 {
        let between = self.runs.last().zip(behind.runs.first()).map_or(0, |(a, b)| gap(a, b));
        let matches = self.matches() + behind.matches();
        matches as f64 / (self.columns() + between + behind.columns()).max(1) as f64
    }

    /// Appends another, which stands behind this on both sides.
    pub(crate) fn join(&mut self, behind: Alignment) {
        for run in behind.runs {
            match self.runs.last_mut() {
                Some(last) if (last.a + last.len, last.b + last.len) == (run.a, run.b) => {
                    last.len += run.len;
                }
                _ => self.runs.push(run),
            }
        }
    }

    /// Cut where the one side reaches each multiple of `step` tokens; what is left at the end stays
    /// with the last piece unless it has `min_tokens` matches.
    pub(crate) fn cut_every(&self, step: usize, min_tokens: usize) -> Vec<Alignment> {
        let mut pieces: Vec<Vec<Run>> = vec![Vec::new()];
        let mut end = self.a().start + step;
        for run in &self.runs {
            let mut rest = *run;
            while rest.a + rest.len > end {
                let len = end.saturating_sub(rest.a);
                if len > 0 {
                    pieces.last_mut().into_iter().for_each(|piece| piece.push(Run { len, ..rest }));
                    rest = Run { a: rest.a + len, b: rest.b + len, len: rest.len - len };
                }
                pieces.push(Vec::new());
                end += step;
            }
            pieces.last_mut().into_iter().for_each(|piece| piece.push(rest));
        }
        let mut pieces: Vec<Alignment> = pieces.into_iter().map(Alignment::new).collect();
        if pieces.len() > 1 && pieces.last().is_some_and(|tail| tail.matches() < min_tokens) {
            let tail = pieces.pop();
            pieces.last_mut().into_iter().zip(tail).for_each(|(last, tail)| last.join(tail));
        }
        pieces
    }

    /// The parts that have at least `identity` and `min_tokens` matching tokens: the whole, or
    /// else its best stretches.
    pub(crate) fn parts(self, identity: f64, min_tokens: usize) -> Vec<Alignment> {
        let whole = self.identity() >= identity;
        let parts = if whole { vec![self] } else { stretches::best(&self.runs, identity) };
        let long = |part: &Alignment| part.matches() >= min_tokens && part.identity() >= identity;
        parts.into_iter().filter(long).collect()
    }
}

/// Columns between two runs that follow each other.
fn gap(before: &Run, behind: &Run) -> usize {
    let a = behind.a.saturating_sub(before.a + before.len);
    let b = behind.b.saturating_sub(before.b + before.len);
    a.max(b)
}
