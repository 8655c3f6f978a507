//! Bytes of a source, decompressed if they are compressed.

pub(crate) mod ahead;
pub(crate) mod buffer;
pub(crate) mod decoder;
pub(crate) mod opened;
pub(crate) mod parts;
pub(crate) mod split;
pub(crate) mod spool;
mod unpack;
