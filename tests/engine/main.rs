//! The engine against oracles: the library's promises, one module each.

mod constraints;
mod contained;
mod crowds;
mod exact_join;
mod exact_mode;
mod linear;
mod newsroom;
mod oracle;
mod passages_exact;
mod passages_hostile;
mod passages_nested;
mod passages_noise;
mod passages_properties;
mod passages_statement;
mod properties;
mod shuffled;
mod stages;
mod tokens;
mod unicode_tables;
