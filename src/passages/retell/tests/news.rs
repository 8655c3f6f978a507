//! Real news in three languages: what is related, and how much.
//!
//! `cargo test --lib retell::tests::news -- --nocapture` prints the figures for one month; with
//! `RETOLD_FULL` in the environment, those of the whole dump too.

use super::corpora::{Article, news};
use super::{between, within};
use crate::base::mix::mix;
use crate::passages::retell::candidates::candidates;
use crate::passages::retell::rarity::Rarity;
use crate::passages::retell::{DEFAULT_THRESHOLD, Prepared};
use rayon::prelude::*;
use std::time::Instant;

const MONTH: &str = "lk_news_2024-03.jsonl";

fn dumps() -> Vec<Vec<Article>> {
    let full = std::env::var_os("RETOLD_FULL").map(|_| "lk_news.jsonl.zst");
    [Some(MONTH), full].into_iter().flatten().filter_map(news).collect()
}

/// The share of 20,000 random pairs that are related.
fn share_related(articles: &[&Article], rarity: &Rarity) -> f64 {
    const PAIRS: u64 = 20_000;
    let pick = |number: u64| articles[(mix(number + 1) % articles.len() as u64) as usize];
    let related = (0..PAIRS)
        .into_par_iter()
        .map(|pair| (pick(2 * pair), pick(2 * pair + 1)))
        .filter(|(a, b)| a.id != b.id)
        .filter(|(a, b)| !between(&a.symbols, &b.symbols, rarity, DEFAULT_THRESHOLD).is_empty())
        .count();
    related as f64 / PAIRS as f64
}

#[test]
fn random_articles_are_seldom_related() {
    for articles in dumps() {
        let symbols: Vec<&[u32]> = articles.iter().map(|article| &article.symbols[..]).collect();
        for rarity in [Rarity::background(), Rarity::of_corpus(&symbols)] {
            for lang in ["", "en", "si", "ta"] {
                let of_lang = articles.iter().filter(|a| lang.is_empty() || a.lang == lang);
                let share = share_related(&of_lang.collect::<Vec<_>>(), &rarity);
                eprintln!("{} articles, `{lang}`: {:.3} % related", articles.len(), 100.0 * share);
                assert!(share <= 0.005, "{share} of pairs `{lang}`");
            }
        }
    }
}

#[test]
fn few_articles_retell_themselves() {
    let Some(articles) = news(MONTH) else { return };
    let rarity = Rarity::background();
    let tells_twice =
        |article: &&Article| !within(&article.symbols, &rarity, DEFAULT_THRESHOLD).is_empty();
    let found = articles.par_iter().filter(tells_twice).count();
    eprintln!("{found} of {} articles retell themselves", articles.len());
    // Those that were read are notices below a summary, and statements quoted after a report.
    assert!((10..=100).contains(&found));
}

#[test]
fn candidates_are_few_and_told_once() {
    for articles in dumps() {
        let symbols: Vec<&[u32]> = articles.iter().map(|article| &article.symbols[..]).collect();
        let start = Instant::now();
        let rarity = Rarity::of_corpus(&symbols);
        let pairs = candidates(&symbols, &rarity);
        let proposed = start.elapsed();
        assert!(pairs.is_sorted_by(|x, y| x < y) && pairs.iter().all(|(a, b)| a < b));
        let groups: Vec<&[(u32, u32)]> = pairs.chunk_by(|x, y| x.0 == y.0).collect();
        let related = |group: &&[(u32, u32)]| {
            let prepared = Prepared::new(symbols[group[0].0 as usize], &rarity);
            let is_related =
                |b: u32| !prepared.between(symbols[b as usize], DEFAULT_THRESHOLD).is_empty();
            group.iter().filter(|(_, b)| is_related(*b)).count()
        };
        let found: usize = groups.par_iter().map(related).sum();
        eprintln!(
            "{} articles: {} candidates in {proposed:.1?}, {found} related; {:.1?} in all",
            articles.len(),
            pairs.len(),
            start.elapsed()
        );
        assert!(pairs.len() < 10 * articles.len());
        assert!(20 * found > pairs.len());
    }
}
