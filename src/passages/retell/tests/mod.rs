//! Retellings found in real text, and what must hold for any.

mod background;
mod corpora;
mod news;
mod properties;
mod statements;
mod stories;

use super::rarity::Rarity;
use super::{Prepared, Retelling};

fn between(a: &[u32], b: &[u32], rarity: &Rarity, threshold: f64) -> Vec<Retelling> {
    Prepared::new(a, rarity).between(b, threshold)
}

fn within(text: &[u32], rarity: &Rarity, threshold: f64) -> Vec<Retelling> {
    Prepared::new(text, rarity).within(threshold)
}
