//! Where an alignment is good enough, if the whole is not.
//!
//! Every match scores one, every other column costs as many as the identity allows matches for it;
//! what is wanted are all maximal scoring subsequences (Ruzzo and Tompa 1999, "A linear time
//! algorithm for finding all maximal scoring subsequences", section 2): the best stretch, the best
//! of what is left, and so on. No end of a stretch scores below zero, so each has the identity.
//!
//! Cost: linear in the runs.

use super::{Alignment, Run, gap};

/// A stretch of runs, by the score of all that stands before it and up to its end.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    runs: (usize, usize),
    before: f64,
    behind: f64,
    /// The last earlier stretch with less before it.
    left: Option<usize>,
}

/// All maximal stretches, in order.
pub(super) fn best(runs: &[Run], identity: f64) -> Vec<Alignment> {
    let cost = identity / (1.0 - identity).max(f64::EPSILON);
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut score = 0.0;
    for (i, run) in runs.iter().enumerate() {
        if i > 0 {
            score -= cost * gap(&runs[i - 1], run) as f64;
        }
        let before = score;
        score += run.len as f64;
        add(&mut stretches, Stretch { runs: (i, i + 1), before, behind: score, left: None });
    }
    let alignment = |s: &Stretch| Alignment::new(runs[s.runs.0..s.runs.1].to_vec());
    stretches.iter().map(alignment).collect()
}

fn add(stretches: &mut Vec<Stretch>, mut new: Stretch) {
    loop {
        let mut left = stretches.len().checked_sub(1);
        while let Some(at) = left.filter(|at| stretches[*at].before >= new.before) {
            left = stretches[at].left;
        }
        let joined = left.filter(|at| stretches[*at].behind < new.behind);
        let Some(at) = joined else {
            new.left = left;
            return stretches.push(new);
        };
        (new.runs.0, new.before) = (stretches[at].runs.0, stretches[at].before);
        stretches.truncate(at);
    }
}
