//! Plots made of characters.

use crate::plan::report::{Bin, Curve};
use indicatif::HumanCount;

/// The longest bar.
const BAR: f64 = 40.0;

/// Lines of a curve.
const LINES: usize = 6;

/// The chance to be compared, over the similarity, with the threshold below.
pub(crate) fn curve(curve: &Curve) -> Vec<String> {
    let level = |chance: f64| (chance * (LINES - 1) as f64).round() as usize;
    let last = curve.points.len().saturating_sub(1);
    let mut lines: Vec<String> = (0..LINES)
        .rev()
        .map(|line| {
            let dot = |point: &crate::plan::report::CurvePoint| {
                if level(point.compared) == line { '*' } else { ' ' }
            };
            let dots: String = curve.points.iter().map(dot).collect();
            let label = line as f64 / (LINES - 1) as f64;
            format!("{label:>4.1} |{}", dots.trim_end())
        })
        .collect();
    let at = (curve.threshold * last as f64).round() as usize;
    let axis: String = (0..=last).map(|i| if i == at { '^' } else { '-' }).collect();
    lines.push(format!("     +{axis}"));
    let half = last / 2;
    lines.push(format!("      {:<half$}{:<half$}1", "0", "0.5"));
    lines
}

/// A line a bar, its length the logarithm of the number of pairs; the threshold stands between
/// the bars that it parts. Templates are drawn with dots.
pub(crate) fn histogram(bins: &[Bin], threshold: f64) -> Vec<String> {
    let most = bins.iter().map(|bin| bin.pairs).fold(1.0, f64::max);
    let len = |pairs: f64| (BAR * pairs.ln_1p() / most.ln_1p()).round() as usize;
    let mut lines = Vec::new();
    let mut parted = false;
    for bin in bins {
        if !parted && threshold <= bin.from + 1e-9 {
            lines.push(parting(threshold));
            parted = true;
        }
        let all = len(bin.pairs);
        let near = if bin.pairs > 0.0 {
            (all as f64 * (1.0 - bin.templates / bin.pairs)).round() as usize
        } else {
            0
        };
        let bar = format!("{}{}", "#".repeat(near), ".".repeat(all - near.min(all)));
        let inside = if !parted && threshold < bin.to - 1e-9 { " <" } else { "" };
        parted |= !inside.is_empty();
        let count = HumanCount(bin.pairs.round() as u64).to_string();
        let line = format!("{:.2} {count:>11} {bar}{inside}", bin.from);
        lines.push(line.trim_end().to_owned());
    }
    if !parted {
        lines.push(parting(threshold));
    }
    lines
}

fn parting(threshold: f64) -> String {
    format!("---- {:>11} {}", threshold, "-".repeat(BAR as usize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::dedup::job::DedupJob;
    use crate::plan::plan_files;

    #[test]
    fn the_threshold_stands_where_it_parts() {
        let job =
            DedupJob { inputs: vec!["fixtures/newsroom.jsonl".into()], ..DedupJob::default() };
        let plan = plan_files(&job, &(), &Default::default()).unwrap();
        let lines = histogram(&plan.histogram, 0.7);
        let at = lines.iter().position(|line| line.starts_with("----")).unwrap();
        assert!(
            lines[at - 1].starts_with("0.65") && lines[at + 1].starts_with("0.70"),
            "{lines:?}"
        );
        // A threshold within a bar marks it.
        let lines = histogram(&plan.histogram, 0.72);
        assert!(lines.iter().any(|line| line.starts_with("0.70") && line.ends_with('<')));
        assert_eq!(histogram(&plan.histogram, 1.0).last().unwrap().trim_end_matches('-').len(), 17);

        let lines = curve(&plan.curve);
        assert_eq!(lines.len(), LINES + 2);
        assert_eq!(lines[LINES].find('^'), Some(6 + 28), "{lines:#?}");
        // It rises from the left below to the right above.
        assert!(lines[0].ends_with('*') && lines[LINES - 1].contains("|*"));
    }
}
