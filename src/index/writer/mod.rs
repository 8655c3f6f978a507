//! Writing: inserts, removals, expiry, and the thread that joins parts.

pub(crate) mod batch;
pub(crate) mod expire;
pub(crate) mod open;
pub(crate) mod worker;
pub(crate) mod write;
