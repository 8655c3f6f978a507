//! Two sequences of token hashes to the hunks in which they differ.
//!
//! ```text
//! common beginning and end            are the same
//! what is short                       is aligned by the histogram algorithm
//! what is long, and has runs of tokens
//!     that stand once in either text  is cut at these anchors, then the rest again
//! and has none                        is cut into pieces at even shares
//! ```
//!
//! Every diff algorithm known is quadratic on some text, such as one of four different words; here
//! only pieces of [`SHORT`] tokens ever meet one. Anchors are found as in patience diff (Cohen),
//! with shingles for lines: a longest increasing subsequence of the shingles unique to either
//! text. They are where large texts that have to do with each other meet; what has no anchor is
//! another text, or repeats itself so much that one alignment is as good as another.
//!
//! Cost: a sort of the shingles for every round of anchors, of which there are few; at worst some
//! microseconds a token. No clock is looked at, so that the outcome is the same everywhere.

use crate::dedup::shingle::shingles;
use imara_diff::{Algorithm, Diff, InternedInput};
use std::ops::Range;

/// Tokens of both sides together that are aligned at once: a news article and its update.
const SHORT: usize = 4096;

/// Tokens of an anchor.
const ANCHOR: usize = 5;

/// Rounds of anchors. What has none left is done before; only crafted text needs this.
const ROUNDS: usize = 6;

/// Tokens that differ; what lies between two hunks is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) a: Range<usize>,
    pub(super) b: Range<usize>,
}

impl Hunk {
    pub(super) fn len(&self) -> usize {
        self.a.len().max(self.b.len())
    }
}

/// The hunks in which `a` and `b` differ, in order; neighbours may touch.
pub(super) fn hunks(a: &[u64], b: &[u64]) -> Vec<Hunk> {
    let mut hunks = Vec::new();
    Aligner { a, b, hunks: &mut hunks }.stretch(0..a.len(), 0..b.len(), ROUNDS);
    hunks
}

struct Aligner<'t> {
    a: &'t [u64],
    b: &'t [u64],
    hunks: &'t mut Vec<Hunk>,
}

impl Aligner<'_> {
    fn stretch(&mut self, a: Range<usize>, b: Range<usize>, rounds: usize) {
        let (a, b) = self.without_common_ends(a, b);
        if a.is_empty() || b.is_empty() {
            return self.differ(a, b);
        }
        if a.len() + b.len() <= SHORT {
            return self.short(a, b);
        }
        let anchors = match rounds {
            0 => Vec::new(),
            _ => anchors(&self.a[a.clone()], &self.b[b.clone()]),
        };
        if anchors.is_empty() {
            return self.pieces(a, b);
        }
        let (mut a_done, mut b_done) = (a.start, b.start);
        for anchor in anchors {
            let (a_start, b_start) = (a.start + anchor.a, b.start + anchor.b);
            self.stretch(a_done..a_start, b_done..b_start, rounds - 1);
            (a_done, b_done) = (a_start + anchor.len, b_start + anchor.len);
        }
        self.stretch(a_done..a.end, b_done..b.end, rounds - 1);
    }

    fn without_common_ends(
        &self,
        a: Range<usize>,
        b: Range<usize>,
    ) -> (Range<usize>, Range<usize>) {
        let (x, y) = (&self.a[a.clone()], &self.b[b.clone()]);
        let head = x.iter().zip(y).take_while(|(x, y)| x == y).count();
        let (x, y) = (&x[head..], &y[head..]);
        let tail = x.iter().rev().zip(y.iter().rev()).take_while(|(x, y)| x == y).count();
        (a.start + head..a.end - tail, b.start + head..b.end - tail)
    }

    fn short(&mut self, a: Range<usize>, b: Range<usize>) {
        let mut input = InternedInput::default();
        input.update_before(self.a[a.clone()].iter().copied());
        input.update_after(self.b[b.clone()].iter().copied());
        for hunk in Diff::compute(Algorithm::Histogram, &input).hunks() {
            let from = |start: usize, range: Range<u32>| {
                start + range.start as usize..start + range.end as usize
            };
            self.differ(from(a.start, hunk.before), from(b.start, hunk.after));
        }
    }

    fn pieces(&mut self, a: Range<usize>, b: Range<usize>) {
        let pieces = (a.len() + b.len()).div_ceil(SHORT / 2);
        let cut = |range: &Range<usize>, at: usize| {
            // Wider than both factors: a long text has many pieces.
            let share = range.len() as u128 * at as u128 / pieces as u128;
            range.start + share as usize
        };
        for at in 0..pieces {
            let (a, b) = (cut(&a, at)..cut(&a, at + 1), cut(&b, at)..cut(&b, at + 1));
            if a.is_empty() || b.is_empty() { self.differ(a, b) } else { self.short(a, b) }
        }
    }

    fn differ(&mut self, a: Range<usize>, b: Range<usize>) {
        if !(a.is_empty() && b.is_empty()) {
            self.hunks.push(Hunk { a, b });
        }
    }
}

/// `len` tokens that are the same.
#[derive(Clone, Copy)]
struct Anchor {
    a: usize,
    b: usize,
    len: usize,
}

