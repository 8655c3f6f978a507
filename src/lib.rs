//! Finds text that has been told before.
mod candidates;
mod cluster;
mod deduper;
mod document;
mod error;
mod fields;
mod pipeline;
mod progress;
mod read;
mod settings;
mod shingle;
mod similarity;
mod sketch;
mod text;
mod verify;

pub use cluster::{Cluster, ClusterId, Link, Member};
pub use deduper::{Deduped, Deduper, Removal};
pub use document::{DocId, Document, Relation};
pub use error::{Error, ErrorKind, Place, Result};
pub use pipeline::{Counts, Outcome};
pub use progress::{CancelToken, Observer, Stage};
pub use settings::{KeepRule, Settings, SettingsBuilder, Window};
pub use shingle::{ShingleSet, shingles};
pub use similarity::{Similarity, similarity, similarity_with};
pub use sketch::{BINS, Banding, Sketch};
pub use text::{Token, Tokenizer};
