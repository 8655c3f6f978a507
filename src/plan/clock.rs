//! How long the stages take, measured on the machine that the plan is made on.
//!
//! | stage | measured | times |
//! |---|---|---|
//! | read | the sample, with the run's threads | all bytes |
//! | decompress | the heads, on one thread | all decompressed bytes |
//! | candidates | made-up fingerprints, none of them alike | n log n |
//! | verify | texts of the sample, hashed again and made sets | tokens of candidates, three times |
//! | write | records of the sample, into the file system and compression of the output | kept bytes |
//! | files | some files made there, where each document is one | kept documents |

use super::report::Time;
use super::sampled::Sampled;
use crate::base::error::Result;
use crate::base::mix::mix;
use crate::base::progress::Watch;
use crate::dedup::candidates::candidates;
use crate::dedup::candidates::nodes::Nodes;
use crate::dedup::sketch::fingerprint::{Fingerprint, Fingerprinter};
use crate::dedup::sketch::prints::Prints;
use crate::jobs::dedup::job::DedupJob;
use crate::output::sink::{FolderSink, Sink, is_stdout};
use crate::settings::Settings;
use crate::storage::space::Space;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Fingerprints that are made up at most: more than caches hold, as in a run that takes long.
const MADE_UP: usize = 100_000;

/// Readings of a candidate: two by verification, one by the walk through its cluster.
const READINGS: f64 = 3.0;

/// What is written to measure writing ends with the first of these.
const WRITTEN: u64 = 32 << 20;
const WRITING: Duration = Duration::from_millis(300);

/// Files that are made to measure what that costs.
const FILES: u32 = 500;

/// Bytes a second where nothing can be written to measure it.
const ASSUMED: f64 = 500e6;

/// Seconds a byte to keep decompressed input, which is not compressed again: as long as writing
/// the output takes, if that is not either.
pub(super) fn spool((write, shrinks): (f64, f64)) -> f64 {
    if shrinks > 0.99 { write } else { 1.0 / ASSUMED }
}

/// What is to be timed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Amounts {
    pub(super) documents: f64,
    pub(super) input_bytes: f64,
    pub(super) packed_bytes: f64,
    pub(super) candidate_tokens: f64,
    pub(super) kept_bytes: f64,
    pub(super) kept_documents: f64,
}

/// What was measured.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Speeds {
    /// Seconds to look at all files once.
    pub(super) opening: f64,
    /// Seconds a byte, all threads at work.
    pub(super) read: f64,
    /// Seconds a byte, on one thread; and to spool what came out.
    pub(super) decompress: f64,
    pub(super) spool: f64,
    /// Seconds for one document and its comparisons in a sort.
    pub(super) sort: f64,
    /// Seconds a token, all threads at work.
    pub(super) hash_again: f64,
    /// Seconds a byte.
    pub(super) write: f64,
    /// Seconds a file, where each document is one.
    pub(super) file: f64,
}

/// The run's time.
pub(super) fn time(speeds: &Speeds, amounts: &Amounts, threads: usize) -> Time {
    let read = speeds.opening + amounts.input_bytes * speeds.read;
    // Whoever wants bytes decompresses and spools them, while the others work on theirs.
    let alone = amounts.packed_bytes * (speeds.decompress + speeds.spool);
    let decompress = (alone - read).max(alone / threads as f64);
    let time = Time {
        seconds: 0.0,
        decompress,
        read,
        candidates: speeds.sort * sorting(amounts.documents),
        verify: READINGS * amounts.candidate_tokens * speeds.hash_again,
        write: amounts.kept_bytes * speeds.write + amounts.kept_documents * speeds.file,
        threads,
    };
    let seconds = time.decompress + time.read + time.candidates + time.verify + time.write;
    Time { seconds, ..time }
}

fn sorting(documents: f64) -> f64 {
    documents * documents.max(2.0).log2()
}

/// What it takes to find that nothing is alike.
pub(super) fn sort(
    sampled: &Sampled,
    settings: &Settings,
    documents: f64,
    watch: Watch<'_>,
) -> Result<f64> {
    let count = MADE_UP.min(documents as usize).max(2);
    let model = match sampled.fingerprints.iter().find(|f| f.tokens() > 0) {
        Some(fingerprint) => fingerprint.clone(),
        None => Fingerprinter::new(settings).fingerprint("none"),
    };
    let made_up: Vec<Fingerprint> = (0..count as u64).map(|i| other(&model, i)).collect();
    let space = Space::unbounded();
    let start = Instant::now();
    let prints = Prints::of(&made_up, settings.banding().bands)?;
    candidates(&Nodes::new(&prints, &space)?, settings, &space, watch)?;
    Ok(start.elapsed().as_secs_f64() / sorting(count as f64))
}

fn other(model: &Fingerprint, number: u64) -> Fingerprint {
    let key = |(i, _): (usize, &u64)| mix(number << 8 | i as u64);
    Fingerprint {
        core: model.core.with_digest(u128::from(mix(number)) << 64 | u128::from(number)),
        keys: model.keys.iter().enumerate().map(key).collect(),
        ..model.clone()
    }
}

/// What a byte costs to be written where the job writes, and what becomes of it.
pub(super) fn write(sampled: &Sampled, job: &DedupJob) -> (f64, f64) {
    measured(sampled, job).unwrap_or((1.0 / ASSUMED, 1.0))
}

/// What it costs to make a file where the job writes; nothing if none can be made.
pub(super) fn file(amounts: &Amounts, job: &DedupJob) -> f64 {
    let made = || {
        let folder = tempfile::tempdir_in(folder(job)).ok()?;
        let sink = FolderSink::create(&folder.path().join("out")).ok()?;
        let start = Instant::now();
        let mut count = 0u32;
        while count < FILES && start.elapsed() < WRITING {
            let text = vec![b' '; (amounts.kept_bytes / amounts.kept_documents.max(1.0)) as usize];
            sink.write(Path::new(&format!("{count}.txt")), &text).ok()?;
            count += 1;
        }
        let seconds = start.elapsed().as_secs_f64();
        Some(seconds / f64::from(count.max(1)))
    };
    made().unwrap_or(0.0)
}

/// Where the job writes, or where it spools if it does not.
fn folder(job: &DedupJob) -> PathBuf {
    let output = job.output.as_deref().filter(|path| !is_stdout(path));
    let beside = output.and_then(Path::parent).filter(|folder| folder.is_dir());
    let temporary = || job.read.temp_dir.clone().unwrap_or_else(std::env::temp_dir);
    beside.map_or_else(temporary, Path::to_owned)
}

fn measured(sampled: &Sampled, job: &DedupJob) -> Option<(f64, f64)> {
    let output = job.output.as_deref().filter(|path| !is_stdout(path));
    let folder = tempfile::tempdir_in(folder(job)).ok()?;
    // The name asks for the compression.
    let name = output.and_then(Path::file_name).map_or_else(|| "out".into(), PathBuf::from);
    let path = folder.path().join(name);
    let pieces = sampled.sample.pieces();
    if pieces.iter().all(|piece| piece.is_empty()) {
        return None;
    }
    let start = Instant::now();
    let mut sink = Sink::create(&path).ok()?;
    let mut written = 0;
    for piece in pieces.iter().cycle() {
        if written >= WRITTEN || start.elapsed() > WRITING {
            break;
        }
        sink.write(piece).ok()?;
        written += piece.len() as u64;
    }
    sink.finish().ok()?.publish().ok()?;
    let seconds = start.elapsed().as_secs_f64();
    let size = std::fs::metadata(&path).ok()?.len();
    Some((seconds / written as f64, size as f64 / written as f64))
}
