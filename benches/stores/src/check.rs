//! Asking whether a document is known: lookups of its keys, then rows and texts of the candidates.

use crate::arguments::Options;
use crate::records::Checked;
use crate::store::{Access, Outcome, Reader, Store};
use crate::usage;
use crate::workload::{self, ASKED, Dice};
use std::fs::File;
use std::hint;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// Candidates whose text is read.
const LOOKED_AT: usize = 8;
/// What chance picks documents by, for warming up and for measuring.
const SEEDS: [u64; 2] = [11, 12];

/// One check: whether the document is stored, and its keys.
struct Question {
    known: Option<u32>,
    keys: [u64; ASKED],
}

pub fn check(options: &Options) -> Outcome<Checked> {
    // What was just written is in memory; after a while on a quiet machine it is, too.
    read_files(&options.folder)?;
    let store = options.one()?.open(&options.folder, Access::Write)?;
    let [warm, questions] = SEEDS.map(|seed| questions(options, seed));
    ask_all(store.as_ref(), &warm)?;
    drop(warm);
    let (mut times, met) = ask_all(store.as_ref(), &questions)?;
    let one: Duration = times.iter().sum();
    let (first, second) = questions.split_at(questions.len() / 2);
    let start = Instant::now();
    thread::scope(|scope| {
        let other = scope.spawn(|| ask_all(store.as_ref(), second));
        ask_all(store.as_ref(), first)?;
        other.join().map_err(|_| "the other thread panicked")?
    })?;
    let two = start.elapsed();
    let count = questions.len() as f64;
    store.close()?;
    Ok(Checked {
        per_second: count / one.as_secs_f64(),
        p50_us: usage::percentile(&mut times, 0.5),
        p99_us: usage::percentile(&mut times, 0.99),
        p999_us: usage::percentile(&mut times, 0.999),
        two_threads_per_second: count / two.as_secs_f64(),
        met: met as f64 / (count / 2.0),
        memory: usage::memory()?,
    })
}

fn read_files(folder: &Path) -> Outcome<()> {
    for file in usage::files(folder)? {
        io::copy(&mut File::open(file)?, &mut io::sink())?;
    }
    Ok(())
}

/// By turns stored documents and others.
fn questions(options: &Options, seed: u64) -> Vec<Question> {
    let mut dice = Dice::new(seed);
    let question = |place: usize| {
        if place % 2 == 1 {
            return Question { known: None, keys: workload::unknown(dice.draw() >> 24) };
        }
        let number = u32::try_from(dice.below(u64::from(options.documents)))
            .expect("smaller than another such number");
        Question { known: Some(number), keys: workload::known(number) }
    };
    (0..options.checks).map(question).collect()
}

/// The time of each check, and how many documents all of them met.
fn ask_all(store: &dyn Store, questions: &[Question]) -> Outcome<(Vec<Duration>, usize)> {
    let (mut times, mut found, mut met) = (Vec::with_capacity(questions.len()), Vec::new(), 0);
    for question in questions {
        let start = Instant::now();
        // A transaction each: the crawler's next document wants to see the one before.
        store.read(&mut |reader| ask(reader, &question.keys, &mut found))?;
        times.push(start.elapsed());
        met += found.len();
        let right = match question.known {
            Some(number) => found.contains(&number),
            None => found.is_empty(),
        };
        if !right {
            return Err(format!("asked for {:?}, the store found {found:?}", question.known).into());
        }
    }
    Ok((times, met))
}

fn ask(reader: &dyn Reader, keys: &[u64; ASKED], found: &mut Vec<u32>) -> Outcome<()> {
    found.clear();
    for &hash in keys {
        reader.postings(hash, found)?;
    }
    found.sort_unstable();
    found.dedup();
    for &number in found.iter().take(LOOKED_AT) {
        // A mapped value costs nothing until its bytes are wanted, so all of them are.
        let mut sum = 0_u64;
        let mut look = |value: &[u8]| sum = value.iter().map(|&byte| u64::from(byte)).sum();
        if !reader.document(number, &mut look)? {
            return Err(format!("document {number} has postings and no text").into());
        }
        hint::black_box(sum);
    }
    Ok(())
}
