//! Evidence for people and programs: `clusters.jsonl`, `removed.jsonl`, `rejected.jsonl` and
//! `summary.json`, specified field by field in `docs/report.md`.

pub(crate) mod found;
pub(crate) mod named;
#[cfg(feature = "cli")]
pub(crate) mod paint;
pub(crate) mod passages;
pub(crate) mod records;
pub(crate) mod retold;
pub(crate) mod summary;

pub use found::{PassageExcerpt, PassagesSummary};
pub use summary::{ClusterExcerpt, RemovedBy, SourceCount, Summary};
