//! The weight of a gram.

/// The weight of the rarest, about ln 600.
pub(crate) const MAX_WEIGHT: f64 = 6.4;
