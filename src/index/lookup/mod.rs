//! Looking texts up: keys, rows, comparison, verdict.

pub(crate) mod fresh;
pub(crate) mod iter;
pub(crate) mod keys;
pub(crate) mod look;
pub(crate) mod query;
pub(crate) mod reader;
pub(crate) mod row;
mod told;
pub(crate) mod verdict;
pub(crate) mod view;
