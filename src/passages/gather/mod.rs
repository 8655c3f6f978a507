//! Matches to passages: spans of nearly the same extent become occurrences, occurrences that match become passages.

pub(crate) mod gatherer;
pub(crate) mod kind;
pub(crate) mod locate;
pub(crate) mod nested;
pub(crate) mod occurrences;
pub(crate) mod retold;
pub(crate) mod shared;
mod via_container;
