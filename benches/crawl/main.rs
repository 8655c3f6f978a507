//! The index under the load of a crawl, held against comparing with everything.
//!
//! ```text
//! cargo bench --bench crawl -- CORPUS.jsonl [--documents N] [--folder DIR] [--passages]
//! ```
//!
//! One document in `N / 2000` is held out; the others are inserted in order, by one thread and then,
//! anew, by two. The held-out ones are then checked, and what is told is compared with the exact
//! Jaccard similarity of each to all others.

#![allow(clippy::print_stdout, reason = "figures are for whoever runs it")]

use retold::Relation;
use retold::index::{Durability, Index, IndexSettings};
use retold::stages::{Tokenizer, shingles};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const HELD_OUT: usize = 2000;
const THRESHOLD: f64 = 0.7;

type Done<T> = Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
}

struct Options {
    corpus: PathBuf,
    documents: usize,
    folder: PathBuf,
    passages: bool,
}

fn main() -> Done<()> {
    let Some(options) = options()? else {
        println!("crawl: skipped, since no corpus is named");
        return Ok(());
    };
    let (held, asked) = corpus(&options)?;
    let bytes: usize = held.iter().map(|one| one.text.len()).sum();
    println!(
        "{} documents, {} MB of text; {} are asked",
        held.len(),
        bytes / 1_000_000,
        asked.len()
    );
    for (threads, durability) in
        [(1, Durability::Commit), (1, Durability::Relaxed), (2, Durability::Relaxed)]
    {
        let some =
            if durability == Durability::Commit { &held[..held.len().min(20_000)] } else { &held };
        insert(&options, some, threads, durability)?;
    }
    let index = Index::open_as_made(&options.folder, Durability::Relaxed)?;
    index.settle()?;
    let stats = index.stats()?;
    let each = stats.bytes as f64 / stats.documents as f64;
    println!("on disk: {each:.0} bytes a document, {} parts", stats.parts);
    drop(index);
    open(&options)?;
    let index = Index::open_reader(&options.folder)?;
    check(&index, &asked)?;
    right(&index, &held, &asked)
}

fn options() -> Done<Option<Options>> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(corpus) = arguments.next() else { return Ok(None) };
    let folder = std::env::temp_dir().join("retold-crawl");
    let mut options =
        Options { corpus: corpus.into(), documents: usize::MAX, folder, passages: false };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} wants a value"));
        match argument.as_str() {
            "--documents" => options.documents = value()?.parse()?,
            "--folder" => options.folder = value()?.into(),
            "--passages" => options.passages = true,
            _ => return Err(format!("unknown argument {argument}").into()),
        }
    }
    Ok(Some(options))
}

fn corpus(options: &Options) -> Done<(Vec<Record>, Vec<Record>)> {
    let lines = BufReader::with_capacity(1 << 20, File::open(&options.corpus)?).lines();
    let records = lines.take(options.documents).map(|line| Ok(serde_json::from_str(&line?)?));
    let records = records.collect::<Done<Vec<Record>>>()?;
    let step = (records.len() / HELD_OUT).max(2);
    let (mut held, mut asked) = (Vec::new(), Vec::new());
    for (i, record) in records.into_iter().enumerate() {
        if i % step == step - 1 { asked.push(record) } else { held.push(record) }
    }
    Ok((held, asked))
}

fn insert(options: &Options, held: &[Record], threads: usize, durability: Durability) -> Done<()> {
    if options.folder.exists() {
        std::fs::remove_dir_all(&options.folder)?;
    }
    let mut settings = IndexSettings::builder().durability(durability);
    if options.passages {
        settings = settings.passages(Default::default());
    }
    let index = Index::create(&options.folder, settings.build()?)?;
    let before = anonymous()?;
    let begin = Instant::now();
    let times =
        by_threads(held, threads, |one| index.insert_seen(&one.id, &one.text, &[], 1).map(drop))?;
    index.sync()?;
    let seconds = begin.elapsed().as_secs_f64();
    let memory = anonymous()?.saturating_sub(before) >> 20;
    println!(
        "insert, {threads} threads, {durability:?}: {:.0}/s; {}; {memory} MiB more in memory",
        held.len() as f64 / seconds,
        shown(times),
    );
    let begin = Instant::now();
    index.settle()?;
    println!("  parts joined after another {:.1} s", begin.elapsed().as_secs_f64());
    Ok(())
}

