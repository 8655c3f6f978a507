//! Slow and plain implementations that the engine is tested against.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses its own part of the oracle"
)]

pub mod corpus;
pub mod forest;
pub mod join;
pub mod newsprint;
pub mod press;
pub mod records;
pub mod tokens;
pub mod unicode;
