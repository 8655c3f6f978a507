//! Jobs on files: read, find, check, write.

pub(crate) mod corpus;
pub(crate) mod dedup;
#[cfg(feature = "cli")]
pub(crate) mod index;
pub(crate) mod passages;
