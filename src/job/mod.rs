//! Jobs on files: read, find, check, write.

mod against;
mod budget;
mod changed;
mod corpus;
mod cuts;
mod dedup;
mod gathering;
mod kept;
mod log;
mod output;
mod passages;
mod resume;
mod spans;

pub use budget::Share;
pub(crate) use corpus::{SOURCE_FIELD, refuse_fields};
pub use cuts::Repeats;
pub(crate) use dedup::named_fields;
pub use dedup::{DedupJob, dedup_files};
#[cfg(feature = "cli")]
pub(crate) use output::{refuse_input, rejected_beside};
pub use passages::{PassagesJob, find_passages};
