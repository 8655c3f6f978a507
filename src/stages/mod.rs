//! The later stages alone, for those who bring candidates, texts or edges of their own.

pub(crate) mod clusters;
pub(crate) mod documents;
pub(crate) mod passages;
