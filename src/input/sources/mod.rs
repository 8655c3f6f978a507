//! Which files are read, and what each contains.

pub(crate) mod inputs;
pub(crate) mod walk;
