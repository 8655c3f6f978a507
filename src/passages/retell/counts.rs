//! How often grams occur, sketched.
//!
//! A count-min sketch (Cormode and Muthukrishnan 2005, section 3) of two rows whose cells for one
//! gram lie in one block of memory, so that a look-up waits for memory once. It never counts too
//! few; too many only where a gram shares both cells with others. Counts are kept as logarithms
//! once they are complete.
//!
//! Cost: 3 bytes a cell while counting, then 1. Additions commute, so counts do not depend on the
//! threads that add.

use std::sync::atomic::AtomicU16;
use std::sync::atomic::Ordering::Relaxed;

/// Cells of a block, in which both cells of a gram lie.
const BLOCK: usize = 64;

/// What a cell counts to; below the greatest number by more than there are threads.
const CEILING: u16 = 60_000;

/// A level is so much of a logarithm: 255 of them reach beyond the ceiling.
const STEP: f64 = 0.0435;

/// Counts in the making.
pub(super) struct Counting(Vec<AtomicU16>);

impl Counting {
    /// Room for that many grams to be counted well, within bounds.
    pub(super) fn new(grams: usize, max_cells: usize) -> Self {
        let cells = (2 * grams).next_power_of_two().clamp(BLOCK, max_cells.max(BLOCK));
        Self((0..cells).map(|_| AtomicU16::new(0)).collect())
    }

    /// Counts a gram once more.
    #[inline]
    pub(super) fn add(&self, gram: u64) {
        for cell in places(gram, self.0.len()) {
            if self.0[cell].load(Relaxed) < CEILING {
                self.0[cell].fetch_add(1, Relaxed);
            }
        }
    }

    pub(super) fn finish(self) -> Counts {
        let level = |count: AtomicU16| (f64::from(count.into_inner().max(1)).ln() / STEP).round();
        Counts(self.0.into_iter().map(|count| level(count) as u8).collect())
    }
}

/// The logarithms of counts.
#[derive(Clone, Debug)]
pub(super) struct Counts(Box<[u8]>);

impl Counts {
    /// The logarithm of a gram's count; of one never seen, 0.
    #[inline]
    pub(super) fn ln(&self, gram: u64) -> f64 {
        let [x, y] = places(gram, self.0.len()).map(|cell| self.0[cell]);
        f64::from(x.min(y)) * STEP
    }
}

/// The two cells of a gram.
#[inline]
fn places(gram: u64, cells: usize) -> [usize; 2] {
    let gram = gram as usize;
    let block = gram / (BLOCK * BLOCK) % (cells / BLOCK) * BLOCK;
    let (x, y) = (gram % BLOCK, gram / BLOCK % BLOCK);
    // Two rows that never share a cell, or a gram would be counted twice.
    [block + x, block + if x == y { (y + 1) % BLOCK } else { y }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passages::retell::grams::single;

    #[test]
    fn counts_are_never_too_low_and_seldom_too_high() {
        let counting = Counting::new(4000, 1 << 20);
        for symbol in 0..2000 {
            (0..=symbol % 50).for_each(|_| counting.add(single(symbol)));
        }
        let counts = counting.finish();
        let mut high = 0;
        for symbol in 0..2000 {
            let off = counts.ln(single(symbol)) - f64::from(symbol % 50 + 1).ln();
            assert!(off > -STEP, "{symbol} was counted too low");
            high += usize::from(off > STEP);
        }
        assert!(high < 400, "{high} of 2,000 are too high");
    }

    #[test]
    fn a_word_without_end_fills_a_cell() {
        let counting = Counting::new(1, 64);
        (0..100_000).for_each(|_| counting.add(7));
        assert!((counting.finish().ln(7) - f64::from(CEILING).ln()).abs() < STEP);
    }
}
