//! What is known of a column that was saved.

use serde::{Deserialize, Serialize};

/// How far a column is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Saved {
    pub(crate) rows: usize,
    pub(crate) checksum: u64,
}
