//! Jobs on files: read, find, check, write.

pub(crate) mod corpus;
pub(crate) mod dedup;
#[cfg(feature = "index")]
pub(crate) mod index;
pub(crate) mod passages;
