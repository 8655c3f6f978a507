//! Slow and plain implementations that the engine is tested against.

pub mod tokens;
pub mod unicode;
