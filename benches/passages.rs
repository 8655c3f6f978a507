//! The stages of the second road: seeding, alignment, chaining, gathering.
//!
//! `cargo bench --bench passages`.

mod common;

use common::{Clock, DOCUMENTS, Dice, newsroom, text};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use retold::passages::PassageSettings;
use retold::stages::Tokenizer;
use retold::stages::{align, matches, seeds};
use retold::{CancelToken, PassageFinder, Stage};
use std::hint::black_box;

/// Tokens of the texts that are aligned.
const PASSAGE: usize = 400;

fn tokens(text: &str) -> Vec<u64> {
    let mut tokens = Vec::new();
    Tokenizer::default().hashes(text, &mut tokens);
    tokens
}

/// A text with a share of its tokens substituted, dropped or inserted, but for the first ten.
fn noisy(tokens: &[u64], percent: usize) -> Vec<u64> {
    let mut dice = Dice(3);
    let mut noisy = tokens[..10].to_vec();
    for token in &tokens[10..] {
        let edit = if dice.below(100) < percent { dice.below(3) } else { 3 };
        match edit {
            0 => noisy.push(dice.below(usize::MAX) as u64),
            1 => {}
            2 => noisy.extend([*token, dice.below(usize::MAX) as u64]),
            _ => noisy.push(*token),
        }
    }
    noisy
}

fn stages(c: &mut Criterion) {
    let all = tokens(&text(&["en"]));
    let mut group = c.benchmark_group("passages");
    group.throughput(Throughput::Elements(all.len() as u64));
    group.bench_function("seed", |b| b.iter(|| seeds(black_box(&all))));

    let settings = PassageSettings::default();
    let passage = &all[..PASSAGE];
    group.throughput(Throughput::Elements(PASSAGE as u64));
    for percent in [0, 5, 10, 15] {
        let noisy = noisy(passage, percent);
        group.bench_function(format!("align at {percent} % noise"), |b| {
            b.iter(|| align(black_box(passage), &noisy, (2, 2), &settings));
        });
    }
    group.bench_function("align chance", |b| {
        let other = noisy(&all[PASSAGE..2 * PASSAGE], 0);
        b.iter(|| align(black_box(passage), &other, (200, 100), &settings));
    });

    let documents = newsroom();
    let texts: Vec<Vec<u64>> = documents.iter().map(|document| tokens(&document.text)).collect();
    group.sample_size(20);
    group.throughput(Throughput::Elements(texts.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("seed, order and chain 2,000 documents", |b| {
        b.iter(|| matches(black_box(&texts), &settings).expect("they can be numbered"));
    });
    group.finish();
}

fn in_memory(c: &mut Criterion) {
    let documents = newsroom();
    let finder = PassageFinder::default();
    let mut group = c.benchmark_group("passages of 2,000 documents");
    group.sample_size(20);
    group.throughput(Throughput::Elements(DOCUMENTS as u64));
    for (name, stage) in [
        ("read", Stage::Read),
        ("seeds", Stage::Seeds),
        ("align", Stage::Align),
        ("gather", Stage::Passages),
    ] {
        group.bench_function(name, |b| {
            b.iter_custom(|times| {
                let once = |_| {
                    let (documents, clock) = (documents.clone(), Clock::default());
                    let found = finder.find_observed(documents, &clock, &CancelToken::default());
                    let took = clock.took(stage);
                    black_box(found.expect("nothing stops the run"));
                    took
                };
                (0..times).map(once).sum()
            });
        });
    }
    group.bench_function("all", |b| {
        b.iter_batched(
            || documents.clone(),
            |documents| finder.find(documents),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group!(benches, stages, in_memory);
criterion_main!(benches);
