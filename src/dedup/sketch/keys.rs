//! The keys of the bands of a sketch.

use super::Sketch;
use crate::base::mix::mix;
use crate::settings::banding::Banding;

impl Sketch {
    /// The key of every band: 32 bits of a hash of its rows.
    pub(crate) fn keys<'a>(&'a self, banding: &'a Banding) -> impl Iterator<Item = u32> + 'a {
        self.bins().chunks_exact(banding.rows).take(banding.bands).map(|rows| {
            let hash = rows.iter().fold(0, |hash, bin| mix(hash ^ u64::from(*bin)));
            (hash >> 32) as u32
        })
    }
}
