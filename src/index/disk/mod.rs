//! The files of an index. `docs/index-format.md` says every byte.

mod bits;
pub(crate) mod body;
pub(crate) mod commit;
pub(crate) mod damaged;
pub(crate) mod files;
pub(crate) mod head;
pub(crate) mod header;
pub(crate) mod lock;
pub(crate) mod log;
pub(crate) mod mark;
pub(crate) mod part;
pub(crate) mod state;
