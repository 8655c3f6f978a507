//! What changed in a file.

use std::ops::Range;

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The text is as it was; the name or the mode may be another.
    Unchanged,
    /// All of it counts: it is new, git does not know it, or cannot tell its lines.
    Added,
    /// Lines of the present file, from 1, that were added or changed; none if lines only went.
    Lines(Vec<Range<u64>>),
}
