//! The later stages alone, for those who bring candidates, texts or edges of their own.

mod documents;
mod passages;

pub use documents::{Edge, candidates, components, keep, verify};
pub use passages::{Seed, TextMatch, align, matches, seeds};
