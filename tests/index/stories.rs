//! Stories of made-up words, each of which nothing else tells.

use retold::index::{Durability, IndexSettings};

/// A generator of even numbers (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
/// generators", figure 16).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

/// The story of a number: 30 to 60 words.
pub(crate) fn story(number: u64) -> String {
    let mut numbers = Numbers(number << 8);
    let words = 30 + numbers.below(30);
    let word = |_| format!("w{:x}", numbers.below(20_000));
    (0..words).map(word).collect::<Vec<_>>().join(" ")
}

/// The same with a word more: a near copy.
pub(crate) fn retold(number: u64) -> String {
    format!("{} indeed", story(number))
}

/// The least memory, so that logs come to rest soon.
pub(crate) fn small() -> IndexSettings {
    IndexSettings::builder().memory(4 << 20).build().unwrap()
}

pub(crate) fn relaxed() -> IndexSettings {
    let builder = IndexSettings::builder().memory(4 << 20);
    builder.durability(Durability::Relaxed).build().unwrap()
}
