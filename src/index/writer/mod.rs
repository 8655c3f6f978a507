//! Writing: inserts, removals, expiry, and the thread that joins parts.

pub(crate) mod batch;
pub(crate) mod expire;
pub(crate) mod incoming;
pub(crate) mod open;
mod work;
pub(crate) mod worker;
pub(crate) mod write;
pub(crate) mod writing;
