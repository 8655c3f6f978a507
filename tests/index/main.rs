//! The durable index, used as a library: what survives, who may write, what it costs at worst.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a helper of tests that fails should fail the test")]

mod adding;
mod children;
mod expiry;
mod hammer;
mod kill;
mod making;
mod passages;
mod power;
mod stories;
mod torn;
mod worst;
