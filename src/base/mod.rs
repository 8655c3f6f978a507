//! What every other room may use: documents, errors, progress, memory.

pub(crate) mod document;
pub(crate) mod error;
pub(crate) mod memory;
pub(crate) mod progress;
