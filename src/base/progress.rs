//! Watching a run and stopping it.

use super::error::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The stages of a run, in order.
///
/// ```
/// use retold::Stage;
/// assert!(Stage::Read < Stage::Candidates && Stage::Verify < Stage::Write);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Reading, tokenising and sketching: progress is counted in bytes.
    Read,
    /// Finding pairs that share a band: progress is counted in bands; with an exact join, in texts,
    /// each of which is read twice.
    Candidates,
    /// Comparing candidates exactly: progress is counted in pairs.
    Verify,
    /// Deciding what is kept: progress is counted in clusters.
    Cluster,
    /// Finding what recurs: not counted.
    Seeds,
    /// Aligning the places where it recurs: progress is counted in pairs of texts.
    Align,
    /// Gathering passages: not counted.
    Passages,
    /// Comparing texts that may tell the same: progress is counted in pairs and texts.
    Retell,
    /// Comparing a sample with all texts: progress is counted in texts.
    Audit,
    /// Writing what is kept: progress is counted in bytes.
    Write,
}

/// Told of a run's progress, from any thread.
///
/// ```
/// use retold::{Deduper, Document, Observer, Stage};
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// #[derive(Default)]
/// struct Bytes(AtomicU64);
/// impl Observer for Bytes {
///     fn advance(&self, stage: Stage, amount: u64) {
///         if stage == Stage::Read {
///             self.0.fetch_add(amount, Ordering::Relaxed);
///         }
///     }
/// }
///
/// let bytes = Bytes::default();
/// let mut deduper = Deduper::default();
/// deduper.dedup_observed([Document::new("a", "a short text")], &bytes, &Default::default())?;
/// assert_eq!(bytes.0.into_inner(), 12);
/// # Ok::<(), retold::Error>(())
/// ```
pub trait Observer: Sync {
    /// A stage begins; `total` is the amount of work in it, where that is known beforehand.
    fn begin(&self, _stage: Stage, _total: Option<u64>) {}

    /// `amount` more of the stage's work is done.
    fn advance(&self, _stage: Stage, _amount: u64) {}
}

/// Watches nothing.
impl Observer for () {}

/// Stops a run from another thread or from a signal handler; clones share one switch.
///
/// ```
/// let token = retold::CancelToken::default();
/// token.clone().cancel();
/// assert!(token.is_cancelled());
/// ```
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// A token that follows `flag`, such as one that a signal handler sets.
    pub fn from_flag(flag: Arc<AtomicBool>) -> Self {
        Self(flag)
    }

    /// Asks the run to stop; it ends soon with an error of the kind `Cancelled`.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the run was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What every stage gets: who watches, and whether to go on.
#[derive(Clone, Copy)]
pub(crate) struct Watch<'a> {
    observer: &'a dyn Observer,
    cancel: &'a CancelToken,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(observer: &'a dyn Observer, cancel: &'a CancelToken) -> Self {
        Self { observer, cancel }
    }

    pub(crate) fn begin(&self, stage: Stage, total: Option<u64>) -> Result<()> {
        self.observer.begin(stage, total);
        self.advance(stage, 0)
    }

    /// Counts work done; an error if the run is to stop.
    pub(crate) fn advance(&self, stage: Stage, amount: u64) -> Result<()> {
        if self.cancel.is_cancelled() {
            return Err(Error::cancelled());
        }
        if amount > 0 {
            self.observer.advance(stage, amount);
        }
        Ok(())
    }
}
