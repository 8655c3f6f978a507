//! Settings that a sample speaks for.

use super::report::{Advice, Plan};
use crate::base::document::Relation;
use crate::documents::fields::Fields;
use crate::input::settings::OnError;
use crate::jobs::dedup::job::DedupJob;

/// Sampled pairs without which a histogram has no shape.
const PAIRS: u64 = 20;

/// How far from the threshold a valley is looked for.
const NEAR: f64 = 0.15;

/// Templates are worth a word from this share of the documents on.
const TEMPLATES: f64 = 0.005;

/// Dates have to be there for this share of the documents.
const DATED: f64 = 0.9;

/// The field that dates are looked for in.
pub(super) const DATE_FIELD: &str = "date";

pub(super) fn advice(plan: &Plan, job: &DedupJob, fields: &Fields) -> Vec<Advice> {
    let all = [
        threads(plan),
        memory(plan),
        on_error(plan, job),
        threshold(plan, job),
        keep(plan, job, fields),
        templates(plan, job),
        exact(plan, job),
    ];
    all.into_iter().flatten().collect()
}

fn one(setting: String, reason: String) -> Advice {
    Advice { setting, reason }
}

fn threads(plan: &Plan) -> Option<Advice> {
    let cores = std::thread::available_parallelism().ok()?.get();
    let reason = format!("the machine has {cores} cores, and {} are used", plan.time.threads);
    (plan.time.threads < cores).then(|| one(format!("--threads {cores}"), reason))
}

fn memory(plan: &Plan) -> Option<Advice> {
    let (spilled, budget) = (plan.memory.spilled, plan.memory.budget);
    // Columns are held up to a quarter of it; with an eighth to spare, for the model is none too exact.
    let wanted = ((spilled + spilled / 8) >> 18) + 1;
    let reason = format!(
        "{} MiB go to temporary files, which takes a little longer; the budget is {} MiB",
        spilled >> 20,
        budget >> 20
    );
    (spilled > 0).then(|| one(format!("--memory {wanted}MiB"), reason))
}

fn on_error(plan: &Plan, job: &DedupJob) -> Option<Advice> {
    let rejected: u64 = plan.sample.rejected.values().sum();
    let reason = format!(
        "{rejected} records or files of the sample cannot be read, and the run would stop at the first"
    );
    let stops = rejected > 0 && job.read.on_error == OnError::Fail;
    stops.then(|| one("--on-error skip".to_owned(), reason))
}

/// Where sketches miss some of many pairs, and a join fits.
fn exact(plan: &Plan, job: &DedupJob) -> Option<Advice> {
    let threshold = job.settings.threshold();
    let missed = job.settings.banding().miss_rate(threshold) * plan.found.near_pairs.high;
    let fits = plan.memory.bytes + plan.memory.exact_join <= plan.memory.budget;
    let reason = format!(
        "sketches may miss {missed:.0} pairs; a join that misses none holds {} MiB more, and takes three \
         to four times as long",
        plan.memory.exact_join >> 20
    );
    let is_asked = job.settings.exact();
    (fits && missed >= 1.0 && !is_asked).then(|| one("--exact".to_owned(), reason))
}

/// The threshold should lie where few pairs are, or it parts what belongs together.
fn threshold(plan: &Plan, job: &DedupJob) -> Option<Advice> {
    let threshold = job.settings.threshold();
    let near = |at: f64| (at - threshold).abs() <= NEAR + 1e-9;
    let pairs = |i: usize| plan.histogram[i].pairs - plan.histogram[i].templates;
    // A threshold at the edge of two bars cuts through both.
    let cuts = |at: f64| -> f64 {
        let touched = |i: &usize| {
            let bin = &plan.histogram[*i];
            bin.from - 1e-9 <= at && at <= bin.to + 1e-9
        };
        let bars: Vec<f64> = (0..plan.histogram.len()).filter(touched).map(pairs).collect();
        bars.iter().sum::<f64>() / bars.len().max(1) as f64
    };
    let sampled: u64 =
        plan.histogram.iter().filter(|bin| near(bin.from)).map(|bin| bin.sampled).sum();
    if sampled < PAIRS {
        return None;
    }
    let edges = plan.histogram.iter().map(|bin| bin.from).filter(|at| near(*at) && *at >= 0.3);
    let valley = edges.min_by(|a, b| {
        let far = |at: f64| (at - threshold).abs();
        cuts(*a).total_cmp(&cuts(*b)).then(far(*a).total_cmp(&far(*b)))
    })?;
    let reason = format!(
        "{threshold} cuts through a hump of the histogram; around {valley} there are {:.0} % as many \
         pairs",
        100.0 * cuts(valley) / cuts(threshold).max(1e-9)
    );
    let is_hump = cuts(threshold) > 2.0 * cuts(valley);
    is_hump.then(|| one(format!("--threshold {valley}"), reason))
}

fn keep(plan: &Plan, job: &DedupJob, fields: &Fields) -> Option<Advice> {
    let documents = plan.sample.documents;
    let dated = documents - fields.undated(DATE_FIELD).min(documents);
    let reason =
        format!("documents have a `{DATE_FIELD}`, and no rule says which of several stays");
    let is_dated = fields.has(DATE_FIELD) && dated as f64 >= DATED * documents as f64;
    let is_open = job.settings.keep().is_empty() && is_dated;
    is_open.then(|| one(format!("--keep earliest:{DATE_FIELD}"), reason))
}

fn templates(plan: &Plan, job: &DedupJob) -> Option<Advice> {
    let pairs = plan.found.template_pairs.estimate;
    let reason = format!(
        "some {pairs:.0} pairs differ only in numbers and dates; they stay, which is right for rates \
         and results, and wrong for pages made from a form"
    );
    let many =
        pairs > TEMPLATES * plan.documents.estimate && !job.settings.removes(Relation::Template);
    many.then(|| one("--remove template".to_owned(), reason))
}
