//! Slow and plain implementations that the engine is tested against.

pub(crate) mod corpus;
pub(crate) mod forest;
pub(crate) mod identity;
pub(crate) mod join;
pub(crate) mod newsprint;
pub(crate) mod noise;
pub(crate) mod press;
pub(crate) mod records;
pub(crate) mod runs;
pub(crate) mod tales;
pub(crate) mod tokens;
pub(crate) mod unicode;
pub(crate) mod words;
