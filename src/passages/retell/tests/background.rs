//! The shipped table is made of real news.
//!
//! `RETOLD_BLESS=1 cargo test --lib retell::tests::background` writes it anew from the English
//! articles of `lk_news.jsonl.zst`; with `RETOLD_FULL=1` it is compared with them.

use super::corpora::{news, symbols};
use crate::passages::retell::background::{BUCKETS, HEADER, MAGIC, STEP, known, place};
use crate::passages::retell::grams;
use crate::passages::retell::weights::MAX_WEIGHT;
use std::collections::HashMap;

const TABLE: &str = "src/passages/retell/background.bin";

fn build(documents: &[Vec<u32>]) -> Vec<u8> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut distinct = Vec::new();
    for document in documents {
        grams::distinct(document, &mut distinct);
        for gram in &distinct {
            *counts.entry(*gram).or_default() += 1;
        }
    }
    let weight = |count: u32| (documents.len() as f64 / f64::from(count)).ln();
    let mut common: Vec<(u64, u32)> =
        counts.into_iter().filter(|(_, count)| weight(*count) < MAX_WEIGHT - STEP / 2.0).collect();
    common.sort_unstable();
    let mut starts = vec![0; BUCKETS + 1];
    let mut entries: Vec<u16> = Vec::new();
    for (gram, count) in common {
        let (bucket, remainder) = place(gram);
        let level = (weight(count) / STEP).round() as u16;
        entries.push(remainder << 4 | level.min(15));
        starts[bucket + 1] = u16::try_from(entries.len()).expect("fewer than 65,536 entries");
    }
    (0..BUCKETS).for_each(|bucket| starts[bucket + 1] = starts[bucket + 1].max(starts[bucket]));
    let mut out = MAGIC.to_vec();
    for number in [documents.len(), BUCKETS, entries.len()] {
        out.extend((number as u32).to_le_bytes());
    }
    assert_eq!(out.len(), HEADER);
    out.extend(starts.iter().chain(&entries).flat_map(|number| number.to_le_bytes()));
    out
}

#[test]
fn table_equals_the_counts_of_the_corpus() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    let bless = std::env::var_os("RETOLD_BLESS").is_some();
    // Counting the whole dump takes half a minute: only on request.
    if !bless && std::env::var_os("RETOLD_FULL").is_none() {
        return;
    }
    let Some(articles) = news("lk_news.jsonl.zst") else { return };
    let english: Vec<Vec<u32>> =
        articles.into_iter().filter(|article| article.lang == "en").map(|a| a.symbols).collect();
    let built = build(&english);
    if bless {
        std::fs::write(&path, &built).unwrap();
    }
    assert!(std::fs::read(&path).unwrap() == built, "{TABLE} differs from the corpus");
}

#[test]
fn common_words_weigh_less_than_rare_ones() {
    let weight = |phrase: &str| known(grams::gram(&symbols(phrase))).unwrap_or(MAX_WEIGHT);
    let weights = ["the", "of the", "government", "one of the", "harbour", "kittiwake"].map(weight);
    assert!(weights[0] < 0.5 && weights.is_sorted(), "{weights:?}");
    // Of grams that nobody wrote, the table takes one in 600 for one that it knows.
    let taken =
        (0..100_000).filter(|symbol| known(grams::single(symbol * 40_503)).is_some()).count();
    assert!(taken < 300, "{taken} of 100,000");
}
