//! The sampled documents, and what all documents add up to.

use super::interval::of_sum;
use super::report::Estimate;
use crate::base::document::{DocId, Texts};
use crate::base::error::Result;
use crate::dedup::sketch::fingerprint::Fingerprint;
use crate::documents::fields::Fields;
use crate::input::formats::extract::Record;
use crate::input::sample::draw::Spot;
use crate::input::sample::{RecordSpot, Sample};

/// By how much the rest of a compressed file, and files that were not looked into, are taken to
/// grow otherwise than what was seen. Assumed: no head tells of the rest.
const WITHIN_FILES: f64 = 0.05;
const BETWEEN_FILES: f64 = 0.15;

/// What is made of a record, as in a run.
pub(super) struct Row {
    pub(super) fingerprint: Fingerprint,
    pub(super) text_bytes: u64,
    pub(super) fields: Vec<Option<String>>,
}

impl Row {
    pub(super) fn new(fingerprint: Fingerprint, record: &Record<'_>) -> Self {
        let fields = record.fields.iter().map(|value| value.as_deref().map(str::to_owned));
        Self { fingerprint, text_bytes: record.text.len() as u64, fields: fields.collect() }
    }
}

/// What one cell holds.
#[derive(Clone, Copy, Debug, Default)]
struct CellSums {
    is_packed: bool,
    size: f64,
    documents: f64,
    text_bytes: f64,
    tokens: f64,
}

/// The sampled documents.
pub(super) struct Sampled {
    pub(super) sample: Sample,
    pub(super) fingerprints: Vec<Fingerprint>,
    pub(super) places: Vec<RecordSpot>,
    pub(super) fields: Fields,
    pub(super) longest_text: u64,
    cells: Vec<CellSums>,
}

/// What all documents add up to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Totals {
    pub(super) input_bytes: Estimate,
    pub(super) packed_bytes: Estimate,
    pub(super) documents: Estimate,
    pub(super) text_bytes: Estimate,
    pub(super) tokens: Estimate,
}

impl Sampled {
    pub(super) fn new(
        sample: Sample,
        cells: Vec<crate::input::sample::Seen<Row>>,
        names: &[String],
    ) -> Self {
        let mut sampled = Self {
            sample,
            fingerprints: Vec::new(),
            places: Vec::new(),
            fields: Fields::new(names.iter().map(String::as_str)),
            longest_text: 0,
            cells: Vec::with_capacity(cells.len()),
        };
        for cell in cells {
            let is_packed = sampled.sample.strata[cell.stratum as usize].is_packed;
            let mut sums = CellSums { is_packed, size: cell.size as f64, ..CellSums::default() };
            for (place, row) in cell.rows {
                sums.documents += 1.0;
                sampled.longest_text = sampled.longest_text.max(row.text_bytes);
                sums.text_bytes += row.text_bytes as f64;
                sums.tokens += f64::from(row.fingerprint.tokens());
                sampled.fields.push(row.fields.iter().map(Option::as_deref));
                sampled.places.push(place);
                sampled.fingerprints.push(row.fingerprint);
            }
            sampled.cells.push(sums);
        }
        sampled
    }

    pub(super) fn spot(&self, doc: DocId) -> Spot {
        self.places[doc.index()].spot
    }

    /// All was read.
    pub(super) fn is_complete(&self) -> bool {
        self.sample.is_complete()
    }

    /// The chance of a document to be in the sample.
    pub(super) fn share(&self, totals: &Totals) -> f64 {
        (self.places.len() as f64 / totals.documents.estimate.max(1.0)).min(1.0)
    }

    pub(super) fn tokens(&self) -> f64 {
        self.cells.iter().map(|cell| cell.tokens).sum()
    }

