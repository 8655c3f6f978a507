//! Mixing 64 bits: each bit of the input changes each bit of the output with a chance of about a half.

/// The multipliers of [`mix`].
pub(crate) const MIX: [u64; 2] = [0xFF51_AFD7_ED55_8CCD, 0xC4CE_B9FE_1A85_EC53];

/// The finaliser of MurmurHash3, a bijection.
#[inline(always)]
pub(crate) const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 33)).wrapping_mul(MIX[0]);
    x = (x ^ (x >> 33)).wrapping_mul(MIX[1]);
    x ^ (x >> 33)
}