/// Runs that stand once in either text, as many as come in the same order; none overlap.
fn anchors(a: &[u64], b: &[u64]) -> Vec<Anchor> {
    let mut pairs: Vec<(usize, usize)> = common(&unique(a), &unique(b));
    // Hashes of shingles may collide.
    pairs.retain(|&(i, j)| a.get(i..i + ANCHOR).is_some_and(|x| b.get(j..j + ANCHOR) == Some(x)));
    pairs.sort_unstable();
    let mut anchors: Vec<Anchor> = Vec::new();
    for (i, j) in longest_increasing(&pairs) {
        match anchors.last_mut() {
            // On the same diagonal, touching: one anchor goes on.
            Some(last) if i - last.a == j - last.b && i <= last.a + last.len => {
                last.len = i + ANCHOR - last.a;
            }
            Some(last) => {
                let taken = (last.a + last.len).saturating_sub(i);
                let taken = taken.max((last.b + last.len).saturating_sub(j));
                if taken < ANCHOR {
                    anchors.push(Anchor { a: i + taken, b: j + taken, len: ANCHOR - taken });
                }
            }
            None => anchors.push(Anchor { a: i, b: j, len: ANCHOR }),
        }
    }
    anchors
}

/// The shingles that stand once, each with its place, sorted.
fn unique(tokens: &[u64]) -> Vec<(u64, usize)> {
    let mut hashes = Vec::new();
    shingles(tokens, ANCHOR, &mut hashes);
    let mut places: Vec<(u64, usize)> = hashes.into_iter().zip(0..).collect();
    places.sort_unstable();
    let once = places.chunk_by(|x, y| x.0 == y.0).filter(|same| same.len() == 1);
    once.flatten().copied().collect()
}

/// The places of what both have.
fn common(mut a: &[(u64, usize)], mut b: &[(u64, usize)]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    while let ([(x, i), ..], [(y, j), ..]) = (a, b) {
        if x == y {
            pairs.push((*i, *j));
        }
        (a, b) = (&a[usize::from(x <= y)..], &b[usize::from(y <= x)..]);
    }
    pairs
}

/// The longest subsequence in which the second places rise, too: Fredman (1975), by piles.
fn longest_increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    const NONE: usize = usize::MAX;
    // The last pair of the best subsequence of every length, and what comes before each pair.
    let (mut tops, mut before) = (Vec::<usize>::new(), vec![NONE; pairs.len()]);
    for (at, (_, j)) in pairs.iter().enumerate() {
        let pile = tops.partition_point(|&top| pairs[top].1 < *j);
        before[at] = pile.checked_sub(1).map_or(NONE, |below| tops[below]);
        if pile == tops.len() { tops.push(at) } else { tops[pile] = at }
    }
    let mut at = tops.last().copied().unwrap_or(NONE);
    let mut chosen = Vec::with_capacity(tops.len());
    while let Some(pair) = pairs.get(at) {
        chosen.push(*pair);
        at = before[at];
    }
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    /// Hunks leave the same on both sides.
    fn check(a: &[u64], b: &[u64]) -> Vec<Hunk> {
        let hunks = hunks(a, b);
        let (mut i, mut j) = (0, 0);
        for hunk in &hunks {
            assert_eq!(a[i..hunk.a.start], b[j..hunk.b.start]);
            (i, j) = (hunk.a.end, hunk.b.end);
        }
        assert_eq!(a[i..], b[j..]);
        hunks
    }

    /// Numbers without a pattern.
    fn numbers(seed: u64, below: u64, len: usize) -> Vec<u64> {
        let mut state = seed;
        let next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % below
        };
        std::iter::repeat_with(next).take(len).collect()
    }

    #[test]
    fn long_texts_meet_at_their_anchors() {
        let a = numbers(1, 5000, 60_000);
        let mut b = a.clone();
        b.splice(50_000..50_000, numbers(2, 5000, 7_000));
        b.splice(20_000..20_003, [9999]);
        b.drain(100..5_100);
        let hunks = check(&a, &b);
        let removed: usize = hunks.iter().map(|hunk| hunk.a.len()).sum();
        let added: usize = hunks.iter().map(|hunk| hunk.b.len()).sum();
        assert_eq!((removed, added), (5_003, 7_001), "{hunks:?}");
    }

    #[test]
    fn no_text_takes_long() {
        let start = Instant::now();
        for below in [1, 2, 4, 300, 1 << 30] {
            check(&numbers(3, below, 200_000), &numbers(4, below, 150_000));
        }
        // A period, with a change in every other.
        let a: Vec<u64> = (0..200_000).map(|i| i % 1000).collect();
        let b: Vec<u64> =
            a.iter().enumerate().map(|(i, x)| x + 7 * u64::from(i % 2000 == 0)).collect();
        check(&a, &b);
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    }

    #[test]
    fn repeated_text_is_still_aligned() {
        let a: Vec<u64> = (0..20_000).map(|i| i % 50).collect();
        let mut b = a.clone();
        (b[3_000], b[17_000]) = (99, 99);
        let changed: usize = check(&a, &b).iter().map(Hunk::len).sum();
        assert!(changed < 200, "{changed}");
    }

    proptest! {
        #[test]
        fn what_is_left_is_the_same(
            a in prop::collection::vec(0u64..20, 0..60),
            b in prop::collection::vec(0u64..20, 0..60),
        ) {
            check(&a, &b);
        }

        #[test]
        fn longest_is_as_long_as_can_be(places in prop::collection::vec(0usize..40, 0..30)) {
            let pairs: Vec<_> = places.iter().copied().enumerate().collect();
            let chosen = longest_increasing(&pairs);
            prop_assert!(chosen.is_sorted_by(|x, y| x.0 < y.0 && x.1 < y.1));
            let mut best = vec![1; places.len()];
            for i in 0..places.len() {
                let below = (0..i).filter(|j| places[*j] < places[i]).map(|j| best[j] + 1);
                best[i] = below.max().unwrap_or(1);
            }
            prop_assert_eq!(chosen.len(), best.into_iter().max().unwrap_or(0));
        }
    }
}
