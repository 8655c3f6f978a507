//! Adding documents of files to an index, and asking it of them.

pub(crate) mod add;
pub(crate) mod batches;
mod document;
mod new_records;