/// How long each call took.
fn by_threads<E: Error + Send + 'static>(
    records: &[Record],
    threads: usize,
    work: impl Fn(&Record) -> Result<(), E> + Sync,
) -> Done<Vec<Duration>> {
    let next = AtomicUsize::new(0);
    let run = || -> Result<Vec<Duration>, E> {
        let mut times = Vec::new();
        while let Some(record) = records.get(next.fetch_add(1, Ordering::Relaxed)) {
            let begin = Instant::now();
            work(record)?;
            times.push(begin.elapsed());
        }
        Ok(times)
    };
    let all = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join()).collect::<Vec<_>>()
    });
    let mut times = Vec::new();
    for some in all {
        times.extend(some.map_err(|_| "a thread panicked")??);
    }
    Ok(times)
}

fn shown(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_micros();
    format!("p50 {} us, p99 {} us, p99.9 {} us", at(0.5), at(0.99), at(0.999))
}

fn open(options: &Options) -> Done<()> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let begin = Instant::now();
        drop(Index::open_reader(&options.folder)?);
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    println!("open for reading: {:.1} ms", times[2].as_secs_f64() * 1e3);
    let begin = Instant::now();
    drop(Index::open_as_made(&options.folder, Durability::Commit)?);
    println!("open for writing, and close: {:.1} ms", begin.elapsed().as_secs_f64() * 1e3);
    Ok(())
}

fn check(index: &Index, asked: &[Record]) -> Done<()> {
    let ask = |one: &Record| index.check(&one.text).map(drop);
    by_threads(asked, 1, ask)?;
    for threads in [1, 2] {
        let begin = Instant::now();
        let times = by_threads(asked, threads, ask)?;
        let rate = asked.len() as f64 / begin.elapsed().as_secs_f64();
        println!("check, {threads} threads: {rate:.0}/s; {}", shown(times));
    }
    Ok(())
}

/// Every pair at the threshold of one that is asked and one that is held, and its similarity.
fn pairs(held: &[Record], asked: &[Record]) -> Vec<HashMap<String, f64>> {
    let (mut tokenizer, mut tokens, mut set) = (Tokenizer::default(), Vec::new(), Vec::new());
    let mut set_of = |text: &str| {
        tokenizer.hashes(text, &mut tokens);
        shingles(&tokens, 5, &mut set);
        set.sort_unstable();
        set.dedup();
        set.clone()
    };
    let mut asking: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut sizes = Vec::new();
    for (i, one) in asked.iter().enumerate() {
        let set = set_of(&one.text);
        sizes.push(set.len());
        set.into_iter().for_each(|shingle| asking.entry(shingle).or_default().push(i));
    }
    let mut pairs = vec![HashMap::new(); asked.len()];
    for one in held {
        let set = set_of(&one.text);
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for i in set.iter().filter_map(|shingle| asking.get(shingle)).flatten() {
            *common.entry(*i).or_default() += 1;
        }
        for (i, common) in common {
            let jaccard = common as f64 / (sizes[i] + set.len() - common) as f64;
            if jaccard >= THRESHOLD {
                pairs[i].insert(one.id.clone(), jaccard);
            }
        }
    }
    pairs
}

fn right(index: &Index, held: &[Record], asked: &[Record]) -> Done<()> {
    let pairs = pairs(held, asked);
    let (mut with, mut told, mut matches, mut wrong) = (0, 0, 0, 0);
    for (one, pairs) in asked.iter().zip(&pairs) {
        let verdict = index.check(&one.text)?;
        let related =
            |relation| matches!(relation, Relation::Exact | Relation::Near | Relation::Template);
        let found = verdict.matches.iter().filter(|one| related(one.relation));
        let of_pairs = found.clone().filter(|one| one.score >= THRESHOLD).collect::<Vec<_>>();
        with += usize::from(!pairs.is_empty());
        told += usize::from(!pairs.is_empty() && !of_pairs.is_empty());
        matches += of_pairs.len();
        let is_so = |id: &str, score: f64| {
            pairs.get(id).is_some_and(|jaccard| (jaccard - score).abs() < 1e-12)
        };
        wrong += of_pairs.iter().filter(|one| !is_so(&one.id, one.score)).count();
    }
    println!(
        "of {} asked, {with} have a document at the threshold, {told} of them are told: recall {:.5}",
        asked.len(),
        told as f64 / with.max(1) as f64
    );
    println!("{matches} matches, {wrong} of them wrong or with another score");
    Ok(())
}

/// Bytes of memory that no file stands behind.
fn anonymous() -> Done<u64> {
    let Ok(text) = std::fs::read_to_string(Path::new("/proc/self/smaps_rollup")) else {
        return Ok(0);
    };
    let line = text.lines().find_map(|line| line.strip_prefix("Anonymous:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    Ok(kilobytes.unwrap_or(0) << 10)
}
