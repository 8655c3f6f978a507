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

/// Points around a row that are nowhere, so that its neighbours need no test.
const PADDING: usize = 2;

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
    /// Points i by diagonal, row after row, each row with padding on both sides.
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

/// The point of the best score.
#[derive(Clone, Copy, Debug)]
struct Best {
    score: i32,
    errors: usize,
    diagonal: i32,
}

impl Greedy {
    /// Appends the runs of the best extension, from its far end to the start.
    pub(super) fn extend(&mut self, sides: &impl Sides, scoring: Scoring, runs: &mut Vec<Run>) {
        let best = self.reach(sides, scoring);
        self.walk_back(best.errors, best.diagonal, runs);
    }

    /// Matches of the best extension, at least.
    pub(super) fn matches(&mut self, sides: &impl Sides, scoring: Scoring) -> usize {
        let best = self.reach(sides, scoring);
        let tokens = best.score + scoring.penalty * best.errors as i32;
        // An error passes over two tokens at most.
        (tokens / 2 - best.errors as i32).max(0) as usize
    }

    fn reach(&mut self, sides: &impl Sides, scoring: Scoring) -> Best {
        self.points.clear();
        self.rows.clear();
        // Scores are some multiples of lengths.
        let clipped = |len: usize| len.min(1 << 28) as i32;
        let (a_len, b_len) = sides.lens();
        self.lens = (clipped(a_len), clipped(b_len));
        let start = clipped(sides.equal(0, 0));
        self.points.extend([NOWHERE, NOWHERE, start, NOWHERE, NOWHERE]);
        self.rows.push(Row { start: PADDING, low: 0, high: 0 });
        let mut best = Best { score: 2 * start, errors: 0, diagonal: 0 };
        while self.next_row(sides, scoring, &mut best) {}
        best
    }

    /// Adds the row after the last, without the diagonals whose scores lie too far below the best;
    /// false if none is left.
    fn next_row(&mut self, sides: &impl Sides, scoring: Scoring, best: &mut Best) -> bool {
        let Some(last) = self.rows.last().copied() else { return false };
        let errors = self.rows.len();
        let cost = scoring.penalty * errors as i32;
        let floor = best.score - scoring.drop;
        let low = (last.low - 1).max(sides.lowest_diagonal());
        let high = (last.high + 1).min(sides.highest_diagonal());
        let known = self.points.len();
        let width = (high - low + 1).max(0) as usize;
        self.points.resize(known + width + 2 * PADDING, NOWHERE);
        let (old, new) = self.points.split_at_mut(known);
        let old = &old[last.start - PADDING..];
        let mut reached = None;
        for (at, point) in new[PADDING..][..width].iter_mut().enumerate() {
            let diagonal = low + at as i32;
            // The row before begins at most one diagonal later.
            let before = (diagonal - last.low + 1) as usize;
            let i = step(&old[before..], diagonal, self.lens);
            if i < 0 {
                continue;
            }
            let equal = sides.equal(i as usize, (i + diagonal) as usize);
            let i = (i as usize + equal).min(self.lens.0 as usize) as i32;
            let score = 2 * i + diagonal - cost;
            if score < floor {
                continue;
            }
            if score > best.score {
                *best = Best { score, errors, diagonal };
            }
            *point = i;
            reached = Some((reached.map_or(at, |(first, _)| first), at));
        }
        let Some((first, end)) = reached else { return false };
        let start = known + PADDING + first;
        self.points.truncate(known + PADDING + end + 1 + PADDING);
        self.rows.push(Row { start, low: low + first as i32, high: low + end as i32 });
        true
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
                let at = [diagonal - 1, diagonal, diagonal + 1].map(|d| self.point(before, d));
                begin = step(&at, diagonal, self.lens);
                // Substitutions first: of equally good paths, the straightest.
                from = if at[1] + 1 == begin {
                    diagonal
                } else if at[0] == begin {
                    diagonal - 1
                } else {
                    diagonal + 1
                };
            }
            if end > begin {
                let (a, len) = (begin as usize, (end - begin) as usize);
                runs.push(Run { a, b: (begin + diagonal) as usize, len });
            }
            diagonal = from;
        }
    }
}

/// The furthest point on a diagonal that one error leads to, from the points before, on and behind
/// that diagonal; below 0 if there is none.
#[inline(always)]
fn step(points: &[i32], diagonal: i32, (a_len, b_len): (i32, i32)) -> i32 {
    let furthest = |best: i32, i: i32| {
        let inside = i <= a_len && i + diagonal <= b_len;
        if inside && i > best { i } else { best }
    };
    // A substitution, an insertion, a drop.
    [points[1] + 1, points[0], points[2] + 1].into_iter().fold(NOWHERE, furthest)
}
