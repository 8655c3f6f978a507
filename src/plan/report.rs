//! What a plan tells.

use serde::Serialize;
use std::collections::BTreeMap;

/// What a run will cost and find, estimated from a sample.
///
/// ```
/// use retold::DedupJob;
/// use retold::plan::plan_files;
/// let job = DedupJob { inputs: vec!["fixtures/newsroom.jsonl".into()], ..Default::default() };
/// let plan = plan_files(&job, &(), &Default::default())?;
/// // The input is so small that all of it was read.
/// assert_eq!(plan.sample.basis, retold::plan::Basis::All);
/// assert_eq!(plan.documents.estimate, 160.0);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// Version of this object, 1.
    pub format: u32,
    /// Version of retold.
    pub version: &'static str,
    /// What it rests on.
    pub sample: SampleFacts,
    /// Bytes of all inputs after decompression.
    pub input_bytes: Estimate,
    /// Documents of all inputs.
    pub documents: Estimate,
    /// Bytes of their texts.
    pub text_bytes: Estimate,
    /// Tokens of their texts.
    pub tokens: Estimate,
    /// How long the run takes.
    pub time: Time,
    /// What the run holds.
    pub memory: MemoryNeed,
    /// What the run writes.
    pub disk: Disk,
    /// What the run finds.
    pub found: Found,
    /// How surely pairs are found at each similarity.
    pub curve: Curve,
    /// Pairs of documents by similarity, from 0.2 to 1; exact copies are not among them.
    pub histogram: Vec<Bin>,
    /// Settings that the sample speaks for, each with the reason.
    pub advice: Vec<Advice>,
}

/// A figure, and between which it lies with 95 % confidence as far as the drawing of the sample
/// goes. All three are the same where all was read.
///
/// ```
/// let some = retold::plan::Estimate { estimate: 3.0, low: 1.0, high: 8.0 };
/// assert!(some.holds(5.0) && !some.holds(9.0));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// The best guess.
    pub estimate: f64,
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

impl Estimate {
    /// What is known.
    pub(super) fn exact(value: f64) -> Self {
        Self { estimate: value, low: value, high: value }
    }

    /// Whether `value` lies between the bounds.
    pub fn holds(&self, value: f64) -> bool {
        // Sums of weights are rounded.
        let slack = 1e-9 * value.abs();
        (self.low - slack..=self.high + slack).contains(&value)
    }

    pub(super) fn at_most(self, most: f64) -> Self {
        let Self { estimate, low, high } = self;
        Self { estimate: estimate.min(most), low: low.min(most), high: high.min(most) }
    }
}

/// What a sample was drawn from.
///
/// ```
/// assert_eq!(serde_json::to_string(&retold::plan::Basis::Head).unwrap(), "\"head\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Basis {
    /// All was read.
    All,
    /// All places of the input had the same chance.
    Spread,
    /// Compressed files were read from their heads only: what changes later is not seen.
    Head,
}

/// What a plan rests on.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct SampleFacts {
    /// What the sample was drawn from.
    pub basis: Basis,
    /// Documents in the sample.
    pub documents: u64,
    /// Bytes of their records.
    pub bytes: u64,
    /// The chance of a document to be in it.
    pub share: f64,
    /// Time was up before all was read that was to be.
    pub cut_short: bool,
    /// Records and files in it that cannot be read, by kind.
    pub rejected: BTreeMap<&'static str, u64>,
    /// The first of them.
    pub first_rejected: Option<String>,
    /// The seconds that planning took.
    pub seconds: f64,
}

/// How long a run takes, in seconds, on this machine and with these threads.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Time {
    /// All together.
    pub seconds: f64,
    /// Decompression, where the run waits for it or shares the processors with it.
    pub decompress: f64,
    /// From bytes to fingerprints.
    pub read: f64,
    /// Sorting bands, testing signatures.
    pub candidates: f64,
    /// Reading candidates again, clusters included.
    pub verify: f64,
    /// Writing kept records.
    pub write: f64,
    /// Threads.
    pub threads: usize,
}

/// What a run holds at its peak, in bytes, beyond mapped files.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct MemoryNeed {
    /// All together.
    pub bytes: u64,
    /// What does not grow with the input.
    pub fixed: u64,
    /// What grows with the documents.
    pub documents: u64,
    /// The budget.
    pub budget: u64,
    /// Columns that go to temporary files, since they take more than a quarter of the budget.
    pub spilled: u64,
    /// What an exact join of all texts would hold.
    pub exact_join: u64,
}

/// What a run writes, in bytes.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Disk {
    /// Temporary files: decompressed input, and columns that memory has no place for.
    pub temporary: u64,
    /// Kept records.
    pub output: u64,
}

/// What a run finds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Found {
    /// Documents that go.
    pub removed: Estimate,
    /// Pairs of documents with the same tokens.
    pub exact_pairs: Estimate,
    /// Other pairs whose similarity reaches the threshold.
    pub near_pairs: Estimate,
    /// Pairs that differ only in numbers and dates.
    pub template_pairs: Estimate,
    /// Pairs that sketches propose and verification looks at. From a sample this is too high where
    /// texts have copies, or are alike in groups of more than 64: a run takes copies for one text,
    /// and compares in such groups with leaders only.
    pub candidates: Estimate,
}

/// How surely pairs are found.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Curve {
    /// The threshold that it belongs to.
    pub threshold: f64,
    /// Rows of a band.
    pub rows: usize,
    /// Bands.
    pub bands: usize,
    /// The chance that a pair exactly at the threshold is found.
    pub recall: f64,
    /// The share of candidates that lie below the threshold and are no templates; none if the
    /// sample holds no pair that could be a candidate.
    pub false_candidates: Option<f64>,
    /// From similarity 0 to 1.
    pub points: Vec<CurvePoint>,
}

/// A point of the S-curve.
#[derive(Clone, Copy, Debug, Serialize)]
#[non_exhaustive]
pub struct CurvePoint {
    /// The Jaccard similarity.
    pub similarity: f64,
    /// The chance to share a band.
    pub shares_band: f64,
    /// The chance to be compared exactly: to share a band and to pass the test of signatures.
    pub compared: f64,
}

/// A bar of the histogram.
#[derive(Clone, Copy, Debug, Serialize)]
#[non_exhaustive]
pub struct Bin {
    /// The lowest similarity in it.
    pub from: f64,
    /// The lowest similarity above it.
    pub to: f64,
    /// Pairs in the input, estimated.
    pub pairs: f64,
    /// Those of them that are templates.
    pub templates: f64,
    /// Pairs in the sample.
    pub sampled: u64,
}

/// A setting that the sample speaks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Advice {
    /// The flag and its value, as for `retold dedup`.
    pub setting: String,
    /// Why.
    pub reason: String,
}
