//! What two sets of a given similarity must have in common.
//!
//! With |x| >= |y| and J(x, y) >= t:
//!
//! - |y| >= t |x|, since the intersection is no larger than y and the union no smaller than x;
//! - |x ∩ y| >= t / (1 + t) (|x| + |y|), which is J >= t solved for the intersection;
//! - in any order of all elements, each set holds the first common element among its first
//!   |set| - ⌈t |set|⌉ + 1, since else too few are left.

/// What rounding may take from a bound. Bounds that are too low cost a comparison, never a pair.
const SLACK: f64 = 1e-5;

/// The bounds at one threshold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    threshold: f64,
    /// t / (1 + t).
    share: f64,
}

impl Bounds {
    pub(super) fn new(threshold: f64) -> Self {
        Self { threshold, share: threshold / (1.0 + threshold) }
    }

    /// The size of the smallest set that can be similar to one of this size.
    pub(super) fn least_size(self, size: u32) -> u32 {
        at_least(self.threshold * f64::from(size))
    }

    /// How many elements a similar set has in common at the least, by both sizes together.
    pub(super) fn least_common(self, sizes: u64) -> u32 {
        at_least(self.share * sizes as f64)
    }

    /// How long the prefix of a set is that holds what it has first in common with a similar one.
    pub(super) fn prefix(self, size: u32) -> u32 {
        (size + 1 - self.least_size(size)).min(size)
    }
}

/// The least number that the bound allows, and no set is similar by having nothing in common.
fn at_least(bound: f64) -> u32 {
    ((bound - SLACK).ceil() as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All pairs of sizes and all intersections.
    #[test]
    fn no_similar_pair_breaks_a_bound() {
        for threshold in [0.1, 0.3, 0.5, 2.0 / 3.0, 0.7, 0.8, 0.9, 1.0] {
            let bounds = Bounds::new(threshold);
            for large in 1..60u32 {
                for small in 1..=large {
                    for common in 1..=small {
                        let union = large + small - common;
                        if f64::from(common) / f64::from(union) < threshold {
                            continue;
                        }
                        assert!(small >= bounds.least_size(large));
                        assert!(common >= bounds.least_common(u64::from(large + small)));
                        // At the latest, all that is common stands at the end.
                        assert!(large - common < bounds.prefix(large));
                        assert!(small - common < bounds.prefix(small));
                    }
                }
            }
        }
    }

    #[test]
    fn bounds_are_tight() {
        let bounds = Bounds::new(0.7);
        // 7 of 10, and 0.7 * 10 is above 7 by a rounding.
        assert_eq!((bounds.least_size(10), bounds.least_common(17), bounds.prefix(10)), (7, 7, 4));
        assert_eq!(Bounds::new(1.0).prefix(300), 1);
    }
}
