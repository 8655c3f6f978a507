//! The durable index, used as a library: what survives, who may write, what it costs at worst.

mod children;
mod expiry;
mod hammer;
mod kill;
mod making;
mod passages;
mod stories;
mod torn;
mod worst;
