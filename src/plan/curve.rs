//! The S-curve of a banding.

use super::report::{Bin, Curve, CurvePoint};
use crate::base::document::Relation;
use crate::plan::doc_pair::{DocPair, LEAST};
use crate::settings::Settings;

/// Steps from similarity 0 to 1.
const STEPS: u32 = 40;

/// The width of a bar.
const WIDTH: f64 = 0.05;

pub(super) fn curve(settings: &Settings, pairs: &[DocPair]) -> Curve {
    let banding = settings.banding();
    let threshold = settings.threshold();
    let compared = |similarity: f64| 1.0 - banding.miss_rate(similarity);
    let point = |step| {
        let similarity = f64::from(step) / f64::from(STEPS);
        let shares_band = banding.candidate_rate(similarity);
        CurvePoint { similarity, shares_band, compared: compared(similarity) }
    };
    let (mut all, mut below) = (0.0, 0.0);
    for pair in pairs.iter().filter(|pair| pair.relation != Relation::Exact) {
        let is_template = pair.relation == Relation::Template;
        let candidates = if is_template { 1.0 } else { compared(pair.similarity) } * pair.weight;
        all += candidates;
        if !is_template && pair.similarity < threshold {
            below += candidates;
        }
    }
    Curve {
        threshold,
        rows: banding.rows,
        bands: banding.bands,
        recall: compared(threshold),
        false_candidates: (all > 0.0).then(|| below / all),
        points: (0..=STEPS).map(point).collect(),
    }
}

/// Pairs by similarity.
pub(super) fn histogram(pairs: &[DocPair]) -> Vec<Bin> {
    let bars = ((1.0 - LEAST) / WIDTH).round() as usize;
    let edge = |i: usize| ((LEAST + WIDTH * i as f64) * 100.0).round() / 100.0;
    let bin = |i| Bin { from: edge(i), to: edge(i + 1), pairs: 0.0, templates: 0.0, sampled: 0 };
    let mut bins: Vec<Bin> = (0..bars).map(bin).collect();
    for pair in pairs.iter().filter(|pair| pair.relation != Relation::Exact) {
        let at = bins.iter().rposition(|bin| pair.similarity >= bin.from);
        if let Some(at) = at {
            let bin = &mut bins[at];
            bin.pairs += pair.weight;
            bin.sampled += 1;
            if pair.relation == Relation::Template {
                bin.templates += pair.weight;
            }
        }
    }
    bins
}
