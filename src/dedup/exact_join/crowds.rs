//! Buckets of more texts than meet at once.
//!
//! ```text
//! for each bucket whose texts are not all joined by now:
//!     for each window of distances, by size, wider and wider:
//!         for each text that is not joined to most of the bucket, some at a time:
//!             propose it with all within the window that it is not joined to
//!         verify, join
//! ```
//!
//! Each pair that is not joined is met: one of the two is none of the most, since these are joined
//! to each other. Near copies are joined before they come here, or in the first windows.

use super::buckets::{Bucket, Side};
use super::{MEETINGS, NEAR, Rounds};
use crate::base::error::Result;
use crate::base::progress::Stage;
use crate::storage::pairs::Pair;
use rayon::prelude::*;
use std::ops::Range;

/// How much wider each window is than the one before.
const WIDER: usize = 8;

/// Pairs of one text that are proposed in one bucket, beside those with its neighbours.
const MAX_MET: usize = 4096;

/// A text of a crowd that is to meet others.
struct Outsider {
    /// Its place in the bucket.
    place: usize,
    /// With how many it was proposed.
    met: usize,
    capped: bool,
}

/// What an outsider proposes, and whether it would propose more.
type Proposed = (Vec<Pair>, bool);

impl Rounds<'_> {
    pub(super) fn crowds(&mut self) -> Result<()> {
        let buckets = self.buckets;
        for range in buckets.ranges().filter(|range| range.len() > NEAR + 1) {
            self.watch.advance(Stage::Verify, 0)?;
            let bucket = buckets.bucket(range);
            self.crowd(&bucket)?;
        }
        Ok(())
    }

    fn crowd(&mut self, bucket: &Bucket) -> Result<()> {
        let len = bucket.sides.len();
        let mut outsiders = outsiders(&self.roots(bucket));
        let mut met_by_now = NEAR;
        while met_by_now < len && !outsiders.is_empty() {
            let window = met_by_now + 1..met_by_now.saturating_mul(WIDER).min(len) + 1;
            let is_outsider = marked(&outsiders, len);
            for some in outsiders.chunks_mut((MEETINGS / window.len()).max(1)) {
                let crowd = Crowd { bucket, roots: self.roots(bucket), is_outsider: &is_outsider };
                let rounds = &*self;
                let proposed: Vec<Proposed> =
                    some.par_iter().map(|one| crowd.propose(rounds, one, &window)).collect();
                for (one, (pairs, more)) in some.iter_mut().zip(proposed) {
                    one.met += pairs.len();
                    one.capped |= more;
                    self.pairs.extend(pairs);
                }
                self.verify()?;
            }
            met_by_now = window.end - 1;
            if all_equal(&self.roots(bucket)) {
                return Ok(());
            }
        }
        let capped = outsiders.iter().filter(|one| one.capped);
        self.capped.extend(capped.map(|one| self.buckets.node(bucket.sides[one.place])));
        Ok(())
    }

    /// The roots of a bucket's texts among what is joined by now.
    fn roots(&self, bucket: &Bucket) -> Vec<usize> {
        let root = |side: &Side| self.verified.joined.root(self.buckets.node(*side).index());
        bucket.sides.iter().map(root).collect()
    }
}

/// A bucket between two rounds.
struct Crowd<'a> {
    bucket: &'a Bucket,
    roots: Vec<usize>,
    is_outsider: &'a [bool],
}

impl Crowd<'_> {
    /// The pairs of one within a window of distances. Of two outsiders the smaller proposes.
    fn propose(&self, rounds: &Rounds<'_>, one: &Outsider, window: &Range<usize>) -> Proposed {
        let (buckets, sides) = (rounds.buckets, &self.bucket.sides);
        let (at, side) = (one.place, sides[one.place]);
        let below = (at + 1).saturating_sub(window.end)..(at + 1).saturating_sub(window.start);
        let above = (at + window.start).min(sides.len())..(at + window.end).min(sides.len());
        let smaller = below.rev().take_while(|other| buckets.sizes_agree(sides[*other], side));
        let smaller = smaller.filter(|other| !self.is_outsider[*other]);
        let larger = above.take_while(|other| buckets.sizes_agree(side, sides[*other]));
        let apart = smaller.chain(larger).filter(|other| self.roots[*other] != self.roots[at]);
        let mut pairs = apart.filter_map(|other| buckets.propose(self.bucket, side, sides[other]));
        let allowed: Vec<Pair> = pairs.by_ref().take(MAX_MET - one.met).collect();
        (allowed, pairs.next().is_some())
    }
}

/// Those that are not joined to most of them; of several as many, to those of the lowest root.
fn outsiders(roots: &[usize]) -> Vec<Outsider> {
    let mut sorted = roots.to_vec();
    sorted.sort_unstable();
    let groups = sorted.chunk_by(|a, b| a == b);
    let most = groups.rev().max_by_key(|group| group.len()).map(|group| group[0]);
    let places = (0..roots.len()).filter(|place| Some(roots[*place]) != most);
    places.map(|place| Outsider { place, met: 0, capped: false }).collect()
}

fn marked(outsiders: &[Outsider], len: usize) -> Vec<bool> {
    let mut marks = vec![false; len];
    outsiders.iter().for_each(|one| marks[one.place] = true);
    marks
}

fn all_equal(roots: &[usize]) -> bool {
    roots.windows(2).all(|pair| pair[0] == pair[1])
}
