//! fjall: log-structured trees, with a journal in front, in many files; read with `pread` into a cache.

use crate::store::{CACHE, Kind, Outcome, Reader, Store};
use crate::workload::{self, Batch};
use fjall::{
    Database, Keyspace, KeyspaceCreateOptions, KvSeparationOptions, PersistMode, Readable, Snapshot,
};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// How long the background may need; what is not done by then is left undone.
const PATIENCE: Duration = Duration::from_secs(600);
/// Between a flush and the compaction that it asks for, nothing shows that one is due.
const QUIET: Duration = Duration::from_millis(300);

struct Fjall {
    database: Database,
    postings: Keyspace,
    documents: Keyspace,
    flushes: bool,
}

/// There is no way to open for reading alone: a second process is turned away in any case.
pub fn open(kind: Kind, folder: &Path) -> Outcome<Box<dyn Store>> {
    let database = Database::builder(folder).cache_size(CACHE as u64).open()?;
    let postings = database.keyspace("postings", KeyspaceCreateOptions::default)?;
    let documents = database.keyspace("documents", || {
        let options = KeyspaceCreateOptions::default();
        match kind {
            Kind::FjallBlobs => options.with_kv_separation(Some(
                KvSeparationOptions::default().separation_threshold(1_024),
            )),
            _ => options,
        }
    })?;
    let flushes = kind == Kind::FjallFlushed;
    Ok(Box::new(Fjall { database, postings, documents, flushes }))
}

impl Store for Fjall {
    fn insert(&self, batch: &Batch) -> Outcome<()> {
        // The other stores call `fdatasync`, so this one does.
        let mut write = self.database.batch().durability(Some(PersistMode::SyncData));
        for key in &batch.postings {
            write.insert(&self.postings, key, []);
        }
        for (key, value) in &batch.documents {
            write.insert(&self.documents, key, value.as_slice());
        }
        Ok(write.commit()?)
    }

    fn read(&self, ask: &mut dyn FnMut(&dyn Reader) -> Outcome<()>) -> Outcome<()> {
        ask(&State { snapshot: self.database.snapshot(), store: self })
    }

    fn settle(&self) -> Outcome<()> {
        if self.flushes {
            self.postings.rotate_memtable_and_wait()?;
            self.documents.rotate_memtable_and_wait()?;
        }
        let start = Instant::now();
        let mut idle_since = start;
        while idle_since.elapsed() < QUIET && start.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(10));
            if self.database.outstanding_flushes() > 0 || self.database.active_compactions() > 0 {
                idle_since = Instant::now();
            }
        }
        Ok(())
    }

    /// Dropping waits for the threads, and writes the journal; it keeps errors to itself.
    fn close(self: Box<Self>) -> Outcome<()> {
        Ok(self.database.persist(PersistMode::SyncAll)?)
    }
}

struct State<'a> {
    snapshot: Snapshot,
    store: &'a Fjall,
}

impl Reader for State<'_> {
    fn postings(&self, hash: u64, found: &mut Vec<u32>) -> Outcome<()> {
        for entry in self.snapshot.prefix(&self.store.postings, hash.to_be_bytes()) {
            found.extend(workload::number_of(&entry.key()?));
        }
        Ok(())
    }

    fn document(&self, number: u32, look: &mut dyn FnMut(&[u8])) -> Outcome<bool> {
        let value = self.snapshot.get(&self.store.documents, workload::document(number))?;
        Ok(value.map(|value| look(&value)).is_some())
    }
}
