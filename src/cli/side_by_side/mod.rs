//! Two texts in two columns of a terminal.

mod column;
pub(crate) mod columns;
pub(crate) mod context;
mod fold;
pub(crate) mod words;
