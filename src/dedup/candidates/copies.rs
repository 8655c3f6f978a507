//! Exact copies by the digests of a run's fingerprints.

use crate::base::document::DocId;
use crate::base::error::Result;
use crate::dedup::sketch::prints::Prints;
use crate::documents::copies::{Distinct, begins};
use crate::storage::column::Growing;
use crate::storage::runs::Merged;
use crate::storage::space::Space;
use rayon::prelude::*;

/// The distinct texts of the documents with a token.
pub(crate) fn distinct(prints: &Prints, space: &Space) -> Result<Distinct> {
    let digest = |doc: DocId| prints.core[doc.index()].exact();
    let (mut docs, mut starts) = (Growing::default(), Growing::default());
    if prints.len() as u64 * 4 > space.for_table() {
        docs.spill(space)?;
        starts.spill(space)?;
    }
    let parts: Vec<usize> = (0..prints.parts()).collect();
    for some in parts.chunks(4 * rayon::current_num_threads()) {
        let sorted = some.par_iter().map(|part| by_digest(prints, *part));
        for part in sorted.collect::<Vec<_>>() {
            let before = docs.len() as u32;
            let of_part: Vec<u32> = begins(&part, &digest).map(|at| before + at).collect();
            starts.extend(&of_part, space)?;
            docs.extend(&part, space)?;
        }
    }
    starts.push(docs.len() as u32, space)?;
    Ok(Distinct::from_columns(docs.seal(space)?, starts.seal(space)?))
}

/// The documents of a part of the digests' band, by digest, then by number.
fn by_digest(prints: &Prints, part: usize) -> Vec<DocId> {
    let mut merged = Merged::default();
    prints.band(prints.digest_band(), part, &mut merged);
    let entries = &merged.entries;
    let mut docs: Vec<DocId> = entries.iter().map(|entry| entry.doc).collect();
    let mut rest = &mut docs[..];
    for bucket in entries.chunk_by(|a, b| a.key == b.key) {
        let (of_bucket, behind) = rest.split_at_mut(bucket.len());
        of_bucket.sort_unstable_by_key(|doc| (prints.core[doc.index()].exact(), *doc));
        rest = behind;
    }
    docs
}
