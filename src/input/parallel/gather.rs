//! Where what was made of records goes, in the order of the inputs.

use crate::base::error::Result;
use crate::input::place::RecordPlace;
use crate::input::reject::Rejected;
use serde::{Deserialize, Serialize};

/// A place between two records, and what was counted up to the piece that it is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Point {
    /// The piece, by its place in the order of all.
    pub(super) turn: u64,
    /// Records of it that were taken.
    pub(super) taken: usize,
    /// The input that the piece before is of, and how many records it had so far.
    pub(super) source: u32,
    pub(super) records: u32,
    pub(super) blank: u64,
    pub(super) bytes: u64,
}

impl Point {
    /// Behind everything.
    pub(crate) fn end(input: &super::gathered::Gathered<()>) -> Self {
        Self { turn: u64::MAX, blank: input.blank, bytes: input.bytes, ..Self::default() }
    }
}

/// Takes what was made of the records, one after the other.
pub(crate) trait Gather<R>: Send {
    /// Work that can be done beside the taking.
    type Task: Send;
    /// What comes of it.
    type Output: Send;

    /// Takes the next record; now and then gives work to be done.
    fn take(&mut self, place: RecordPlace, row: R) -> Result<Option<Self::Task>>;

    /// Does it; others go on meanwhile.
    fn work(task: Self::Task) -> Self::Output;

    /// Takes what came of it.
    fn collect(&mut self, output: Self::Output) -> Result<()>;

    /// After work was given: where reading could go on with the next record, and what was passed
    /// over so far.
    fn mark(&mut self, _at: Point, _rejected: &[Rejected]) -> Result<()> {
        Ok(())
    }

    /// A piece of the input was taken.
    fn end_piece(&mut self) -> Result<()> {
        Ok(())
    }
}
