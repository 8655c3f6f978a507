//! What tells texts apart without comparing them.

use bytemuck::{Pod, Zeroable};

/// The digests of a text, and its length: 40 bytes, as they lie in columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Core {
    exact: [u64; 2],
    skeleton: [u64; 2],
    tokens: u32,
    /// 1 if there is a skeleton.
    has_skeleton: u32,
}

impl Core {
    pub(crate) fn new(tokens: u32, exact: u128, skeleton: Option<u128>) -> Self {
        Self {
            exact: halves(exact),
            skeleton: halves(skeleton.unwrap_or_default()),
            tokens,
            has_skeleton: skeleton.is_some().into(),
        }
    }

    /// How many tokens the text has.
    pub(crate) fn tokens(&self) -> u32 {
        self.tokens
    }

    /// Digest of the token sequence.
    pub(crate) fn exact(&self) -> u128 {
        whole(self.exact)
    }

    /// Another text of the same length, without a skeleton.
    pub(crate) fn with_digest(self, exact: u128) -> Self {
        Self::new(self.tokens, exact, None)
    }

    /// Digest of the skeleton, if the text has one.
    pub(crate) fn skeleton(&self) -> Option<u128> {
        (self.has_skeleton == 1).then(|| whole(self.skeleton))
    }

    /// Both texts have a skeleton, and it is the same.
    pub(crate) fn shares_skeleton(&self, other: &Core) -> bool {
        self.skeleton().is_some() && self.skeleton() == other.skeleton()
    }
}

/// The higher half first, so that rows are ordered as their digests are.
fn halves(digest: u128) -> [u64; 2] {
    [(digest >> 64) as u64, digest as u64]
}

fn whole([high, low]: [u64; 2]) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}
