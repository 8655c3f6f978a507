//! Buckets: the texts with one key in their prefixes, and which of their pairs are worth comparing.
//!
//! A pair is looked at in each bucket that both texts are in, and proposed in one at most: that of
//! the first key that they have in common. There, what can be common is bounded by the smaller rest
//! of the two sets, there and at the end of the prefixes (Xiao, Wang, Lin, Yu, "Efficient similarity
//! joins for near duplicate detection", WWW 2008, section 4: the position filter). The bound on sizes (Bayardo, Ma, Srikant, WWW 2007) is
//! used as an order: the texts of a bucket stand by size, and a look ends at the first too far off.

use super::bounds::Bounds;
use super::prefixes::Prefixes;
use crate::dedup::candidates::nodes::NodeId;
use crate::storage::pairs::Pair;
use rayon::prelude::*;
use std::ops::Range;

/// A text in a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Side {
    /// How many shingles it has.
    size: u32,
    prefix: u32,
    /// How many of them stand at the bucket's key or behind it.
    rest: u32,
}

/// The texts of one bucket, by size.
pub(super) struct Bucket {
    key: u32,
    pub(super) sides: Vec<Side>,
}

pub(super) struct Buckets {
    pub(super) prefixes: Prefixes,
    bounds: Bounds,
    /// Key and prefix; keys that one text has alone are left out.
    entries: Vec<u64>,
}

impl Buckets {
    pub(super) fn new(prefixes: Prefixes, bounds: Bounds) -> Self {
        let mut entries: Vec<u64> = Vec::with_capacity(prefixes.keys_len());
        for prefix in 0..prefixes.len() as u32 {
            let keys = prefixes.keys(prefix).iter();
            entries.extend(keys.map(|key| u64::from(*key) << 32 | u64::from(prefix)));
        }
        entries.par_sort_unstable();
        entries.dedup();
        keep_shared(&mut entries);
        Self { prefixes, bounds, entries }
    }

    /// The buckets by key, as ranges of entries.
    pub(super) fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        let mut start = 0;
        self.entries.chunk_by(|a, b| a >> 32 == b >> 32).map(move |bucket| {
            let range = start..start + bucket.len();
            start = range.end;
            range
        })
    }

    pub(super) fn bucket(&self, range: Range<usize>) -> Bucket {
        let entries = &self.entries[range];
        let key = entries.first().map_or(0, |entry| (entry >> 32) as u32);
        let side = |entry: &u64| {
            let prefix = *entry as u32;
            let text = self.prefixes.get(prefix);
            let place = self.prefixes.keys(prefix).partition_point(|other| *other < key);
            Side { prefix, size: text.size, rest: text.size - text.once - place as u32 }
        };
        let mut sides: Vec<Side> = entries.iter().map(side).collect();
        sides.sort_unstable();
        Bucket { key, sides }
    }

    pub(super) fn node(&self, side: Side) -> NodeId {
        self.prefixes.get(side.prefix).node
    }

    /// The smaller of the two is large enough.
    pub(super) fn sizes_agree(&self, smaller: Side, larger: Side) -> bool {
        smaller.size >= self.bounds.least_size(larger.size)
    }

    /// What two texts can have in common at the most: what they have below the end of the shorter
    /// prefix, where both are known, and the smaller rest.
    fn most_common(&self, a: Side, b: Side) -> u32 {
        let keys = [a, b].map(|side| self.prefixes.keys(side.prefix));
        let end = keys.iter().filter_map(|keys| keys.last()).min().copied().unwrap_or(0);
        let places = keys.map(|keys| keys.partition_point(|key| *key < end));
        let rest = |side: Side, place: usize| {
            side.size - self.prefixes.get(side.prefix).once - place as u32
        };
        let rest = rest(a, places[0]).min(rest(b, places[1]));
        common(&keys[0][..places[0]], &keys[1][..places[1]]) + rest
    }

    /// The pair, the lower node first, if it can be similar and no bucket before proposes it.
    pub(super) fn propose(&self, bucket: &Bucket, a: Side, b: Side) -> Option<Pair> {
        let least = self.bounds.least_common(u64::from(a.size) + u64::from(b.size));
        if a.rest < least || b.rest < least {
            return None;
        }
        let keys = |side: Side| self.prefixes.keys(side.prefix);
        if meet_before(bucket.key, keys(a), keys(b)) || self.most_common(a, b) < least {
            return None;
        }
        let (a, b) = (self.node(a), self.node(b));
        Some(Pair::new(a.min(b).0, a.max(b).0))
    }
}

/// How many keys stand in both ascending lists, repeated ones as often as in both.
fn common(mut a: &[u32], mut b: &[u32]) -> u32 {
    let mut common = 0;
    while let ([x, ..], [y, ..]) = (a, b) {
        common += u32::from(x == y);
        a = &a[usize::from(x <= y)..];
        b = &b[usize::from(y <= x)..];
    }
    common
}

/// Some key below this one stands in both ascending lists.
fn meet_before(key: u32, mut a: &[u32], mut b: &[u32]) -> bool {
    while let ([x, ..], [y, ..]) = (a, b) {
        if *x.max(y) >= key {
            return false;
        }
        if x == y {
            return true;
        }
        a = &a[usize::from(x < y)..];
        b = &b[usize::from(y < x)..];
    }
    false
}

/// Leaves out, in place, the entries whose keys no other has.
fn keep_shared(entries: &mut Vec<u64>) {
    let mut kept = 0;
    let mut at = 0;
    while at < entries.len() {
        let key = entries[at] >> 32;
        let len = entries[at..].iter().take_while(|entry| **entry >> 32 == key).count();
        if len > 1 {
            entries.copy_within(at..at + len, kept);
            kept += len;
        }
        at += len;
    }
    entries.truncate(kept);
    entries.shrink_to_fit();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_that_are_alone_go() {
        let mut entries: Vec<u64> = [1, 3, 3, 4, 7, 7, 7, 9].map(|key| key << 32 | key).to_vec();
        keep_shared(&mut entries);
        assert_eq!(entries, [3, 3, 7, 7, 7].map(|key| key << 32 | key));
    }

    #[test]
    fn the_first_common_key_counts() {
        let (a, b) = ([1, 4, 6, 9], [2, 4, 9]);
        assert!(!meet_before(4, &a, &b));
        assert!(meet_before(9, &a, &b));
        assert!(!meet_before(5, &[], &b));
        assert_eq!(common(&a, &b), 2);
        assert_eq!(common(&[3, 3, 5, 8], &[3, 5, 5]), 2);
    }
}
