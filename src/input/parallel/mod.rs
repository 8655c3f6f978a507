//! Reading in parallel: pieces of the inputs are read by all threads and merged in order.

pub(crate) mod feed;
#[cfg(feature = "index")]
pub(crate) mod follow;
pub(crate) mod gather;
pub(crate) mod gathered;
mod merge;
pub(crate) mod pieces;
#[cfg(any(test, feature = "check"))]
pub(crate) mod rows;
pub(crate) mod run;
