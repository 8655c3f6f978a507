//! The engine against oracles: the library's promises, one module each.

mod constraints;
mod crowds;
mod exact_join;
mod linear;
mod newsroom;
mod oracle;
mod passages_exact;
mod passages_noise;
mod properties;
mod tokens;
mod unicode_tables;
