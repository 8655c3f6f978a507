//! Passages: spans that documents share, and stories told in other words.
//!
//! ```text
//! seeds -> chain -> align -> gather      what is shared nearly word for word
//!      \-> retell                        what recurs in other words
//! ```
//!
//! `pipeline.rs` names these stages in order.

pub(crate) mod align;
pub(crate) mod chain;
pub(crate) mod finder;
pub(crate) mod gather;
pub(crate) mod passage;
pub(crate) mod pipeline;
pub(crate) mod retell;
pub(crate) mod seeds;
pub(crate) mod settings;
