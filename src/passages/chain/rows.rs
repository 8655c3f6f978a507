//! What repeats in a row, by its units.
//!
//! A text that repeats a passage in a row is aligned to itself one passage further on, with both
//! sides overlapping: what repeats is the step between them.

use crate::passages::align::Alignment;

/// Tells rows, and what is left of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    /// Both sides are one text.
    pub(super) is_self: bool,
    pub(super) identity: f64,
    pub(super) min_tokens: usize,
}

impl Rows {
    /// What repeats in this row, in tokens; none if it is no row, or one of less than passages.
    pub(super) fn step(self, alignment: &Alignment) -> Option<usize> {
        let (a, b) = (alignment.a(), alignment.b());
        let step = b.start.saturating_sub(a.start);
        (self.is_self && b.start < a.end && step >= self.min_tokens).then_some(step)
    }

    /// The units of a row, as far as they are long and alike enough themselves; of all else the
    /// whole.
    pub(super) fn units(self, alignment: Alignment) -> Vec<Alignment> {
        match self.step(&alignment) {
            Some(step) => {
                let units = alignment.cut_every(step, self.min_tokens).into_iter();
                units.flat_map(|unit| unit.parts(self.identity, self.min_tokens)).collect()
            }
            None => vec![alignment],
        }
    }
}
