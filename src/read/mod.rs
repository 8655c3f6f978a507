//! Files to records.
//!
//! ```text
//! paths ── walk ──> files ── sniff ──> Inputs ── pieces ──> workers ── merge ──> Reading
//!                                        │  decode, spool      │ cut, json, table, plain
//!                                        └──────────────> Store <─ bytes of any record, later
//! ```
//!
//! Every file is looked at once ([`Inputs::open`]) to agree on one format, then cut into pieces
//! that end where records do. Workers take a piece each, find the records in it and visit them;
//! the results come back in the order of the inputs, whatever the number of threads. Which bytes
//! of a record a part of its text came from can be asked later ([`Origins`]).
//!
//! Cost: what the codec and the validation cost; memory for the results, and a chunk for each
//! worker. Files stay on disk and are looked at through maps.

mod ahead;
mod buffer;
#[cfg(feature = "tables")]
mod cell;
mod cut;
mod decode;
mod extract;
mod feed;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod gather;
#[cfg_attr(not(unix), path = "guard_elsewhere.rs")]
pub(crate) mod guard;
mod inputs;
mod json;
mod map;
mod merge;
mod origin;
mod parts;
mod pieces;
mod plain;
mod reject;
#[cfg(feature = "tables")]
mod row_end;
#[cfg(any(test, feature = "cli"))]
mod rows;
mod run;
mod sample;
mod settings;
mod sniff;
mod split;
mod spool;
mod store;
#[cfg(feature = "tables")]
mod table;
#[cfg(test)]
mod tests;
mod trace;
mod unescape;
mod unpack;
mod walk;

pub(crate) use extract::Record;
pub(crate) use gather::{Gather, Point};
pub use guard::{install_sigbus_guard, remove_temporary_outputs};
pub(crate) use inputs::Inputs;
pub(crate) use map::Map;
#[cfg(feature = "cli")]
pub(crate) use origin::Step;
pub(crate) use origin::{Origins, without};
#[cfg(feature = "cli")]
pub(crate) use plain::utf16;
pub(crate) use reject::Rejected;
#[cfg(feature = "cli")]
pub(crate) use rows::{Reading, read};
pub(crate) use run::{Gathered, gather};
pub(crate) use sample::{Budget, RecordSpot, Sample, Seen, Spot, Stratum, Visited, sample, weight};
pub use settings::{Format, OnError, ReadSettings, Split};
#[cfg(feature = "cli")]
pub(crate) use sniff::is_compressed;
#[cfg(feature = "cli")]
pub(crate) use sniff::{Mark, mark};
pub(crate) use store::{RecordPlace, Store};
#[cfg(feature = "cli")]
pub(crate) use trace::document as document_origins;
#[cfg(feature = "cli")]
pub(crate) use walk::by_name as format_by_name;
