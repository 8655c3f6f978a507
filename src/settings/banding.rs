//! How many rows and bands: the S-curve.
//!
//! A pair of similarity s shares all r rows of a band with chance s^r, and at least one of b
//! bands with chance 1 - (1 - s^r)^b (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets",
//! section 3.4). More bands find more pairs, true and false; more rows find fewer of both.

/// The chance to miss a pair at the threshold that banding is laid out for: a fifth of the one in
/// a thousand that is promised, since candidates pass a signature test too.
const MISS: f64 = 2e-4;

/// The chance for a pair at the threshold to fail the signature test.
const MISS_SIGNATURE: f64 = 5e-5;

/// The layout of bands over a sketch.
///
/// ```
/// let banding = retold::stages::Banding::for_threshold(0.7);
/// assert!(banding.miss_rate(0.7) < 0.001);
/// assert!(banding.miss_rate(0.8) < banding.miss_rate(0.7));
/// assert!(banding.candidate_rate(0.2) < 0.06);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Banding {
    /// Bins hashed together: more rows = fewer candidates (stricter).
    pub rows: usize,
    /// Bands of a sketch: more bands = more candidates (laxer).
    pub bands: usize,
    /// Equal bins, of 128, that candidates must have before they are compared exactly.
    pub min_agreeing: u32,
}

impl Banding {
    /// The most rows, and then the fewest bands, that miss a pair of the similarity `threshold`
    /// at most once in 5,000 times.
    pub fn for_threshold(threshold: f64) -> Self {
        let bands_for = |rows: usize| {
            let shared = threshold.powi(rows as i32);
            // `ln_1p` stays below 0 where `1.0 - shared` would round to 1.
            let bands = MISS.ln() / (-shared).ln_1p();
            bands.ceil().max(1.0) as usize
        };
        // One row always fits: 128 bands of it miss at most 2e-4 for thresholds from 0.065 on.
        let rows = (1..=BINS).rev().find(|rows| bands_for(*rows) <= BINS / *rows).unwrap_or(1);
        let bands = bands_for(rows).min(BINS / rows);
        Self { rows, bands, min_agreeing: min_agreeing(threshold) }
    }

    /// The chance that a pair of this similarity is compared: 1 - (1 - s^r)^b.
    pub fn candidate_rate(&self, similarity: f64) -> f64 {
        1.0 - (1.0 - similarity.powi(self.rows as i32)).powi(self.bands as i32)
    }

    /// The chance that a pair of this similarity is missed, the signature test included.
    pub fn miss_rate(&self, similarity: f64) -> f64 {
        let unshared = 1.0 - self.candidate_rate(similarity);
        unshared + (1.0 - unshared) * binomial_below(self.min_agreeing, similarity)
    }
}

/// The greatest number of equal bins that a pair at the threshold reaches but for `MISS_SIGNATURE`.
fn min_agreeing(threshold: f64) -> u32 {
    (0..=BINS as u32)
        .take_while(|least| binomial_below(*least, threshold) <= MISS_SIGNATURE)
        .last()
        .unwrap_or(0)
}

/// P(X < least) for X binomial over the bins with chance `p`.
fn binomial_below(least: u32, p: f64) -> f64 {
    if p >= 1.0 {
        return 0.0;
    }
    let mut term = (1.0 - p).powi(BINS as i32);
    let mut sum = 0.0;
    for i in 0..least.min(BINS as u32 + 1) {
        sum += term;
        term *= f64::from(BINS as u32 - i) / f64::from(i + 1) * p / (1.0 - p);
    }
    sum
}

/// Bins of a sketch.
///
/// ```
/// assert_eq!(retold::stages::Sketch::of(&[1, 2, 3]).bins().len(), retold::stages::BINS);
/// ```
pub const BINS: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn layouts_at_common_thresholds() {
        for threshold in [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0] {
            let banding = Banding::for_threshold(threshold);
            assert!(banding.rows * banding.bands <= BINS, "{banding:?}");
            assert!(banding.miss_rate(threshold) <= 1e-3, "{threshold}: {banding:?}");
        }
    }

    proptest! {
        #[test]
        fn more_bands_are_laxer_more_rows_stricter(
            rows in 1usize..12, bands in 1usize..30, s in 0.05f64..0.95,
        ) {
            let rate = |rows, bands| Banding { rows, bands, min_agreeing: 0 }.candidate_rate(s);
            prop_assert!(rate(rows, bands + 1) >= rate(rows, bands));
            prop_assert!(rate(rows + 1, bands) <= rate(rows, bands));
        }

        #[test]
        fn higher_thresholds_are_stricter(low in 0.1f64..0.9, step in 0.0f64..0.1) {
            let (lax, strict) = (Banding::for_threshold(low), Banding::for_threshold(low + step));
            prop_assert!(strict.rows >= lax.rows);
            prop_assert!(strict.min_agreeing >= lax.min_agreeing);
        }
    }
}
