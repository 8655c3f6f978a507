//! What the cache keeps of a page.

/// What is kept of one content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    /// The digest of all that the rest depends on: the bytes, and how they are read.
    pub(crate) content: u128,
    /// What was made of it, in the caller's layout: sketch and tokens.
    pub(crate) words: &'a [u32],
    pub(crate) text_bytes: u64,
    /// The caller's.
    pub(crate) flags: u32,
}
