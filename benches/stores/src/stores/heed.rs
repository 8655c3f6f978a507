//! heed, which is LMDB: copy-on-write B+trees in one file that is mapped; the page cache is its cache.

use crate::store::{Access, Outcome, Reader, Store};
use crate::workload::{self, Batch};
use heed::types::{Bytes, Unit};
use heed::{CommitOrAbort, Database, Env, EnvFlags, EnvOpenOptions, RoTxn, WithTls};
use std::path::Path;

/// Addresses, not bytes on disk: far more than any run needs.
const MAP: usize = 1 << 36;

type Postings = Database<'static, Bytes, Unit>;
type Documents = Database<'static, Bytes, Bytes>;

struct Heed {
    env: Env,
    postings: Postings,
    documents: Documents,
}

pub fn open(folder: &Path, access: Access) -> Outcome<Box<dyn Store>> {
    let mut options = EnvOpenOptions::new();
    options.map_size(MAP).max_dbs(2);
    if access == Access::Read {
        // SAFETY: of the flags only those that turn off synchronisation or locks are unsafe.
        unsafe { options.flags(EnvFlags::READ_ONLY) };
    }
    // SAFETY: nothing but LMDB, with its locks, writes to the file while it is mapped. The copies that were
    // damaged before are mapped in a process that does nothing else, and its death is what is counted.
    let env = unsafe { options.open(folder)? };
    // Reading comes first: a store that exists opens without a transaction that writes.
    let (postings, documents) = match existing(&env)? {
        Some(tables) => tables,
        None => created(&env)?,
    };
    Ok(Box::new(Heed { env, postings, documents }))
}

fn existing(env: &Env) -> heed::Result<Option<(Postings, Documents)>> {
    let found = env.open_databases_and_commit(env.read_txn()?, |opener, transaction| {
        let postings = opener.open_database(transaction, Some("postings"))?;
        let documents = opener.open_database(transaction, Some("documents"))?;
        Ok::<_, heed::Error>(CommitOrAbort::<_, ()>::Commit((postings, documents)))
    })?;
    Ok(found.commit().and_then(|(postings, documents)| postings.zip(documents)))
}

fn created(env: &Env) -> Outcome<(Postings, Documents)> {
    let made = env.create_databases_and_commit(env.write_txn()?, |opener, transaction| {
        let postings = opener.create_database(transaction, Some("postings"))?;
        let documents = opener.create_database(transaction, Some("documents"))?;
        Ok::<_, heed::Error>(CommitOrAbort::<_, ()>::Commit((postings, documents)))
    })?;
    made.commit().ok_or("the tables were not made".into())
}

impl Store for Heed {
    fn insert(&self, batch: &Batch) -> Outcome<()> {
        let mut transaction = self.env.write_txn()?;
        for key in &batch.postings {
            self.postings.put(&mut transaction, key, &())?;
        }
        for (key, value) in &batch.documents {
            self.documents.put(&mut transaction, key, value)?;
        }
        // Durable unless the environment has a flag that says otherwise.
        Ok(transaction.commit()?)
    }

    fn read(&self, ask: &mut dyn FnMut(&dyn Reader) -> Outcome<()>) -> Outcome<()> {
        ask(&State { transaction: self.env.read_txn()?, store: self })
    }

    fn close(self: Box<Self>) -> Outcome<()> {
        self.env.prepare_for_closing().wait();
        Ok(())
    }
}

struct State<'a> {
    transaction: RoTxn<'a, WithTls>,
    store: &'a Heed,
}

impl Reader for State<'_> {
    fn postings(&self, hash: u64, found: &mut Vec<u32>) -> Outcome<()> {
        for entry in self.store.postings.prefix_iter(&self.transaction, &hash.to_be_bytes())? {
            let (key, ()) = entry?;
            found.extend(workload::number_of(key));
        }
        Ok(())
    }

    fn document(&self, number: u32, look: &mut dyn FnMut(&[u8])) -> Outcome<bool> {
        let value = self.store.documents.get(&self.transaction, &workload::document(number))?;
        Ok(value.map(look).is_some())
    }
}
