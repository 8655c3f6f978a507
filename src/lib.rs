//! retold finds text that has been told before: the same wire story at ten outlets, the article
//! that was updated, the page that was scraped twice.
//!
//! # A tour
//!
//! **Two texts.** [`similarity`] gives every score of a pair:
//!
//! ```
//! use retold::{Relation, similarity};
//! let wire = "The ferry to the outer islands runs again after nine weeks in dock, the port said.";
//! let post = "THE FERRY to the outer islands runs again after nine weeks in dock, the port said";
//! assert_eq!(similarity(wire, post).relation, Some(Relation::Exact));
//! ```
//!
//! and [`compare()`] tells where they differ, word by word.
//!
//! **Many documents.** A [`Deduper`] takes any iterator of [`Document`]s and tells which stay, and
//! for each that goes the *witness*: a document that stays, and the verified score. [`Settings`]
//! say what counts as the same and which of several stays:
//!
//! ```
//! use retold::{Deduper, Document, Settings};
//! let settings = Settings::builder().keep(["earliest:date".parse()?]).build()?;
//! let deduped = Deduper::new(settings).dedup([
//!     Document::new("late", "The ferry runs again, the port said.").field("date", "2025-03-02"),
//!     Document::new("early", "The ferry runs again, the port said.").field("date", "2025-03-01"),
//! ])?;
//! assert_eq!(deduped.removed()[0].witness.id, "early");
//! # Ok::<(), retold::Error>(())
//! ```
//!
//! **Passages.** A [`PassageFinder`] tells what stands at several places, across documents and within
//! one, and what is retold in other words; [`Deduper::dedup_and_find`] does both in one pass over
//! the texts. [`compare()`] shows two texts word by word.
//!
//! **Files.** [`dedup_files`] and [`find_passages`] do what the command does: they read JSON Lines,
//! tables and plain text, compressed or not, and write what stays byte for byte, with reports.
//!
//! **A crawl.** An [`index::Index`] remembers on disk what was told, and answers for one text at a time
//! whether it is new, and if not, what it repeats; many threads and processes ask while one writes.
//!
//! [`plan::plan_files`] tells from a sample what that will cost and find.
//!
//! **A gate.** The module `check` (feature `check`) finds what must not be in corpora, at lines of
//! files, as `retold check` does.
//!
//! **The stages alone**, for those who have the rest already:
//!
//! | stage | here | cost |
//! |---|---|---|
//! | tokenise | [`stages::Tokenizer`] | linear in the text |
//! | shingle | [`stages::shingles`], [`stages::ShingleSet`] | 8 bytes a token |
//! | sketch | [`stages::Sketch`], [`stages::Banding`], [`stages::Fingerprinter`] | one hash a shingle; some 330 bytes a document |
//! | candidates | [`stages::candidates`] | a sort of the documents for each band |
//! | verify | [`stages::verify`] | each text hashed once, its set held |
//! | cluster | [`stages::components`] | linear in the edges |
//! | keep | [`stages::clusters`] | each text of a component hashed once more |
//! | seeds | [`stages::seeds()`] | some cycles a token |
//! | align | [`stages::align()`] | by the differences |
//! | chain | [`stages::matches()`] | sorts of the seeds |
//!
//! # Promises
//!
//! - Nothing goes without a witness that stays and whose exact similarity reaches the threshold.
//! - Pairs at the threshold are missed at most once in 1,000; [`Settings::miss_rate`] tells the
//!   figure, [`SettingsBuilder::exact`] makes it 0, and [`Deduper::audit`] measures it.
//! - The outcome does not depend on the number of threads: work runs in the current rayon pool.
//! - Nothing is printed. An [`Observer`] is told of progress; a [`CancelToken`] stops a run.
//! - There is one error type, [`Error`], whose message says what to do.
//!
//! What a token is, how reports look, and how it all works stand in the folder `docs`.
//!
//! # Features
//!
//! All on by default: `cli` (the command), `check` (the gate), `compression` (gzip, zstd, bzip2, xz), `index` (the
//! [`index::Index`], which compresses texts by zstd), `tables` (CSV and TSV). A library needs none of them
//! but the index, if it wants that.

/// The examples of the README run, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadmeExamples;

mod base;
#[cfg(feature = "check")]
pub mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod compare;
pub mod dedup;
mod documents;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(feature = "index")]
pub mod index;
pub mod input;
mod jobs;
mod output;
pub mod passages;
pub mod plan;
pub mod report;
mod settings;
pub mod stages;
mod storage;
mod text;

pub use base::document::{DocId, Document, Relation};
pub use base::error::{Error, ErrorKind, Result};
pub use base::memory::Memory;
pub use base::progress::{CancelToken, Observer, Stage};
pub use compare::compare;
pub use dedup::deduper::{Deduped, Deduper, Removal};
pub use dedup::similarity::similarity;
pub use input::settings::ReadSettings;
pub use jobs::dedup::cuts::Repeats;
pub use jobs::dedup::job::DedupJob;
pub use jobs::dedup::run::dedup_files;
#[cfg(feature = "index")]
pub use jobs::index::add::{AddJob, AddSummary, add_files};
pub use jobs::passages::{PassagesJob, find_passages};
pub use passages::finder::PassageFinder;
pub use settings::keep::KeepRule;
pub use settings::share::Share;
pub use settings::window::Window;
pub use settings::{Settings, SettingsBuilder};
