//! Finds text that has been told before.
mod candidates;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod cluster;
mod deduper;
mod document;
mod error;
mod fields;
mod job;
mod pipeline;
mod progress;
mod read;
mod report;
mod settings;
mod shingle;
mod similarity;
mod sketch;
mod stages;
mod text;
mod verify;
mod write;

pub use cluster::{Cluster, ClusterId, Link, Member};
pub use deduper::{Deduped, Deduper, Removal};
pub use document::{DocId, Document, Relation};
pub use error::{Error, ErrorKind, Place, Result};
pub use job::{DedupJob, Share, dedup_files};
pub use pipeline::{Counts, Outcome};
pub use progress::{CancelToken, Observer, Stage};
pub use read::{Format, OnError, ReadSettings, Split};
pub use report::{ClusterExcerpt, RemovedBy, SourceCount, Summary};
pub use settings::{KeepRule, Settings, SettingsBuilder, Window};
pub use shingle::{ShingleSet, shingles};
pub use similarity::{Similarity, similarity, similarity_with};
pub use sketch::{BINS, Banding, Fingerprint, Fingerprinter, Sketch};
pub use stages::{Edge, candidates, components, keep, verify};
pub use text::{Token, Tokenizer};
