//! Filling for AVX-512: eight shingles at once.

use super::fill::{self, LANES, List, Wanted};
use crate::base::mix::MIX;
use crate::settings::banding::BINS;
use std::arch::x86_64::*;

/// # Safety
/// The CPU has what `Kernel::has_avx512` tells.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vbmi")]
pub(super) unsafe fn fill(bins: &mut [u32; BINS], shingles: &[u64]) {
    let elect = |batch: &_, key, wanted: &_, list: &mut _| elect(batch, key, wanted, list);
    fill::rounds(bins, shingles, elect);
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vbmi")]
fn elect(batch: &[u64], key: u64, wanted: &Wanted, list: &mut List) -> usize {
    let key = _mm512_set1_epi64(key as i64);
    // SAFETY: `wanted` has 128 bytes.
    let (low, high) = unsafe {
        let wanted: *const __m512i = wanted.as_ptr().cast();
        (_mm512_loadu_si512(wanted), _mm512_loadu_si512(wanted.add(1)))
    };
    let mut count = 0;
    for eight in batch.chunks(LANES) {
        let lanes = u8::MAX >> (LANES - eight.len());
        // SAFETY: reads no more than the lanes that there are.
        let shingles = unsafe { _mm512_maskz_loadu_epi64(lanes, eight.as_ptr().cast()) };
        let random = mix(_mm512_xor_si512(shingles, key));
        // The bin is the lowest byte of its lane; what the others look up is not asked for.
        let bin = _mm512_srli_epi64::<{ 64 - BINS.ilog2() }>(random);
        let hits = _mm512_permutex2var_epi8(low, bin, high);
        let hits = _mm512_mask_test_epi64_mask(lanes, hits, _mm512_set1_epi64(1));
        let Some(room) = list[count..].first_chunk_mut::<LANES>() else { break };
        // SAFETY: there are eight places.
        unsafe {
            let hits = _mm512_maskz_compress_epi64(hits, random);
            _mm512_storeu_si512(room.as_mut_ptr().cast(), hits);
        }
        count += hits.count_ones() as usize;
    }
    count
}

/// `mix` of `crate::text::hash` in each lane.
#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
fn mix(x: __m512i) -> __m512i {
    let x = _mm512_mullo_epi64(shift_in(x), _mm512_set1_epi64(MIX[0] as i64));
    let x = _mm512_mullo_epi64(shift_in(x), _mm512_set1_epi64(MIX[1] as i64));
    shift_in(x)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn shift_in(x: __m512i) -> __m512i {
    _mm512_xor_si512(x, _mm512_srli_epi64::<33>(x))
}
