//! How common words and phrases are in English news: a table that ships with the crate.
//!
//! `background.bin` knows the 1-, 2- and 3-grams that stand in at least one of 600 English
//! articles; what it does not know is rarer. It holds hashes and logarithms only, no text.
//! Little-endian: the magic `RTB1`; three `u32` (documents counted, buckets, entries); the number
//! of the first entry of each bucket and of the end (`u16`); the entries (`u16`), sorted by hash.
//! The leading bits of a gram's hash are its bucket, the next 12 the upper bits of its entry, the
//! lower 4 the weight ln(N/df) in steps of [`STEP`]. So a gram that is not in the table is taken
//! for one that is with a chance of some 6 in 4,096, by the entries of its bucket. A counting
//! sketch (Cormode and Muthukrishnan 2005, section 3) would err more in the same space: here only
//! common grams take room.
//!
//! Cost: 106 KiB; a look-up reads some 16 neighbouring bytes. `tests/background.rs` makes it.

use crate::passages::retell::weights::MAX_WEIGHT;

static TABLE: &[u8] = include_bytes!("background.bin");

pub(super) const MAGIC: &[u8; 4] = b"RTB1";
pub(super) const HEADER: usize = 16;
pub(super) const BUCKET_BITS: u32 = 13;
pub(super) const BUCKETS: usize = 1 << BUCKET_BITS;
const ENTRIES: usize = HEADER + 2 * (BUCKETS + 1);

/// Sixteen weights: from 0 to the greatest but one step, which is that of the unknown.
pub(super) const STEP: f64 = MAX_WEIGHT / 16.0;

const fn half(at: usize) -> u16 {
    u16::from_le_bytes([TABLE[at], TABLE[at + 1]])
}

const fn word(at: usize) -> usize {
    half(at) as usize | (half(at + 2) as usize) << 16
}

const _: () = {
    let is_magic = word(0) == u32::from_le_bytes(*MAGIC) as usize;
    assert!(is_magic && word(8) == BUCKETS, "background.bin is of another version");
    assert!(TABLE.len() == ENTRIES + 2 * word(12), "background.bin is cut short");
};

/// The bucket of a gram, and its entry without the weight.
pub(super) fn place(gram: u64) -> (usize, u16) {
    let bucket = (gram >> (64 - BUCKET_BITS)) as usize;
    (bucket, (gram >> (64 - BUCKET_BITS - 12)) as u16 & 0xFFF)
}

/// The weight of a gram, if it is among the common ones.
#[inline]
pub(super) fn known(gram: u64) -> Option<f64> {
    let (bucket, remainder) = place(gram);
    let (start, end) = (half(HEADER + 2 * bucket), half(HEADER + 2 * bucket + 2));
    let entries = (start..end).map(|entry| half(ENTRIES + 2 * usize::from(entry)));
    entries
        .into_iter()
        .find(|entry| entry >> 4 == remainder)
        .map(|entry| f64::from(entry & 15) * STEP)
}
