//! The gate: rules over named corpora, and what breaks them.

pub(crate) mod finding;
