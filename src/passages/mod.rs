//! Passages: spans that documents share, and stories told in other words.
//!
//! ```text
//! seeds -> chain -> align -> gather      what is shared nearly word for word
//!      \-> retell                        what recurs in other words
//! ```
//!
//! `pipeline.rs` names these stages in order.

pub(crate) mod align;
pub(crate) mod between;
pub(crate) mod chain;
pub(crate) mod finder;
pub(crate) mod gather;
pub(crate) mod passage;
pub(crate) mod pipeline;
pub(crate) mod retell;
pub(crate) mod seeds;
pub(crate) mod settings;

pub use finder::Passages;
pub use gather::kind::{PassageKind, Spread};
pub use gather::retold::{RetoldAnchor, RetoldPair, RetoldSpan};
pub use gather::shared::SharedText;
pub use passage::{Occurrence, Passage, PassageId};
pub use retell::Retelling;
pub use retell::anchors::Anchor;
pub use settings::{PassageSettings, PassageSettingsBuilder};
