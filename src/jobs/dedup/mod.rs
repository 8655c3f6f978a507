//! Deduplication of files: budget, kept records, reports, and what is deduplicated against.

pub(crate) mod against;
pub(crate) mod budget;
mod changed;
pub(crate) mod cuts;
pub(crate) mod job;
mod kept;
pub(crate) mod output;
mod resume;
pub(crate) mod run;
mod spans;
