//! From a seed to the alignment around it.

use super::greedy::{Greedy, Scoring, Sides};
use super::{Alignment, Run};

/// Errors in a row that an extension gets over, coming from a long run.
const STRIDE: i32 = 10;

/// How much less alike than the whole its ends may be: of short passages with noise they often are.
const SLOPE: f64 = 0.3;

/// What is less alike at an end belongs to no passage.
const UNRELATED: f64 = 0.5;

/// A first look: most links are chance, and are seen to be so at a fraction of the cost. Its errors
/// cost more, so that it ends sooner.
const GLANCE: Scoring = Scoring { penalty: 7, drop: 35 };

/// The matches that a first look must show.
const PROMISING: usize = 10;

/// Two sequences to align; or one, against itself further on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'t> {
    pub(crate) a: &'t [u32],
    pub(crate) b: &'t [u32],
    /// Both are one sequence: no token may be aligned to itself or to an earlier one.
    pub(crate) is_self: bool,
}

impl Pair<'_> {
    /// All tokens around this point that are equal in a row.
    pub(crate) fn run_through(self, a: usize, b: usize) -> Run {
        let before = Back { pair: self, a, b, diagonal: 0 }.equal(0, 0);
        let behind = Ahead { pair: self, a, b, diagonal: 0 }.equal(0, 0);
        Run { a: a - before, b: b - before, len: before + behind }
    }

    /// The alignment, with the equal tokens beyond its ends.
    pub(crate) fn to_ends(self, alignment: Alignment) -> Alignment {
        let mut runs = alignment.runs;
        if let Some(Run { a, b, len }) = runs.first_mut() {
            let before = Back { pair: self, a: *a, b: *b, diagonal: 0 }.equal(0, 0);
            (*a, *b, *len) = (*a - before, *b - before, *len + before);
        }
        if let Some(Run { a, b, len }) = runs.last_mut() {
            let (a, b) = (*a + *len, *b + *len);
            *len += Ahead { pair: self, a, b, diagonal: 0 }.equal(0, 0);
        }
        Alignment::new(runs)
    }
}

/// Extends seeds, keeping its buffers.
#[derive(Debug)]
pub(crate) struct Extender {
    scoring: Scoring,
    greedy: Greedy,
    runs: Vec<Run>,
}

impl Extender {
    /// Extends through what may be part of an alignment of this identity.
    pub(crate) fn new(identity: f64) -> Self {
        let identity = (identity - SLOPE).max(UNRELATED);
        // Substitutions alone: matches per error at this identity, each scoring two.
        let per_error = (identity / (1.0 - identity).max(0.01)).clamp(0.5, 100.0);
        let penalty = 2 + (2.0 * per_error).round() as i32;
        let scoring = Scoring { penalty, drop: penalty * STRIDE };
        Self { scoring, greedy: Greedy::default(), runs: Vec::new() }
    }

    /// A look at both sides of the point: whether it is worth extending.
    pub(crate) fn promises(&mut self, pair: Pair<'_>, a: usize, b: usize, matches: usize) -> bool {
        let enough = PROMISING.min(matches);
        let diagonal = diagonal(a, b);
        let ahead = self.greedy.matches(&Ahead { pair, a, b, diagonal }, GLANCE);
        ahead >= enough
            || ahead + self.greedy.matches(&Back { pair, a, b, diagonal }, GLANCE) >= enough
    }

    /// The alignment through the point where token `a` meets token `b`.
    pub(crate) fn through(&mut self, pair: Pair<'_>, a: usize, b: usize) -> Alignment {
        let diagonal = diagonal(a, b);
        let behind = Ahead { pair, a, b, diagonal };
        let before = Back { pair, a, b, diagonal };
        self.runs.clear();
        self.greedy.extend(&before, self.scoring, &mut self.runs);
        let turned = self.runs.iter().map(|run| {
            let (a, b) = (a - run.a - run.len, b - run.b - run.len);
            Run { a, b, len: run.len }
        });
        let mut alignment = Alignment::new(turned.collect());
        self.runs.clear();
        self.greedy.extend(&behind, self.scoring, &mut self.runs);
        let shifted = |run: &Run| Run { a: a + run.a, b: b + run.b, len: run.len };
        alignment.join(Alignment::new(self.runs.iter().rev().map(shifted).collect()));
        alignment
    }
}

/// How much further on the other side the point lies: matters in one sequence only.
fn diagonal(a: usize, b: usize) -> i32 {
    i32::try_from(b.saturating_sub(a)).unwrap_or(i32::MAX)
}

/// From the point on.
struct Ahead<'t> {
    pair: Pair<'t>,
    a: usize,
    b: usize,
    diagonal: i32,
}

impl Sides for Ahead<'_> {
    fn equal(&self, i: usize, j: usize) -> usize {
        let (a, b) = (&self.pair.a[self.a + i..], &self.pair.b[self.b + j..]);
        a.iter().zip(b).take_while(|(a, b)| a == b).count()
    }

    fn lens(&self) -> (usize, usize) {
        (self.pair.a.len() - self.a, self.pair.b.len() - self.b)
    }

    fn lowest_diagonal(&self) -> i32 {
        if self.pair.is_self { 1 - self.diagonal } else { i32::MIN }
    }

    fn highest_diagonal(&self) -> i32 {
        i32::MAX
    }
}

/// From the point backwards.
struct Back<'t> {
    pair: Pair<'t>,
    a: usize,
    b: usize,
    diagonal: i32,
}

impl Sides for Back<'_> {
    fn equal(&self, i: usize, j: usize) -> usize {
        let (a, b) = (&self.pair.a[..self.a - i], &self.pair.b[..self.b - j]);
        a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
    }

    fn lens(&self) -> (usize, usize) {
        (self.a, self.b)
    }

    fn lowest_diagonal(&self) -> i32 {
        i32::MIN
    }

    fn highest_diagonal(&self) -> i32 {
        if self.pair.is_self { self.diagonal - 1 } else { i32::MAX }
    }
}
