//! Intervals of counts.
//!
//! A count of n that is Poisson lies between half the 2.5 % quantile of chi-square with 2n degrees
//! of freedom and half the 97.5 % quantile with 2n + 2 (Garwood 1936). A weighted sum with the
//! variance V is taken as a count of sum²/V (Fay and Feuer 1997). Quantiles follow Wilson and
//! Hilferty (1931), whose lower bounds are somewhat too low for counts of one and two.

use super::report::Estimate;

/// The normal quantile of 97.5 %.
const Z: f64 = 1.96;

/// The upper bound of a count of none: -ln 0.025. (At 95 % on one side it is the rule of three.)
pub(super) const NONE: f64 = 3.689;

/// The interval of a sum of this variance.
pub(super) fn of_sum(sum: f64, variance: f64) -> Estimate {
    if variance <= 1e-9 * sum * sum {
        return Estimate::exact(sum);
    }
    let count = sum * sum / variance;
    Estimate { estimate: sum, low: sum * low(count) / count, high: sum * high(count) / count }
}

/// The least Poisson mean that a count speaks for.
pub(super) fn low(count: f64) -> f64 {
    if count <= 0.0 { 0.0 } else { chi_square(2.0 * count, -Z) / 2.0 }
}

/// The greatest Poisson mean that a count speaks for.
pub(super) fn high(count: f64) -> f64 {
    chi_square(2.0 * count + 2.0, Z) / 2.0
}

/// The quantile of chi-square at the normal quantile `z`.
fn chi_square(freedom: f64, z: f64) -> f64 {
    let part = 2.0 / (9.0 * freedom);
    freedom * (1.0 - part + z * part.sqrt()).max(0.0).powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_those_of_garwood() {
        // From tables of exact Poisson limits.
        for (count, lower, upper) in
            [(1.0, 0.0253, 5.572), (5.0, 1.623, 11.668), (20.0, 12.217, 30.888)]
        {
            assert!((low(count) - lower).abs() < 0.03, "{count}: {}", low(count));
            assert!((high(count) - upper).abs() < 0.03, "{count}: {}", high(count));
        }
        assert!((high(0.0) - NONE).abs() < 0.05);
    }

    #[test]
    fn what_is_certain_has_no_width() {
        assert_eq!(of_sum(7.0, 0.0), Estimate::exact(7.0));
        assert_eq!(of_sum(0.0, 0.0), Estimate::exact(0.0));
    }
}
