//! Plans against the truth of generated corpora.

use super::*;
use crate::base::document::Document;
use crate::base::mix::mix;
use crate::dedup::deduper::Deduper;
use crate::dedup::similarity::similarity;
use crate::settings::Settings;
use std::path::Path;

/// A corpus of short articles, and what is true of it.
struct Corpus {
    texts: Vec<String>,
    /// Pairs by naive comparison of all, exact ones and templates left out.
    near: u64,
    exact: u64,
    template: u64,
    removed: u64,
}

fn words(random: &mut u64, count: usize) -> Vec<String> {
    let mut word = || {
        *random = random.wrapping_add(1);
        let letters = mix(*random);
        (0..7).map(|i| char::from(b'a' + (letters >> (8 * i)) as u8 % 26)).collect()
    };
    (0..count).map(|_| word()).collect()
}

/// One in six articles is told again: some at once, some far away, some twice, some word for word,
/// some with another figure.
fn texts(seed: u64, articles: usize) -> Vec<String> {
    let mut random = seed << 32;
    let mut texts: Vec<String> = Vec::new();
    let mut later: Vec<String> = Vec::new();
    for i in 0..articles {
        let count = 40 + mix(seed ^ i as u64) as usize % 60;
        let mut words = words(&mut random, count);
        if i % 30 == 5 {
            words[3] = "1200".into();
        }
        texts.push(words.join(" "));
        let retold = |at: usize, by: &str| {
            let mut words = words.clone();
            words[at] = by.into();
            words.join(" ")
        };
        match i % 30 {
            0 => texts.push(retold(3, "otherwise")),
            5 => later.push(retold(3, "1300")),
            10 => later.push(retold(7, "elsewhere")),
            15 => later.extend([retold(4, "once"), retold(9, "twice")]),
            20 => later.push(texts[texts.len() - 1].to_uppercase()),
            _ => {}
        }
    }
    texts.extend(later);
    texts
}

impl Corpus {
    fn new(texts: Vec<String>) -> Self {
        let (mut near, mut exact, mut template) = (0, 0, 0);
        // Articles share no word unless one retells the other.
        let first = |text: &str| text.split(' ').nth(20).unwrap_or("").to_lowercase();
        let mut order: Vec<(String, &String)> = texts.iter().map(|t| (first(t), t)).collect();
        order.sort();
        for group in order.chunk_by(|a, b| a.0 == b.0) {
            for (i, a) in group.iter().enumerate() {
                for b in &group[..i] {
                    match similarity(a.1, b.1).relation {
                        Some(Relation::Near) => near += 1,
                        Some(Relation::Exact) => exact += 1,
                        Some(Relation::Template) => template += 1,
                        _ => {}
                    }
                }
            }
        }
        let documents = texts.iter().map(|text| Document::new("", text.as_str()));
        let removed = Deduper::default().dedup(documents).unwrap().removed().len() as u64;
        Self { texts, near, exact, template, removed }
    }

    fn job(&self, file: &Path) -> DedupJob {
        let lines = self.texts.iter().map(|text| format!("{{\"text\":\"{text}\"}}\n"));
        std::fs::write(file, lines.collect::<String>()).unwrap();
        DedupJob { inputs: vec![file.to_owned()], ..DedupJob::default() }
    }

    fn tokens(&self) -> usize {
        self.texts.iter().map(|text| text.split(' ').count()).sum()
    }
}

fn looked(job: &DedupJob, budget: Budget) -> Looked {
    let cancel = CancelToken::default();
    look(job, budget, Watch::new(&(), &cancel)).unwrap()
}

/// So small that little of a corpus of these tests is drawn.
fn small(bytes: u64, seed: u64) -> Budget {
    Budget { bytes, cell: 2 << 10, seed, ..Budget::default() }
}

#[test]
fn all_is_known_where_all_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = Corpus::new(texts(1, 600));
    let looked = looked(&corpus.job(&folder.path().join("a.jsonl")), Budget::default());
    let found = looked.estimated.found;
    assert!(looked.sampled.is_complete() && corpus.near > 50);
    for (estimate, truth) in [
        (looked.totals.documents, corpus.texts.len() as u64),
        (looked.totals.tokens, corpus.tokens() as u64),
        (found.near_pairs, corpus.near),
        (found.exact_pairs, corpus.exact),
        (found.template_pairs, corpus.template),
        (found.removed, corpus.removed),
    ] {
        assert_eq!((estimate.low, estimate.high), (estimate.estimate, estimate.estimate));
        assert!((estimate.estimate - truth as f64).abs() < 1e-6, "{estimate:?}: {truth}");
    }
    assert_eq!(corpus.texts.len(), looked.sampled.places.len());
}

