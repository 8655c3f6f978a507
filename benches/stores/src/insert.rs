//! Writing: how many documents a second, in large and in small transactions.

use crate::arguments::Options;
use crate::records::{Built, Inserted};
use crate::store::{Access, Outcome, Store};
use crate::usage;
use crate::workload::{self, Batch};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Documents of one large transaction.
const LARGE: u32 = 1_000;
/// Documents that come one a transaction, after all others.
pub const SINGLES: u32 = 2_000;
/// Plain appends that are measured beside them.
const SYNCS: u32 = 500;

/// Inserts all documents, and reports.
pub fn insert(options: &Options) -> Outcome<Inserted> {
    let store = options.one()?.open(&options.folder, Access::Write)?;
    let count = options.documents;
    let batches = write(store.as_ref(), 0, count, LARGE)?;
    let mut singles = write(store.as_ref(), count, count + SINGLES, 1)?;
    let settle = timed(|| store.settle())?;
    let close = timed(|| store.close())?;
    let memory = usage::memory()?;
    let mut syncs = syncs(&options.folder.join("yardstick"))?;
    Ok(Inserted {
        batch_per_second: f64::from(count) / batches.iter().sum::<Duration>().as_secs_f64(),
        single_per_second: f64::from(SINGLES) / singles.iter().sum::<Duration>().as_secs_f64(),
        single_p50_us: usage::percentile(&mut singles, 0.5),
        sync_p50_us: usage::percentile(&mut syncs, 0.5),
        sync_p90_us: usage::percentile(&mut syncs, 0.9),
        settle_seconds: settle.as_secs_f64(),
        close_seconds: close.as_secs_f64(),
        memory,
    })
}

/// Makes a store to be damaged.
pub fn build(options: &Options) -> Outcome<Built> {
    let store = options.one()?.open(&options.folder, Access::Write)?;
    write(store.as_ref(), 0, options.documents, LARGE)?;
    store.settle()?;
    store.close()?;
    Ok(Built { documents: options.documents })
}

/// Inserts documents in transactions of `step`; the time of each is that of the store, not of making
/// documents up.
fn write(store: &dyn Store, start: u32, end: u32, step: u32) -> Outcome<Vec<Duration>> {
    let (mut spent, mut next) = (Vec::new(), start);
    while next < end {
        let until = next.saturating_add(step).min(end);
        let batch = Batch::of(next..until);
        spent.push(timed(|| store.insert(&batch))?);
        next = until;
    }
    Ok(spent)
}

/// Appends what one document has, and waits for the disk, without any store.
fn syncs(path: &Path) -> Outcome<Vec<Duration>> {
    let mut file = File::create(path)?;
    let mut spent = Vec::new();
    for number in 0..SYNCS {
        let value = workload::value(number);
        spent.push(timed(|| {
            file.write_all(&value)?;
            Ok(file.sync_data()?)
        })?);
    }
    fs::remove_file(path)?;
    Ok(spent)
}

fn timed(work: impl FnOnce() -> Outcome<()>) -> Outcome<Duration> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}
