//! The keys of the bands of a sketch.

use super::Sketch;
use crate::base::mix::mix;
use crate::settings::banding::Banding;

impl Sketch {
    /// The key of every band, in order: a hash of the bins in the band's rows. Sketches with the
    /// same bins in a band have the same key there, others by a chance of one in 2^64 (in bands of
    /// one row, whose bins have 32 bits, of one in 2^32). Cost: two multiplications a bin.
    ///
    /// ```text
    /// key = 0
    /// for each bin of the band's rows: key = mix(key ^ bin)
    ///
    /// mix(x), in 64 bits:
    ///     x = (x ^ x >> 33) * 0xFF51AFD7ED558CCD
    ///     x = (x ^ x >> 33) * 0xC4CEB9FE1A85EC53
    ///     x ^ x >> 33
    /// ```
    ///
    /// ```
    /// use retold::stages::{Banding, Sketch};
    /// let banding = Banding::for_threshold(0.7);
    /// let (a, b) = (Sketch::of(&[1, 2, 3]), Sketch::of(&[3, 2, 1]));
    /// assert_eq!(a.keys(&banding).count(), banding.bands);
    /// assert!(a.keys(&banding).eq(b.keys(&banding)));
    /// ```
    pub fn keys<'a>(&'a self, banding: &'a Banding) -> impl Iterator<Item = u64> + 'a {
        // A layout of no rows would have no keys; it can be written, but means nothing.
        let bands = self.bins().chunks_exact(banding.rows.max(1)).take(banding.bands);
        bands.map(|bins| bins.iter().fold(0, |key, bin| mix(key ^ u64::from(*bin))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::banding::BINS;

    #[test]
    fn keys_are_those_of_other_programs() {
        // Computed by the formula above in another language.
        let bins: [u32; BINS] = std::array::from_fn(|bin| (bin as u32).wrapping_mul(0x0100_0193));
        let banding = Banding { rows: 4, bands: 2, min_agreeing: 0 };
        let keys: Vec<u64> = Sketch(bins).keys(&banding).collect();
        assert_eq!(keys, [0xEB4B_DBB9_DB0A_8F81, 0x3584_1E64_6C1A_6F86]);
    }
}
