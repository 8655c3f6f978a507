//! The stages one by one, and the loop that they are measured by.
//!
//! `cargo bench --bench stages`. Texts are drawn from the fixtures piece by piece, so that they
//! are as varied as news and always the same.

mod common;
#[path = "common/twenty_lines.rs"]
mod twenty_lines;

use common::{Clock, DOCUMENTS, newsroom, text};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use retold::stages::{Sketch, Tokenizer, shingles};
use retold::{CancelToken, Deduper, Stage};
use std::hint::black_box;
use twenty_lines::{SHINGLE_TOKENS, twenty_lines};

fn stages(c: &mut Criterion) {
    let scripts: [(&str, &[&str]); 3] =
        [("en", &["en"]), ("si+ta", &["si", "ta"]), ("zh+ja+th", &["zh", "ja", "th"])];
    for (name, langs) in scripts {
        let text = text(langs);
        let mut tokenizer = Tokenizer::default();
        let (mut tokens, mut hashes) = (Vec::new(), Vec::new());
        tokenizer.hashes(&text, &mut tokens);
        shingles(&tokens, SHINGLE_TOKENS, &mut hashes);

        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Bytes(text.len() as u64));
        let mut out = Vec::new();
        group.bench_function("tokenise", |b| {
            b.iter(|| tokenizer.hashes(black_box(&text), &mut out));
        });
        group.bench_function("shingle", |b| {
            b.iter(|| shingles(black_box(&tokens), SHINGLE_TOKENS, &mut out));
        });
        group.bench_function("sketch", |b| b.iter(|| Sketch::of(black_box(&hashes))));
        let (mut t, mut s) = (Vec::new(), Vec::new());
        group.bench_function("text to sketch", |b| {
            b.iter(|| {
                tokenizer.hashes(black_box(&text), &mut t);
                shingles(&t, SHINGLE_TOKENS, &mut s);
                Sketch::of(&s)
            });
        });
        if name == "en" {
            let mut word = Vec::new();
            group.bench_function("twenty-line loop", |b| {
                b.iter(|| twenty_lines(black_box(text.as_bytes()), &mut word));
            });
        }
        group.throughput(Throughput::Elements(hashes.len() as u64));
        group.bench_function("sketch by shingles", |b| {
            b.iter(|| Sketch::of(black_box(&hashes)));
        });
        group.finish();
    }
}

fn in_memory(c: &mut Criterion) {
    let documents = newsroom();
    let deduper = Deduper::default();
    let mut group = c.benchmark_group("2,000 documents");
    group.sample_size(20);
    group.throughput(Throughput::Elements(DOCUMENTS as u64));
    for (name, stage) in [
        ("read", Stage::Read),
        ("candidates", Stage::Candidates),
        ("verify", Stage::Verify),
        ("cluster", Stage::Cluster),
    ] {
        group.bench_function(name, |b| {
            b.iter_custom(|times| {
                let once = |_| {
                    let (documents, clock) = (documents.clone(), Clock::default());
                    let deduped =
                        deduper.dedup_observed(documents, &clock, &CancelToken::default());
                    let took = clock.took(stage);
                    black_box(deduped.expect("nothing stops the run"));
                    took
                };
                (0..times).map(once).sum()
            });
        });
    }
    group.bench_function("all", |b| {
        b.iter_batched(
            || documents.clone(),
            |documents| deduper.dedup(documents),
            criterion::BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group!(benches, stages, in_memory);
criterion_main!(benches);
