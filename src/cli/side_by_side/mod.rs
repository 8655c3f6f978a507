//! Two texts in two columns of a terminal.

mod column;
pub(crate) mod columns;
mod fold;
