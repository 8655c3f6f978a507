//! What reading leaves.

use crate::input::reject::Rejected;
use crate::input::store::Store;

/// All that was read.
#[derive(Debug)]
pub(crate) struct Gathered<G> {
    /// What was made of the records.
    pub(crate) rows: G,
    /// The bytes behind their places.
    pub(crate) store: Store,
    /// What was passed over, in the order of the inputs.
    pub(crate) rejected: Vec<Rejected>,
    /// Blank lines between records.
    pub(crate) blank: u64,
    /// Decompressed bytes, without headers.
    pub(crate) bytes: u64,
}

impl<G> Gathered<G> {
    /// What was made of the records, and the rest.
    pub(crate) fn split(self) -> (G, Gathered<()>) {
        let Gathered { rows, store, rejected, blank, bytes } = self;
        (rows, Gathered { rows: (), store, rejected, blank, bytes })
    }
}
