//! The Python package `retold`: a thin binding of the library.
//!
//! Python calls [`dedup`], [`passages`], [`compare`] and the rest with plain values; signatures,
//! defaults and documentation stand in the Python files beside. Jobs run on a thread of their own
//! ([`worker`]) without the interpreter's lock, documents are handed to it in batches
//! ([`documents`]), and offsets become those of Python strings ([`offsets`]).

mod compare;
mod dedup;
mod documents;
mod errors;
mod files;
mod index;
mod minhash;
mod offsets;
mod options;
mod passages;
mod retellings;
mod similarity;
mod strings;
mod worker;

use pyo3::prelude::*;

/// The compiled part of the package.
#[pymodule]
mod _retold {
    #[pymodule_export]
    use crate::compare::{Comparison, Matches, PassageMatch, RetellingMatch, Step, compare};
    #[pymodule_export]
    use crate::dedup::{Cluster, Counts, Deduped, Removal, dedup};
    #[pymodule_export]
    use crate::files::dedup_files;
    #[pymodule_export]
    use crate::index::{Damage, Documents, Handle, IndexDocument, Match, Stats, Verdict};
    #[pymodule_export]
    use crate::minhash::{MinHash, tokens};
    #[pymodule_export]
    use crate::options::length;
    #[pymodule_export]
    use crate::passages::{Occurrence, Passage, Passages, SharedText, passages};
    #[pymodule_export]
    use crate::retellings::{Anchor, Retelling, Span};
    #[pymodule_export]
    use crate::similarity::{Similarity, similarity};
}