/// In 90 of 100 draws at least, each interval covers the truth.
#[track_caller]
fn covers(job: &DedupJob, corpus: &Corpus, budget: impl Fn(u64) -> Budget) {
    let mut covered = [0; 7];
    let mut guesses = [0.0; 7];
    let candidates = looked(job, Budget::default()).estimated.found.candidates.estimate as u64;
    for seed in 0..100 {
        let looked = looked(job, budget(seed));
        assert!(!looked.sampled.is_complete());
        let found = looked.estimated.found;
        let truths = [
            (looked.totals.documents, corpus.texts.len() as u64),
            (looked.totals.tokens, corpus.tokens() as u64),
            (found.near_pairs, corpus.near),
            (found.exact_pairs, corpus.exact),
            (found.template_pairs, corpus.template),
            (found.removed, corpus.removed),
            (found.candidates, candidates),
        ];
        for (i, (estimate, truth)) in truths.into_iter().enumerate() {
            covered[i] += u32::from(estimate.holds(truth as f64));
            guesses[i] += estimate.estimate / 100.0;
        }
    }
    assert!(covered.iter().all(|covered| *covered >= 90), "{covered:?}, means {guesses:?}");
    // The mean of many draws is the truth: nothing is counted double or lost.
    for (guess, truth) in
        [(guesses[0], corpus.texts.len() as f64), (guesses[2], corpus.near as f64)]
    {
        assert!((guess / truth - 1.0).abs() < 0.15, "{guess}: {truth}");
    }
}

#[test]
fn intervals_cover_the_truth() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = Corpus::new(texts(2, 1500));
    let job = corpus.job(&folder.path().join("a.jsonl"));
    covers(&job, &corpus, |seed| small(200 << 10, seed));
}

#[cfg(feature = "compression")]
#[test]
fn intervals_cover_the_truth_of_a_compressed_file() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = Corpus::new(texts(3, 1500));
    let plain = folder.path().join("a.jsonl");
    let mut job = corpus.job(&plain);
    let packed = folder.path().join("a.jsonl.zst");
    std::fs::write(&packed, zstd::encode_all(&std::fs::read(&plain).unwrap()[..], 3).unwrap())
        .unwrap();
    job.inputs = vec![packed];
    covers(&job, &corpus, |seed| small(200 << 10, seed));
}

#[test]
fn large_groups_are_taken_for_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let mut all = texts(4, 1000);
    let mut random = 9 << 40;
    let story = words(&mut random, 80);
    for i in 0..300 {
        let mut copy = story.clone();
        copy[10] = format!("copy{i}x");
        let at = mix(i) as usize % all.len();
        all.insert(at, copy.join(" "));
    }
    let documents = all.iter().map(|text| Document::new("", text.as_str()));
    let removed = Deduper::default().dedup(documents).unwrap().removed().len() as f64;
    let corpus = Corpus { texts: all, near: 0, exact: 0, template: 0, removed: removed as u64 };
    let job = corpus.job(&folder.path().join("a.jsonl"));
    let guesses: Vec<Estimate> =
        (0..20).map(|seed| looked(&job, small(200 << 10, seed)).estimated.found.removed).collect();
    assert!(guesses.iter().filter(|guess| guess.holds(removed)).count() >= 18, "{guesses:?}");
    let mean = guesses.iter().map(|guess| guess.estimate).sum::<f64>() / 20.0;
    assert!((mean / removed - 1.0).abs() < 0.25, "{mean}: {removed}");
}

#[test]
fn nothing_found_is_not_nothing_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = 5 << 40;
    let texts = (0..2000).map(|_| words(&mut random, 50).join(" ")).collect();
    let corpus = Corpus::new(texts);
    assert_eq!(corpus.near + corpus.removed, 0);
    let job = corpus.job(&folder.path().join("a.jsonl"));
    let found = looked(&job, small(100 << 10, 1)).estimated.found;
    assert_eq!(found.near_pairs.estimate, 0.0);
    assert!(found.near_pairs.high > 100.0 && found.removed.high > 100.0, "{found:?}");
}

#[test]
fn memory_grows_with_documents_and_stricter_settings_take_less() {
    let needs = Needs { documents: 1e6, tokens: 3e8, bands: 32, threads: 2, ..Needs::default() };
    let budget = Settings::default();
    assert_eq!(budget.banding().bands, 32);
    let memory = |needs: &Needs, size: &str| model::memory(needs, &budget, size.parse().unwrap());
    let one = memory(&needs, "8GiB");
    let two = memory(&Needs { documents: 2e6, ..needs }, "8GiB");
    let fewer = memory(&Needs { bands: 9, ..needs }, "8GiB");
    assert_eq!(one.fixed, two.fixed);
    assert!(two.documents > one.documents && fewer.documents < one.documents);
    assert_eq!(one.spilled, 0);
    // 40 + 128 + 24 + 8 bytes, and for each of 34 entries 64 bits of key and document, two bits for
    // where it is, a sample of 64 bits every 128 and a head; a quarter of the budget is held.
    let run = 65_536 * 64 + 2 * 65_536 + 512 * 64 + 3 * 64;
    let columns = 1_000_000 * 200 + 1_000_000 * 34 * run / 65_536 / 8;
    let small = memory(&needs, "512MiB");
    assert_eq!(small.spilled, columns);
    // The tables, 17 bytes a document; or the digests and keys of the documents that are sorted.
    assert_eq!(one.documents - columns, 17_000_000);
    assert_eq!(small.documents - (128 << 20), 65_536 * (40 + 32 * 8));
}

#[test]
fn a_few_huge_documents_are_met() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = 6 << 40;
    let texts = (0..3).map(|_| words(&mut random, 20_000).join(" ")).collect();
    let job = Corpus::new(texts).job(&folder.path().join("a.jsonl"));
    for seed in 0..20 {
        let documents = looked(&job, small(4 << 10, seed)).totals.documents;
        assert!(documents.holds(3.0), "{seed}: {documents:?}");
    }
}
