//! Documents out of nothing but their numbers: what is stored, and what is asked.

use std::ops::Range;

/// 32 LSH bands, the digest of the text, that of its skeleton, and the id.
pub const KEYS: usize = 35;
/// All but the id, which nobody looks for in a check.
pub const ASKED: usize = 34;
/// Bands that a near copy has in common with its original.
const COPIED: usize = 20;
/// One document in so many is a near copy.
const COPIES: u64 = 20;
/// A row of an index and the text to hold a candidate against.
const VALUE: usize = 208 + 1_200;
/// What the body of a document and the keys of unknown ones are drawn from; documents have small numbers.
const BODIES: u64 = 1 << 40;
const UNKNOWN: u64 = 2 << 40;

/// The numbers of splitmix64.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        // Neighbouring seeds would give one sequence, shifted.
        let mut dice = Self(seed);
        Self(dice.draw())
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The bias of the remainder is far below what is measured.
    pub fn below(&mut self, end: u64) -> u64 {
        self.draw() % end
    }
}

/// The keys of a document; a near copy has those of its original among them.
pub fn keys(number: u32) -> [u64; KEYS] {
    let mut dice = Dice::new(u64::from(number));
    let copy = dice.below(COPIES) == 0 && number > 0;
    let original = dice.below(u64::from(number.max(1)));
    let mut keys = [0; KEYS];
    keys.fill_with(|| dice.draw());
    if copy {
        // Below `number`, so it is one itself and the chain of copies ends.
        let original = u32::try_from(original).expect("smaller than another such number");
        keys[..COPIED].copy_from_slice(&self::keys(original)[..COPIED]);
    }
    keys
}

/// What a check asks for that meets a stored document.
pub fn known(number: u32) -> [u64; ASKED] {
    let mut asked = [0; ASKED];
    asked.copy_from_slice(&keys(number)[..ASKED]);
    asked
}

/// What a check asks for that meets nothing.
pub fn unknown(number: u64) -> [u64; ASKED] {
    let mut dice = Dice::new(UNKNOWN + number);
    let mut asked = [0; ASKED];
    asked.fill_with(|| dice.draw());
    asked
}

/// Row and body of a document: bytes that nothing compresses.
pub fn value(number: u32) -> Vec<u8> {
    let mut dice = Dice::new(BODIES + u64::from(number));
    let mut value = Vec::with_capacity(VALUE);
    while value.len() < VALUE {
        value.extend_from_slice(&dice.draw().to_le_bytes());
    }
    value
}

/// The key of a posting: postings of one hash stand together, by document.
pub fn posting(hash: u64, number: u32) -> [u8; 12] {
    let mut key = [0; 12];
    key[..8].copy_from_slice(&hash.to_be_bytes());
    key[8..].copy_from_slice(&number.to_be_bytes());
    key
}

/// The document of a posting. A key of any other length is none of ours, and so no answer.
pub fn number_of(posting: &[u8]) -> Option<u32> {
    let posting: &[u8; 12] = posting.try_into().ok()?;
    let (_, number) = posting.split_last_chunk()?;
    Some(u32::from_be_bytes(*number))
}

/// The key of a document.
pub fn document(number: u32) -> [u8; 8] {
    u64::from(number).to_be_bytes()
}

/// What one transaction writes. The postings are in order: trees like that, and every writer can do it.
pub struct Batch {
    pub postings: Vec<[u8; 12]>,
    pub documents: Vec<([u8; 8], Vec<u8>)>,
}

impl Batch {
    pub fn of(numbers: Range<u32>) -> Self {
        let mut postings: Vec<_> = numbers
            .clone()
            .flat_map(|number| keys(number).map(|hash| posting(hash, number)))
            .collect();
        postings.sort_unstable();
        let documents = numbers.map(|number| (document(number), value(number))).collect();
        Self { postings, documents }
    }
}
