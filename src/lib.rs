//! x
mod text;
pub use text::{Token, Tokenizer};
