//! What every other room may use: documents, errors, progress, memory.

pub(crate) mod dates;
pub(crate) mod document;
pub(crate) mod error;
pub(crate) mod memory;
pub(crate) mod mix;
pub(crate) mod progress;
