//! How likely a record is to be drawn, and a pair of records.
//!
//! A record is drawn with its cell. Of a compressed file only the head is reached, and pairs that
//! are further apart than the head is long cannot be in it: a pair at the distance d fits into a
//! head of length h at (h - d) places, into the whole of length w at (w - d).

use crate::base::mix::mix;
use std::collections::BTreeSet;

/// An input, and how it was sampled.
#[derive(Clone, Debug)]
pub(crate) struct Stratum {
    pub(crate) source: u32,
    /// The share of inputs of its kind that were looked into at all.
    pub(crate) files: f64,
    /// The share of it that was reached, from its head, by compressed bytes.
    pub(crate) reach: f64,
    /// The share of the cells within reach that were drawn.
    pub(crate) share: f64,
    /// The (decompressed) bytes within reach.
    pub(crate) len: u64,
    /// The bytes on disk.
    pub(crate) disk: u64,
    pub(crate) is_packed: bool,
}

/// Where a record stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) stratum: u32,
    pub(crate) cell: u32,
    pub(crate) offset: u64,
}

impl Stratum {
    /// An input that was read whole.
    pub(super) fn whole(source: u32, len: u64) -> Self {
        Self { source, files: 1.0, reach: 1.0, share: 1.0, len, disk: len, is_packed: false }
    }

    /// The chance of a record to be drawn.
    pub(crate) fn chance(&self) -> f64 {
        self.files * self.reach * self.share
    }

    /// The length of the whole.
    pub(crate) fn whole_len(&self) -> f64 {
        self.len as f64 / self.reach
    }
}

/// How many pairs a drawn pair stands for: the inverse of the chance that both are drawn.
pub(crate) fn weight(strata: &[Stratum], a: Spot, b: Spot) -> f64 {
    let (one, other) = (&strata[a.stratum as usize], &strata[b.stratum as usize]);
    if a.stratum != b.stratum {
        return 1.0 / (one.chance() * other.chance());
    }
    let cells = if a.cell == b.cell { one.share } else { one.share * one.share };
    let apart = a.offset.abs_diff(b.offset) as f64;
    let places = (one.whole_len() - apart) / (one.len as f64 - apart).max(1.0);
    places.max(1.0) / (one.files * cells)
}

/// SplitMix64.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// With this chance, yes.
    pub(super) fn says(&mut self, chance: f64) -> bool {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64 <= chance
    }

    /// `count` different numbers below `of` (Floyd; Bentley 1987).
    pub(super) fn choose(&mut self, count: u64, of: u64) -> BTreeSet<u64> {
        if count >= of {
            return (0..of).collect();
        }
        let mut chosen = BTreeSet::new();
        for last in of - count..of {
            let one = self.next() % (last + 1);
            if !chosen.insert(one) {
                chosen.insert(last);
            }
        }
        chosen
    }
}
