//! A pair of sampled documents.

use crate::base::document::{DocId, Relation};

/// A pair of sampled documents.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DocPair {
    pub(crate) a: DocId,
    pub(crate) b: DocId,
    pub(crate) similarity: f64,
    /// `Exact`, `Template` or `Near`, the last whatever the similarity.
    pub(crate) relation: Relation,
    /// How many pairs of the input it stands for.
    pub(crate) weight: f64,
}

/// The least similarity that is shown: below it too few pairs are proposed.
pub(crate) const LEAST: f64 = 0.2;
