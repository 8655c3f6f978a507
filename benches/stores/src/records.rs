//! What the measures tell, from process to process and as lines of JSON.

use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
pub struct Memory {
    /// The most that was resident at once, mapped pages of files among it.
    pub peak_mib: f64,
    /// What is the process's own at the end: memory that the system cannot take back. Linux tells.
    pub anonymous_mib: Option<f64>,
}

#[derive(Deserialize, Serialize)]
pub struct Inserted {
    /// In transactions of a thousand documents, the time of the store alone.
    pub batch_per_second: f64,
    /// One document a transaction.
    pub single_per_second: f64,
    pub single_p50_us: f64,
    /// What the disk and the scheduler charge for a plain append and `fdatasync` at the same hour: without it,
    /// single transactions of two runs cannot be compared.
    pub sync_p50_us: f64,
    pub sync_p90_us: f64,
    /// What was left to do in the background.
    pub settle_seconds: f64,
    pub close_seconds: f64,
    pub memory: Memory,
}

#[derive(Deserialize, Serialize)]
pub struct Opened {
    pub median_ms: f64,
}

#[derive(Deserialize, Serialize)]
pub struct Checked {
    pub per_second: f64,
    pub p50_us: f64,
    pub p99_us: f64,
    pub p999_us: f64,
    pub two_threads_per_second: f64,
    /// Documents that a check of a stored document meets, itself among them.
    pub met: f64,
    pub memory: Memory,
}

#[derive(Deserialize, Serialize)]
pub struct Disk {
    /// Blocks that the file system gave, a document.
    pub bytes_a_document: f64,
    /// By the lengths of the files; holes make it more.
    pub length_a_document: f64,
}

#[derive(Deserialize, Serialize)]
pub struct Shared {
    /// A second process opened the store and saw what was committed after that.
    pub seen: bool,
    pub text: String,
}

/// What a store says of known and unknown documents.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Right,
    Error,
    Wrong,
    Crash,
    Hang,
}

#[derive(Deserialize, Serialize)]
pub struct Answer {
    pub verdict: Verdict,
    pub text: String,
}

/// One damaged copy.
#[derive(Serialize)]
pub struct Trial {
    pub trial: u32,
    pub file: String,
    /// `flip` or `cut`.
    pub damage: &'static str,
    pub place: u64,
    #[serde(flatten)]
    pub answer: Answer,
}

/// The built store that trials damage copies of.
#[derive(Deserialize, Serialize)]
pub struct Built {
    pub documents: u32,
}
