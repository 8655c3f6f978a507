//! Deduplication: which documents repeat others, and which of them are kept.
//!
//! ```text
//! shingle -> sketch -> candidates | exact_join -> verify -> cluster -> audit
//! ```
//!
//! `pipeline.rs` names these stages in order.

pub(crate) mod audit;
pub(crate) mod candidates;
pub(crate) mod cluster;
pub(crate) mod deduper;
pub(crate) mod exact_join;
pub(crate) mod pipeline;
pub(crate) mod shingle;
pub(crate) mod similarity;
pub(crate) mod sketch;
pub(crate) mod verify;

pub use audit::Audit;
pub use cluster::{Cluster, ClusterId, Link, Member};
pub use pipeline::{Counts, Outcome};
pub use similarity::{Similarity, similarity_with};
