//! Documents in columns: exact copies, fields, keep order.

pub(crate) mod copies;
pub(crate) mod fields;