    /// What all documents add up to: the sums of the sampled cells, by their bytes.
    pub(super) fn totals(&self, is_whole: bool) -> Totals {
        let plain: f64 = self.bytes(false, |stratum| stratum.len as f64);
        let files = self.bytes(false, |_| 1.0);
        let disk = self.bytes(true, |stratum| stratum.disk as f64);
        let out = self.bytes(true, |stratum| stratum.whole_len());
        let packed = out * self.sample.packed_disk as f64 / disk.max(1.0);
        let error = self.packed_error();
        let by = |value: fn(&CellSums) -> f64| {
            let plain = self.ratio(false, plain, value, |cell| cell.size);
            sum(plain, widen(self.ratio(true, packed, value, |cell| cell.size), error))
        };
        let documents = if is_whole {
            let plain = self.ratio(false, files, |cell| cell.documents, |_| 1.0);
            let packed_files = self.sample.packed_files as f64;
            sum(plain, self.ratio(true, packed_files, |cell| cell.documents, |_| 1.0))
        } else {
            by(|cell| cell.documents)
        };
        let packed_bytes = widen(Estimate::exact(packed), error);
        Totals {
            input_bytes: sum(Estimate::exact(plain), packed_bytes),
            packed_bytes,
            documents,
            text_bytes: by(|cell| cell.text_bytes),
            tokens: by(|cell| cell.tokens),
        }
    }

    /// By how much compressed files may grow otherwise than was seen.
    fn packed_error(&self) -> f64 {
        let looked_into = self.bytes(true, |_| 1.0);
        if looked_into < self.sample.packed_files as f64 {
            BETWEEN_FILES
        } else if self.sample.strata.iter().any(|stratum| stratum.reach < 1.0) {
            WITHIN_FILES
        } else {
            0.0
        }
    }

    fn bytes(&self, packed: bool, of: impl Fn(&crate::input::sample::draw::Stratum) -> f64) -> f64 {
        self.sample
            .strata
            .iter()
            .filter(|stratum| stratum.is_packed == packed)
            .map(of)
            // A sum of nothing is -0.0, which would be shown.
            .fold(0.0, |sum, one| sum + one)
    }

    /// The ratio estimate of a total (Cochran, "Sampling Techniques", section 6.3).
    fn ratio(
        &self,
        packed: bool,
        total: f64,
        value: impl Fn(&CellSums) -> f64,
        size: impl Fn(&CellSums) -> f64,
    ) -> Estimate {
        let cells: Vec<&CellSums> = self.cells.iter().filter(|c| c.is_packed == packed).collect();
        let sum: f64 = cells.iter().map(|cell| value(cell)).sum();
        let seen: f64 = cells.iter().map(|cell| size(cell)).sum();
        if seen <= 0.0 {
            return Estimate::exact(0.0);
        }
        let (ratio, share) = (sum / seen, (seen / total).min(1.0));
        let is_all = self.is_complete();
        let residual = |cell: &&CellSums| (value(cell) - ratio * size(cell)).powi(2);
        let count = cells.len() as f64;
        let spread: f64 = cells.iter().map(residual).sum::<f64>() * count / (count - 1.0).max(1.0);
        // Where all cells are alike, the last of them can still be another.
        let variance = if is_all { 0.0 } else { spread * (1.0 - share) / (share * share) };
        let estimate = if is_all { sum } else { ratio * total };
        if count < 2.0 && !is_all {
            return Estimate { estimate, low: sum, high: 10.0 * estimate };
        }
        let found = of_sum(estimate, variance);
        Estimate { low: found.low.max(sum), ..found }
    }
}

fn widen(found: Estimate, error: f64) -> Estimate {
    let by = |bound: f64| (bound - found.estimate).hypot(error * found.estimate);
    let Estimate { estimate, low, high } = found;
    Estimate { estimate, low: estimate - by(low), high: estimate + by(high) }
}

fn sum(a: Estimate, b: Estimate) -> Estimate {
    let both = |of: fn(&Estimate) -> f64| (of(&a) - a.estimate).hypot(of(&b) - b.estimate);
    let estimate = a.estimate + b.estimate;
    Estimate { estimate, low: estimate - both(|e| e.low), high: estimate + both(|e| e.high) }
}

impl Texts for Sampled {
    fn read(&self, doc: DocId, into: &mut String) -> Result<()> {
        self.sample.text(&self.places[doc.index()], into)
    }
}
