//! Which document stands where: groups of heavy-tailed sizes, strewn over the whole file.

use crate::dice::Dice;

const SIZES: u64 = 3;
const ORDER: u64 = 4;
/// The smaller, the more large groups.
const TAIL: f64 = 1.5;

pub struct Plan {
    /// How many base documents have copies: those numbered below this.
    pub groups: u32,
    /// For each place in the file the base document that stands there, itself or as a copy. The first
    /// place of a base document is its own.
    pub serials: Vec<u32>,
}

impl Plan {
    /// `share` of the documents in groups of 2 to `largest`.
    pub fn new(documents: u32, share: f64, largest: u32, seed: u64) -> Self {
        let wanted = (f64::from(documents) * share) as u32;
        let mut serials = Vec::with_capacity(documents as usize);
        let (mut dice, mut groups) = (Dice::new(seed, SIZES, 0), 0);
        loop {
            let room = wanted - serials.len() as u32;
            // Pareto: one in (x / 2)^TAIL groups is larger than x.
            let drawn = 2.0 / (1.0 - dice.share()).powf(1.0 / TAIL);
            let size = drawn.min(f64::from(largest.min(room))) as u32;
            if size < 2 {
                break;
            }
            serials.extend(std::iter::repeat_n(groups, size as usize));
            groups += 1;
        }
        let singles = documents - serials.len() as u32;
        serials.extend(groups..groups + singles);
        let mut dice = Dice::new(seed, ORDER, 0);
        for end in (1..serials.len()).rev() {
            serials.swap(end, dice.below(end + 1));
        }
        Self { groups, serials }
    }
}
