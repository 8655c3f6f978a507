//! The interval of Clopper and Pearson for a share ("The use of confidence or fiducial limits
//! illustrated in the case of the binomial", Biometrika 26, 1934).
//!
//! Exact: whatever the true share, the interval holds it in 95 of 100 samples at the least, so a
//! sound run seems to fail in one of 40 at most. The shorter interval of Wilson does not promise
//! that where the share is near 1, which is where recall is.

/// The chance that the interval ends below the true share, and that it begins above it.
const TAIL: f64 = 0.025;

/// The ends of the 95 % interval for a share of which so many of the trials were successes.
pub(super) fn clopper_pearson(successes: u64, trials: u64) -> (f64, f64) {
    let failures = trials - successes;
    (1.0 - greatest_share(failures, trials), greatest_share(successes, trials))
}

/// The greatest share that does not make so few or fewer hits less likely than the tail.
fn greatest_share(hits: u64, trials: u64) -> f64 {
    if hits == trials {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    // A double has no more bits between 0 and 1 than this halves.
    for _ in 0..64 {
        let middle = f64::midpoint(low, high);
        if at_most(hits, trials, middle) > TAIL { low = middle } else { high = middle }
    }
    low
}

/// P(X <= hits) for X binomial, by its complement where that has fewer terms.
fn at_most(hits: u64, trials: u64, share: f64) -> f64 {
    if hits <= trials / 2 {
        below(hits + 1, trials, share)
    } else {
        1.0 - below(trials - hits, trials, 1.0 - share)
    }
}

/// P(X < end) for X binomial: its terms, by their logarithms, since the first may be too small.
fn below(end: u64, trials: u64, share: f64) -> f64 {
    if share <= 0.0 {
        return 1.0;
    }
    let odds = (share / (1.0 - share)).ln();
    let mut term = trials as f64 * (-share).ln_1p();
    let mut sum = 0.0;
    for i in 0..end {
        sum += term.exp();
        term += ((trials - i) as f64 / (i + 1) as f64).ln() + odds;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    /// Where all or none succeed, the tail is a power, and can be solved by hand.
    #[test]
    fn closed_forms() {
        for trials in [1, 2, 10, 1_000, 1_000_000] {
            let (low, high) = clopper_pearson(trials, trials);
            close(low, (TAIL.ln() / trials as f64).exp());
            close(high, 1.0);
            let (low, high) = clopper_pearson(0, trials);
            close(low, 0.0);
            close(high, 1.0 - (TAIL.ln() / trials as f64).exp());
        }
        assert_eq!(clopper_pearson(0, 0), (0.0, 1.0));
    }

    /// Two trials: P(X <= 1) = 1 - p^2.
    #[test]
    fn one_of_two() {
        let (low, high) = clopper_pearson(1, 2);
        close(high, (1.0 - TAIL).sqrt());
        close(low, 1.0 - (1.0 - TAIL).sqrt());
    }

    /// The chance of each number of successes, by multiplying out.
    fn chances(trials: u64, share: f64) -> Vec<f64> {
        let mut chances = vec![1.0];
        for _ in 0..trials {
            let mut next = vec![0.0; chances.len() + 1];
            for (i, chance) in chances.iter().enumerate() {
                next[i] += chance * (1.0 - share);
                next[i + 1] += chance * share;
            }
            chances = next;
        }
        chances
    }

    proptest! {
        /// The promise itself: over all that may come out, each side errs once in 40 at most.
        #[test]
        fn covers(trials in 1u64..60, share in 0.001f64..0.999) {
            let (mut above, mut below) = (0.0, 0.0);
            for (successes, chance) in (0..).zip(chances(trials, share)) {
                let (low, high) = clopper_pearson(successes, trials);
                prop_assert!(low <= high);
                above += if low > share { chance } else { 0.0 };
                below += if high < share { chance } else { 0.0 };
            }
            prop_assert!(above <= TAIL + 1e-9 && below <= TAIL + 1e-9, "{} {}", above, below);
        }
    }
}
