//! Evidence for people and programs: `clusters.jsonl`, `removed.jsonl`, `rejected.jsonl` and
//! `summary.json`, specified field by field in `docs/report.md`.

mod found;
mod passages;
mod records;
mod retold;
mod summary;

pub(crate) use found::summarize_passages;
pub use found::{PassageExcerpt, PassagesSummary};
pub(crate) use passages::{PassageMark, cut_line, mark_member, passage_lines};
#[cfg(feature = "cli")]
pub(crate) use records::line;
pub(crate) use records::{Name, Names, cluster_line, rejected_line, removed_line, told_line};
pub(crate) use retold::retelling_lines;
pub use summary::{ClusterExcerpt, RemovedBy, SourceCount, Summary};
pub(crate) use summary::{Named, TextSpan, summarize};
