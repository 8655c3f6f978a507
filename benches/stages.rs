//! The stages one by one, and the loop that they are measured by.
//!
//! `cargo bench --bench stages`. Texts are drawn from the fixtures piece by piece, so that they
//! are as varied as news and always the same.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use retold::{BINS, CancelToken, Deduper, Document, Observer, Sketch, Stage, Tokenizer, shingles};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use xxhash_rust::xxh3::xxh3_64;

const TEXT_BYTES: usize = 1 << 20;
const DOCUMENTS: usize = 2_000;
const SHINGLE_TOKENS: usize = 5;

/// Splitmix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((u128::from(x ^ (x >> 31)) * end as u128) >> 64) as usize
    }
}

/// Words with the space behind them, or a few characters where there are no spaces, of all
/// fixtures in some languages.
fn pieces(langs: &[&str]) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/newsroom.jsonl");
    let lines = std::fs::read_to_string(path).expect("it is a fixture");
    let mut pieces = Vec::new();
    for line in lines.lines() {
        let record: BTreeMap<String, String> =
            serde_json::from_str(line).expect("fixtures are objects of strings");
        // The second of each language is all compatibility characters, which news is not.
        let planted = record["id"].starts_with("x-") && record["id"].ends_with("-2");
        if planted || !langs.contains(&record["lang"].as_str()) {
            continue;
        }
        for word in record["text"].split_inclusive(char::is_whitespace) {
            let characters: Vec<char> = word.chars().collect();
            let length = if characters.len() > 24 { 4 } else { 24 };
            pieces.extend(characters.chunks(length).map(|piece| piece.iter().collect()));
        }
    }
    pieces
}

fn text(langs: &[&str]) -> String {
    let pieces = pieces(langs);
    let mut dice = Dice(1);
    let mut text = String::new();
    while text.len() < TEXT_BYTES {
        text.push_str(&pieces[dice.below(pieces.len())]);
    }
    text
}

/// The twenty-line loop: ASCII words, one hash each, a polynomial over five of them, one
/// permutation hashing. It knows no Unicode; what the definition of tokens costs is the distance.
fn twenty_lines(text: &[u8], word: &mut Vec<u8>) -> [u32; BINS] {
    const BASE: u64 = 0x9FB2_1C65_1E98_DF25;
    let leaving = BASE.wrapping_pow(SHINGLE_TOKENS as u32);
    let mut bins = [u32::MAX; BINS];
    let mut last = [0u64; SHINGLE_TOKENS];
    let (mut rolling, mut count) = (0u64, 0);
    for byte in text.iter().chain(b" ") {
        if byte.is_ascii_alphanumeric() {
            word.push(byte.to_ascii_lowercase());
        } else if !word.is_empty() {
            let hash = xxh3_64(word);
            word.clear();
            let old = std::mem::replace(&mut last[count % SHINGLE_TOKENS], hash);
            rolling = rolling.wrapping_mul(BASE).wrapping_add(hash);
            rolling = rolling.wrapping_sub(old.wrapping_mul(leaving));
            count += 1;
            if count >= SHINGLE_TOKENS {
                let mixed = (rolling ^ (rolling >> 32)).wrapping_mul(BASE);
                let bin = (mixed >> 57) as usize;
                bins[bin] = bins[bin].min((mixed >> 25) as u32);
            }
        }
    }
    bins
}

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

/// Articles of 300 words: of ten, one is an exact copy and two are near copies of earlier ones.
fn newsroom() -> Vec<Document> {
    let pieces = pieces(&["en"]);
    let mut dice = Dice(2);
    let mut texts: Vec<Vec<&str>> = Vec::new();
    for i in 0..DOCUMENTS {
        let mut text: Vec<&str> = match i % 10 {
            7..=9 => texts[dice.below(texts.len())].clone(),
            _ => (0..300).map(|_| &*pieces[dice.below(pieces.len())]).collect(),
        };
        let edits = if i % 10 > 7 { 4 } else { 0 };
        for _ in 0..edits {
            let at = dice.below(text.len());
            text[at] = &pieces[dice.below(pieces.len())];
        }
        texts.push(text);
    }
    let numbered = (0..).zip(texts);
    numbered.map(|(i, words)| Document::new(format!("d{i}"), words.concat())).collect()
}

/// Tells when each stage began.
#[derive(Default)]
struct Clock(Mutex<Vec<(Stage, Instant)>>);

impl Observer for Clock {
    fn begin(&self, stage: Stage, _: Option<u64>) {
        let mut begun = self.0.lock().expect("no holder panics");
        begun.push((stage, Instant::now()));
    }
}

impl Clock {
    fn took(self, stage: Stage) -> Duration {
        let begun = self.0.into_inner().expect("no holder panics");
        let ends = begun.iter().skip(1).map(|(_, at)| *at);
        let mut spans = begun.iter().zip(ends.chain([Instant::now()]));
        let span = spans.find(|((of, _), _)| *of == stage);
        span.map_or(Duration::ZERO, |((_, from), to)| to - *from)
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
