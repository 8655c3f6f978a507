//! A text, made ready to be looked for and to be kept.

use super::keys;
use super::row::Row;
use crate::dedup::shingle::ShingleSet;
use crate::dedup::sketch::fingerprint::{Fingerprint, Fingerprinter};
use crate::index::settings::IndexSettings;
use bytemuck::Zeroable;
use std::cell::OnceCell;
use std::sync::{Mutex, PoisonError};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Makes queries, by fingerprinters that threads borrow.
#[derive(Debug)]
pub(crate) struct Maker {
    fingerprinter: Fingerprinter,
    free: Mutex<Vec<Fingerprinter>>,
    seed: u64,
    finds_passages: bool,
    /// That of the index.
    format: u32,
}

/// What is known of a text.
#[derive(Debug)]
pub(crate) struct Query<'t> {
    pub(super) text: &'t str,
    pub(crate) print: Fingerprint,
    /// Keys of its bands.
    pub(super) bands: Vec<u64>,
    shingles: Vec<u64>,
    set: OnceCell<ShingleSet>,
    /// Keys of its passages, if they are looked for.
    pub(super) passages: Vec<u64>,
}

impl Maker {
    pub(crate) fn new(settings: &IndexSettings, format: u32) -> Self {
        Self {
            fingerprinter: Fingerprinter::new(settings.sameness()),
            free: Mutex::default(),
            seed: settings.sameness().seed(),
            finds_passages: settings.passages().is_some(),
            format,
        }
    }

    pub(crate) fn query<'t>(&self, text: &'t str) -> Query<'t> {
        self.with(|fingerprinter| {
            let print = fingerprinter.fingerprint(text);
            let shingles = fingerprinter.last_shingles().to_vec();
            let passages = if self.finds_passages { keys::passages(&shingles) } else { Vec::new() };
            let bands = keys::bands(&print, self.format);
            Query { text, print, bands, shingles, set: OnceCell::new(), passages }
        })
    }

    /// The set of a text's shingles.
    pub(super) fn set(&self, text: &str) -> ShingleSet {
        self.with(|fingerprinter| fingerprinter.set(text))
    }

    /// The hash of an id.
    pub(crate) fn id(&self, id: &str) -> u64 {
        xxh3_64_with_seed(id.as_bytes(), self.seed)
    }

    fn with<T>(&self, work: impl FnOnce(&mut Fingerprinter) -> T) -> T {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let borrowed = free().pop();
        let mut borrowed = borrowed.unwrap_or_else(|| self.fingerprinter.clone());
        let done = work(&mut borrowed);
        free().push(borrowed);
        done
    }
}

impl Query<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.print.tokens() == 0
    }

    pub(crate) fn set(&self) -> &ShingleSet {
        self.set.get_or_init(|| ShingleSet::new(self.shingles.clone()))
    }

    /// All keys that lead to it, for a document with this hash of its id.
    pub(crate) fn keys(&self, id: u64) -> Vec<u64> {
        let mut all = vec![keys::id(id)];
        if !self.is_empty() {
            all.push(keys::exact(self.print.digest()));
            all.extend(self.print.core.skeleton().map(keys::skeleton));
            all.extend(&self.bands);
            all.extend(&self.passages);
        }
        all
    }

    /// Its row; the log fills in where the body is.
    pub(crate) fn row(&self, seq: u64, seen: i64, id: u64) -> Row {
        let (core, signature) = (self.print.core, self.print.signature);
        let mut row = Row::zeroed();
        (row.seq, row.seen, row.core, row.id, row.signature) = (seq, seen, core, id, signature);
        row
    }
}
