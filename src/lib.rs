//! Finds text that has been told before.
mod error;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod progress;
mod read;
mod shingle;
mod sketch;
mod text;

pub use error::{Error, ErrorKind, Place, Result};
pub use progress::{CancelToken, Observer, Stage};
pub use shingle::{ShingleSet, shingles};
pub use sketch::{BINS, Banding, Sketch};
pub use text::{Token, Tokenizer};
