//! How a part keeps keys: a word each, with the row that the key leads to.
//!
//! The directory says which keys lie in a drawer, and so what their highest bits are: as many as a
//! row's number takes need not be kept. So a key of 64 bits takes no more room than its higher half
//! did in format 1.

/// What is left out of a key at its top, and the bits of a row's number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packing {
    dropped: u32,
    row_bits: u32,
}

/// Keys of a drawer of the directory, about.
const DRAWER: u64 = 16;

/// Bits of a key that choose a drawer of the directory.
pub(super) fn directory_bits(format: u32, rows: u64, keys: u64) -> u32 {
    let bits = (keys / DRAWER).max(2).ilog2();
    match format {
        1 => bits.min(32),
        // So many that they make room for a row's number.
        _ => bits.max(rows.next_power_of_two().ilog2()).min(32),
    }
}

impl Packing {
    pub(super) fn new(format: u32, bits: u32) -> Self {
        match format {
            1 => Self { dropped: 0, row_bits: 32 },
            _ => Self { dropped: bits, row_bits: bits },
        }
    }

    /// What is kept of a key in an index of this format.
    pub(super) fn kept(format: u32, key: u64) -> u64 {
        match format {
            1 => key >> 32 << 32,
            _ => key,
        }
    }

    pub(super) fn word(self, key: u64, row: u32) -> u64 {
        (key << self.dropped) & !self.rows() | u64::from(row)
    }

    pub(super) fn row(self, word: u64) -> u32 {
        (word & self.rows()) as u32
    }

    /// The key of a word in a drawer, as far as it is kept.
    pub(super) fn key(self, word: u64, drawer: u64) -> u64 {
        let low = (word & !self.rows()) >> self.dropped;
        drawer.checked_shl(64 - self.dropped).unwrap_or(0) | low
    }

    fn rows(self) -> u64 {
        (1 << self.row_bits) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_hold_keys_and_rows(
            format in 1u32..=2, rows in 1u64..=1 << 32, each in 1u64..100, row: u64, key: u64,
        ) {
            let bits = directory_bits(format, rows, rows * each);
            prop_assert!(u128::from(rows) <= 1 << bits || format == 1);
            let packing = Packing::new(format, bits);
            let (row, kept) = ((row % rows) as u32, Packing::kept(format, key));
            let word = packing.word(key, row);
            prop_assert_eq!(packing.row(word), row);
            prop_assert_eq!(packing.key(word, key >> (64 - bits)), kept);
            prop_assert!(packing.word(key, 0) <= word);
        }
    }
}
