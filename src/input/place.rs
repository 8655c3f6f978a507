//! Where a record is: its source, and its bytes there.

use bytemuck::{Pod, Zeroable};
use serde::{Deserialize, Serialize};

/// Where a record stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable, Serialize, Deserialize,
)]
#[repr(C)]
pub(crate) struct RecordPlace {
    /// Which input.
    pub(crate) source: u32,
    /// The number of the record in it, from 1; blank lines are not counted.
    pub(crate) number: u32,
    /// The first byte in the (decompressed) input.
    pub(crate) offset: u64,
    /// How many bytes, with the line end.
    pub(crate) len: u64,
}
