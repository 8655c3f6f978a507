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

pub(crate) mod column;
mod gather;
#[cfg_attr(not(unix), path = "guard_elsewhere.rs")]
pub(crate) mod guard;
pub(crate) mod map;
pub(crate) mod packed;
pub(crate) mod pairs;
mod rows;
pub(crate) mod runs;
pub(crate) mod saved;
pub(crate) mod slots;
pub(crate) mod space;
pub(crate) mod union_find;
pub(crate) mod work_folder;
