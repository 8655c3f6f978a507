//! Adding documents of files to an index.

pub(crate) mod documents;
pub(crate) mod new_records;
