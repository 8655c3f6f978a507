//! Files to records.
//!
//! ```text
//! paths ── walk ──> files ── sniff ──> Inputs ── pieces ──> workers ── merge ──> Reading
//!                                        │  decode, spool      │ cut, json, table, plain
//!                                        └──────────────> Store <─ bytes of any record, later
//! ```
//!
//! Every file is looked at once (`Inputs::open`) to agree on one format, then cut into pieces
//! that end where records do. Workers take a piece each, find the records in it and visit them;
//! the results come back in the order of the inputs, whatever the number of threads. Which bytes
//! of a record a part of its text came from can be asked later (`Origins`).
//!
//! Cost: what the codec and the validation cost; memory for the results, and a chunk for each
//! worker. Files stay on disk and are looked at through maps.

pub(crate) mod decode;
pub(crate) mod formats;
pub(crate) mod parallel;
pub(crate) mod place;
pub(crate) mod reject;
pub(crate) mod sample;
pub(crate) mod settings;
pub(crate) mod sniff;
pub(crate) mod sources;
pub(crate) mod stamp;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use crate::base::error::Place;
pub use crate::storage::guard::{install_sigbus_guard, remove_temporary_outputs};
pub use settings::{Format, OnError, Split};
