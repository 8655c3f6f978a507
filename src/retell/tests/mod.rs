//! Retellings found in real text, and what must hold for any.

mod background;
mod corpora;
mod news;
mod properties;
mod statements;
mod stories;
