//! Evidence for people and programs: `clusters.jsonl`, `removed.jsonl`, `rejected.jsonl` and
//! `summary.json`, specified field by field in `docs/report.md`.

mod records;
mod summary;

pub(crate) use records::{Name, Names, cluster_line, rejected_line, removed_line};
pub use summary::{ClusterExcerpt, RemovedBy, SourceCount, Summary};
pub(crate) use summary::{Named, summarize};
