//! What a run holds of all documents: columns of rows of one size.
//!
//! A column grows in memory until its run tells it to go to a temporary file; then it lies there,
//! mapped, and the system keeps in memory what is looked at. Nothing that follows can tell the
//! difference. Files have no name, so the system removes them however the run ends.
//!
//! ```text
//! a quarter of the memory columns and sorted runs, while reading      else files
//! a sixteenth each        tables of a number a document               else files
//! the rest                buffers, and what is found
//! ```

mod column;
mod gather;
mod pairs;
mod rows;
mod runs;
mod slots;
mod space;
mod work;

pub(crate) use column::{Column, Growing};
pub(crate) use pairs::{Pair, PairSorter};
pub(crate) use runs::{Runs, RunsBuilder, SortedRun, entry};
pub(crate) use slots::Slots;
pub(crate) use space::Space;
pub(crate) use work::{Saved, Work};
