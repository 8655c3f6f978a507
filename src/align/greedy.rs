//! Greedy extension: how far two sequences can be aligned from a common start.
//!
//! The algorithm of Zhang, Schwartz, Wagner and Miller 2000 ("A greedy algorithm for aligning DNA
//! sequences", section 4), which costs time by the differences, not by the length:
//!
//! ```text
//! for errors d = 0, 1, 2, ...
//!     for each diagonal k in reach:
//!         i = furthest of: one error more on k (substitution), on k-1 or k+1 (indel)
//!         slide i along k while tokens are equal
//!         drop k if its score lies more than X below the best score seen
//! until no diagonal is left; the point of the best score is the end
//! ```
//!
//! The score of a point (i, j) after d errors is i + j - P d: two for each match, and P makes up
//! for the tokens that errors pass over. Rows are kept, so that the path can be walked back.
//!
//! Cost: time and memory are proportional to errors times diagonals in reach; the X bounds the
//! second to some dozens, the fall of the score the first to a share of the length.

use super::Run;

/// No point of this diagonal was reached.
const NOWHERE: i32 = i32::MIN / 2;

/// One direction of two sequences, from a common start.
pub(super) trait Sides {
    /// How many tokens are equal on both sides from these on.
    fn equal(&self, i: usize, j: usize) -> usize;
    /// How many tokens each side has.
    fn lens(&self) -> (usize, usize);
    /// Diagonals (j - i) that may be entered: from this one on.
    fn lowest_diagonal(&self) -> i32;
    /// Diagonals that may be entered: up to this one.
    fn highest_diagonal(&self) -> i32;
}

/// How errors weigh.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scoring {
    /// What an error costs.
    pub(super) penalty: i32,
    /// How far the score may fall below the best.
    pub(super) drop: i32,
}

/// The furthest points of all numbers of errors; kept for its buffers.
#[derive(Debug, Default)]
pub(super) struct Greedy {
    /// Points i by diagonal, row after row.
    points: Vec<i32>,
    rows: Vec<Row>,
    /// How many tokens each side has.
    lens: (i32, i32),
}

/// The diagonals from `low` on that were in reach after so many errors.
#[derive(Clone, Copy, Debug)]
struct Row {
    start: usize,
    low: i32,
    high: i32,
}

impl Greedy {
    /// Appends the runs of the best extension, from its far end to the start.
    pub(super) fn extend(&mut self, sides: &impl Sides, scoring: Scoring, runs: &mut Vec<Run>) {
        let (errors, diagonal) = self.reach(sides, scoring);
        self.walk_back(errors, diagonal, runs);
    }

    /// The errors and the diagonal of the best point.
    fn reach(&mut self, sides: &impl Sides, scoring: Scoring) -> (usize, i32) {
        self.points.clear();
        self.rows.clear();
        let clipped = |len: usize| i32::try_from(len).unwrap_or(i32::MAX);
        let (a_len, b_len) = sides.lens();
        self.lens = (clipped(a_len), clipped(b_len));
        let start = sides.equal(0, 0) as i32;
        self.points.push(start);
        self.rows.push(Row { start: 0, low: 0, high: 0 });
        let (mut best_score, mut best) = (2 * start, (0, 0));
        for errors in 1.. {
            let floor = best_score - scoring.drop + scoring.penalty * errors as i32;
            let Some(row) = self.next_row(sides, floor) else { break };
            for diagonal in row.low..=row.high {
                let i = self.point(row, diagonal);
                if i == NOWHERE {
                    continue;
                }
                let score = 2 * i + diagonal - scoring.penalty * errors as i32;
                if score > best_score {
                    (best_score, best) = (score, (errors, diagonal));
                }
            }
        }
        best
    }

    /// The row after the last, without the diagonals whose points i have i + j below the floor.
    fn next_row(&mut self, sides: &impl Sides, floor: i32) -> Option<Row> {
        let last = *self.rows.last()?;
        let start = self.points.len();
        let low = (last.low - 1).max(sides.lowest_diagonal());
        let high = (last.high + 1).min(sides.highest_diagonal());
        for diagonal in low..=high {
            let mut i = self.step(last, diagonal);
            if i >= 0 {
                i += sides.equal(i as usize, (i + diagonal) as usize) as i32;
            }
            let kept = i >= 0 && 2 * i + diagonal >= floor;
            self.points.push(if kept { i } else { NOWHERE });
        }
        let points = &self.points[start..];
        let first = points.iter().position(|i| *i >= 0)?;
        let end = points.iter().rposition(|i| *i >= 0)?;
        let row = Row { start: start + first, low: low + first as i32, high: low + end as i32 };
        self.points.truncate(start + end + 1);
        self.rows.push(row);
        Some(row)
    }

    /// The furthest point on a diagonal that one error leads to from a row.
    fn step(&self, row: Row, diagonal: i32) -> i32 {
        let steps = Self::steps(diagonal).map(|(from, forward)| self.point(row, from) + forward);
        let (a_len, b_len) = self.lens;
        let inside = |i: &i32| (0..=a_len).contains(i) && (0..=b_len).contains(&(i + diagonal));
        steps.into_iter().filter(inside).max().unwrap_or(NOWHERE)
    }

    /// From where a diagonal is entered, and how far that moves on the one side: substitutions
    /// first, so that of equally good paths the straightest is walked.
    fn steps(diagonal: i32) -> [(i32, i32); 3] {
        [(diagonal, 1), (diagonal - 1, 0), (diagonal + 1, 1)]
    }

    fn point(&self, row: Row, diagonal: i32) -> i32 {
        if (row.low..=row.high).contains(&diagonal) {
            self.points[row.start + (diagonal - row.low) as usize]
        } else {
            NOWHERE
        }
    }

    fn walk_back(&self, errors: usize, mut diagonal: i32, runs: &mut Vec<Run>) {
        for errors in (0..=errors).rev() {
            let end = self.point(self.rows[errors], diagonal);
            let (mut begin, mut from) = (0, diagonal);
            if let Some(before) = errors.checked_sub(1).map(|before| self.rows[before]) {
                begin = self.step(before, diagonal);
                let taken = |step: &(i32, i32)| self.point(before, step.0) + step.1 == begin;
                from = Self::steps(diagonal).into_iter().find(taken).map_or(diagonal, |s| s.0);
            }
            if end > begin {
                let (a, len) = (begin as usize, (end - begin) as usize);
                runs.push(Run { a, b: (begin + diagonal) as usize, len });
            }
            diagonal = from;
        }
    }
}
