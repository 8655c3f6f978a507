//! Formats: where records begin and end, and which of their bytes are the text and the fields.

#[cfg(feature = "tables")]
mod cell;
pub(crate) mod cut;
pub(crate) mod extract;
mod json;
pub(crate) mod origin;
pub(crate) mod plain;
#[cfg(feature = "tables")]
pub(crate) mod row_end;
#[cfg(feature = "tables")]
pub(crate) mod table;
pub(crate) mod trace;
pub(crate) mod unescape;
