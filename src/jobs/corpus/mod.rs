//! Reading documents from files into places, fields and fingerprints; what `--resume` keeps of it.

pub(crate) mod gathering;
pub(crate) mod growth;
mod log;
pub(crate) mod reading;
