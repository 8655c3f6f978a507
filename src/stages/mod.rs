//! The stages alone, for those who bring texts, candidates or edges of their own.
//!
//! ```text
//! Tokenizer -> shingles -> Fingerprinter -> candidates -> verify -> components -> clusters
//!          \-> seeds -> matches | align
//! ```
//!
//! [`Deduper`](crate::Deduper) and [`PassageFinder`](crate::PassageFinder) call the same functions.

pub(crate) mod clusters;
pub(crate) mod documents;
pub(crate) mod passages;
mod wire;

pub use crate::dedup::shingle::{ShingleSet, shingles};
pub use crate::dedup::sketch::Sketch;
pub use crate::dedup::sketch::fingerprint::{Fingerprint, Fingerprinter};
pub use crate::passages::align::{Alignment, Run};
pub use crate::settings::banding::{BINS, Banding};
#[doc(hidden)]
pub use crate::text::kernel::Kernel;
pub use crate::text::{Token, Tokenizer};
pub use clusters::clusters;
pub use documents::{Edge, candidates, components, verify};
pub use passages::{Seed, TextMatch, align, matches, seeds};
