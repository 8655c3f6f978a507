//! Matches to passages: spans of nearly the same extent become occurrences, occurrences that match become passages.

pub(crate) mod filler;
pub(crate) mod gatherer;
pub(crate) mod kind;
pub(crate) mod locate;
mod mail;
pub(crate) mod nested;
pub(crate) mod occurrences;
pub(crate) mod recurring;
pub(crate) mod retold;
pub(crate) mod shared;
pub(crate) mod spelling;
mod via_container;
