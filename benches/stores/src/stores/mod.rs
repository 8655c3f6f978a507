//! One module a store; each crate is named here and nowhere else.

pub mod fjall;
pub mod heed;
pub mod redb;
