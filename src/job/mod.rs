//! Jobs on files: read, find, check, write.

mod budget;
mod changed;
mod corpus;
mod cuts;
mod dedup;
mod kept;
mod output;
mod passages;
mod spans;

pub use budget::Share;
pub use cuts::Repeats;
pub use dedup::{DedupJob, dedup_files};
pub use passages::{PassagesJob, find_passages};
