//! The fingerprints of all documents, column by column, and their band entries, sorted.
//!
//! ```text
//! core         digests and length    40 bytes a document
//! signatures                        128
//! runs         band entries           8.3 a band: those of the sketch, then two more:
//!              the digest's and the skeleton's highest 64 bits
//! ```
//!
//! Documents without a token have no entries.

use super::Signature;
use super::core::Core;
use super::fingerprint::Fingerprint;
use crate::base::document::DocId;
use crate::base::error::Result;
use crate::storage::column::{Column, Growing};
use crate::storage::runs::{Merged, Runs, RunsBuilder, SortedRun};
use crate::storage::saved::Saved;
use crate::storage::space::Space;

/// Documents whose entries are sorted at once.
pub(crate) const SEGMENT: usize = 1 << 16;

/// All fingerprints.
#[derive(Debug)]
pub(crate) struct Prints {
    pub(crate) core: Column<Core>,
    pub(crate) signatures: Column<Signature>,
    runs: Runs,
    bands: usize,
}

impl Prints {
    /// Of documents in memory.
    pub(crate) fn of(fingerprints: &[Fingerprint], bands: usize) -> Result<Self> {
        let space = Space::unbounded();
        let mut builder = PrintsBuilder::new(bands);
        for fingerprint in fingerprints {
            if let Some(full) = builder.push(fingerprint, &space)? {
                builder.add(full.sort(), &space)?;
            }
        }
        builder.seal(&space)
    }

    pub(crate) fn len(&self) -> usize {
        self.core.len()
    }

    /// Parts that every band is cut into.
    pub(crate) fn parts(&self) -> usize {
        self.runs.parts(self.len())
    }

    /// The documents with a token in a part of a band, by key.
    pub(crate) fn band(&self, band: usize, part: usize, into: &mut Merged) {
        self.runs.part(band, part, self.parts(), into);
    }

    /// The band of the digests: its parts in order hold the documents in the order of their
    /// digests' highest 64 bits.
    pub(crate) fn digest_band(&self) -> usize {
        self.bands
    }

    /// The band of the skeletons.
    pub(crate) fn skeleton_band(&self) -> usize {
        self.bands + 1
    }
}

/// Takes fingerprints in document order.
pub(crate) struct PrintsBuilder {
    core: Growing<Core>,
    signatures: Growing<Signature>,
    runs: RunsBuilder,
    bands: usize,
    segment: Unsorted,
}

/// The keys of some documents, not yet sorted.
#[derive(Debug)]
pub(crate) struct Unsorted {
    first: usize,
    bands: usize,
    core: Vec<Core>,
    /// Row by row.
    keys: Vec<u64>,
}

impl PrintsBuilder {
    pub(crate) fn new(bands: usize) -> Self {
        let segment = Unsorted { first: 0, bands, core: Vec::new(), keys: Vec::new() };
        let (core, signatures, runs) = Default::default();
        Self { core, signatures, runs, bands, segment }
    }

    /// Goes on with what is in files.
    pub(crate) fn resumed(
        core: Growing<Core>,
        signatures: Growing<Signature>,
        runs: RunsBuilder,
        bands: usize,
    ) -> Self {
        let segment = Unsorted { first: core.len(), bands, core: Vec::new(), keys: Vec::new() };
        Self { core, signatures, runs, bands, segment }
    }

    /// How far the files of digests and of signatures are good.
    pub(crate) fn save(&mut self, space: &Space) -> Result<[Saved; 2]> {
        Ok([self.core.save(space)?, self.signatures.save(space)?])
    }

    /// The same of the runs, and where the bands of the last one begin.
    pub(crate) fn save_runs(&mut self, space: &Space) -> Result<(Saved, Vec<usize>)> {
        self.runs.save(space)
    }

    /// Bytes in memory.
    pub(crate) fn held(&self) -> u64 {
        self.core.held() + self.signatures.held() + self.runs.held()
    }

    /// Adds a document; now and then gives keys to be sorted, and to be added when that is done.
    pub(crate) fn push(
        &mut self,
        fingerprint: &Fingerprint,
        space: &Space,
    ) -> Result<Option<Unsorted>> {
        self.core.push(fingerprint.core, space)?;
        self.signatures.push(fingerprint.signature, space)?;
        self.segment.core.push(fingerprint.core);
        self.segment.keys.extend_from_slice(&fingerprint.keys);
        Ok((self.segment.core.len() == SEGMENT).then(|| self.cut()))
    }

    fn cut(&mut self) -> Unsorted {
        let (core, keys) = (Vec::with_capacity(SEGMENT), Vec::with_capacity(SEGMENT * self.bands));
        let next = Unsorted { first: self.core.len(), bands: self.bands, core, keys };
        std::mem::replace(&mut self.segment, next)
    }

    pub(crate) fn add(&mut self, run: SortedRun, space: &Space) -> Result<()> {
        self.runs.add(run, space)
    }

    /// From now on in files.
    pub(crate) fn spill(&mut self, space: &Space) -> Result<()> {
        self.core.spill(space)?;
        self.signatures.spill(space)?;
        self.runs.spill(space)
    }

    /// Sorts the keys that are left; tells whether there were any.
    pub(crate) fn finish(&mut self, space: &Space) -> Result<bool> {
        let last = self.cut();
        let some = !last.core.is_empty();
        if some {
            self.add(last.sort(), space)?;
        }
        Ok(some)
    }

    /// All of them; every run must have been added.
    pub(crate) fn seal(mut self, space: &Space) -> Result<Prints> {
        self.finish(space)?;
        Ok(Prints {
            core: self.core.seal(space)?,
            signatures: self.signatures.seal(space)?,
            runs: self.runs.seal(space)?,
            bands: self.bands,
        })
    }
}

impl Unsorted {
    /// The first document.
    pub(crate) fn first(&self) -> usize {
        self.first
    }

    /// Sorts the entries of each band, in parallel.
    pub(crate) fn sort(self) -> SortedRun {
        let rows = || self.core.iter().enumerate().filter(|(_, core)| core.tokens() > 0);
        let with_skeleton = rows().filter(|(_, core)| core.skeleton().is_some()).count();
        let mut counts = vec![rows().count(); self.bands + 1];
        counts.push(with_skeleton);
        let first = DocId(self.first as u32);
        SortedRun::new(first, self.core.len(), &counts, |band, keys| {
            let key = |(row, core)| Some((self.key(row, core, band)?, row as u32));
            keys.extend(rows().filter_map(key));
        })
    }

    fn key(&self, row: usize, core: &Core, band: usize) -> Option<u64> {
        match band.checked_sub(self.bands) {
            None => Some(self.keys[row * self.bands + band]),
            Some(0) => Some((core.exact() >> 64) as u64),
            Some(_) => core.skeleton().map(|skeleton| (skeleton >> 64) as u64),
        }
    }
}
