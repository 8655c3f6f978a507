//! redb: copy-on-write B+trees in one file, read with `pread` into a cache of its own.

use crate::store::{Access, CACHE, Kind, Outcome, Reader, Store};
use crate::workload::{self, Batch};
use redb::{
    Builder, ConcurrencyMode, Database, ReadOnlyDatabase, ReadOnlyTable, ReadableDatabase,
    TableDefinition,
};
use std::path::Path;

const POSTINGS: TableDefinition<&[u8; 12], ()> = TableDefinition::new("postings");
const DOCUMENTS: TableDefinition<&[u8; 8], &[u8]> = TableDefinition::new("documents");

enum Redb {
    Writer(Database),
    Reader(ReadOnlyDatabase),
}

pub fn open(kind: Kind, folder: &Path, access: Access) -> Outcome<Box<dyn Store>> {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE).set_check_integrity_on_open(kind == Kind::RedbChecked);
    if kind == Kind::RedbShared {
        builder.set_concurrency_mode(ConcurrencyMode::SingleWriter);
    }
    let path = folder.join("store.redb");
    if access == Access::Read {
        return Ok(Box::new(Redb::Reader(builder.open_read_only(path)?)));
    }
    if path.try_exists()? {
        return Ok(Box::new(Redb::Writer(builder.open(path)?)));
    }
    let database = builder.create(path)?;
    // A reader may come before the first document, and a table that was never opened is an error to it.
    let transaction = database.begin_write()?;
    transaction.open_table(POSTINGS)?;
    transaction.open_table(DOCUMENTS)?;
    transaction.commit()?;
    Ok(Box::new(Redb::Writer(database)))
}

impl Store for Redb {
    fn insert(&self, batch: &Batch) -> Outcome<()> {
        let Self::Writer(database) = self else { return Err("opened for reading".into()) };
        // Durable at its commit unless told otherwise.
        let transaction = database.begin_write()?;
        {
            let mut postings = transaction.open_table(POSTINGS)?;
            for key in &batch.postings {
                postings.insert(key, ())?;
            }
            let mut documents = transaction.open_table(DOCUMENTS)?;
            for (key, value) in &batch.documents {
                documents.insert(key, value.as_slice())?;
            }
        }
        Ok(transaction.commit()?)
    }

    fn read(&self, ask: &mut dyn FnMut(&dyn Reader) -> Outcome<()>) -> Outcome<()> {
        let transaction = match self {
            Self::Writer(database) => database.begin_read()?,
            Self::Reader(database) => database.begin_read()?,
        };
        ask(&State {
            postings: transaction.open_table(POSTINGS)?,
            documents: transaction.open_table(DOCUMENTS)?,
        })
    }

    fn close(self: Box<Self>) -> Outcome<()> {
        match *self {
            Self::Writer(database) => database.close()?,
            Self::Reader(database) => database.close()?,
        }
        Ok(())
    }
}

struct State {
    postings: ReadOnlyTable<&'static [u8; 12], ()>,
    documents: ReadOnlyTable<&'static [u8; 8], &'static [u8]>,
}

impl Reader for State {
    fn postings(&self, hash: u64, found: &mut Vec<u32>) -> Outcome<()> {
        let (first, last) = (workload::posting(hash, 0), workload::posting(hash, u32::MAX));
        for entry in self.postings.range::<&[u8; 12]>(&first..=&last)? {
            let (key, ()) = entry.map(|(key, value)| (key, value.value()))?;
            found.extend(workload::number_of(key.value()));
        }
        Ok(())
    }

    fn document(&self, number: u32, look: &mut dyn FnMut(&[u8])) -> Outcome<bool> {
        let value = self.documents.get(&workload::document(number))?;
        Ok(value.map(|value| look(value.value())).is_some())
    }
}
