//! The run finder for AVX2, 64 bytes a step.

use std::arch::x86_64::*;

const STEP: usize = 64;

/// As `scan_scalar` from the start; the tail of under 64 bytes is left to it.
///
/// # Safety
/// The CPU has AVX2.
#[target_feature(enable = "avx2,bmi1,popcnt")]
pub(super) unsafe fn scan(text: &[u8], folded: &mut Vec<u8>, edges: &mut Vec<u32>) -> bool {
    let blocks = text.len() / STEP;
    folded.reserve(text.len() + super::super::hash::PADDING);
    let mut before = 0;
    for block in 0..blocks {
        let at = block * STEP;
        // SAFETY: `at + 64 <= text.len()`, and `folded` has reserved as much as `text` holds;
        // both halves are read before they are written, and the buffers are distinct.
        let word = unsafe {
            let from = text.as_ptr().add(at);
            let to = folded.as_mut_ptr().add(at);
            u64::from(half(from, to)) | u64::from(half(from.add(32), to.add(32))) << 32
        };
        let mut changes = word ^ (word << 1 | before);
        before = word >> 63;
        edges.reserve(STEP);
        let len = edges.len();
        let spare = edges.spare_capacity_mut();
        let count = changes.count_ones() as usize;
        for slot in &mut spare[..count] {
            slot.write(at as u32 + changes.trailing_zeros());
            changes &= changes.wrapping_sub(1);
        }
        // SAFETY: the loop has written `count` more elements.
        unsafe { edges.set_len(len + count) };
    }
    // SAFETY: every step has written its 64 bytes.
    unsafe { folded.set_len(blocks * STEP) };
    super::scan_scalar(text, blocks * STEP, before == 1, folded, edges)
}

/// Folds 32 bytes and returns their word bits.
///
/// # Safety
/// 32 bytes can be read at `from` and written at `to`.
#[target_feature(enable = "avx2")]
unsafe fn half(from: *const u8, to: *mut u8) -> u32 {
    let within = |bytes: __m256i, first: u8, count: i8| {
        let offset = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first as i8));
        _mm256_cmpeq_epi8(_mm256_min_epu8(offset, _mm256_set1_epi8(count - 1)), offset)
    };
    // SAFETY: the caller's promise; the load needs no alignment.
    let bytes = unsafe { _mm256_loadu_si256(from.cast()) };
    let capitals = within(bytes, b'A', 26);
    let lower = _mm256_or_si256(bytes, _mm256_and_si256(capitals, _mm256_set1_epi8(0x20)));
    // SAFETY: as above.
    unsafe { _mm256_storeu_si256(to.cast(), lower) };
    let word = _mm256_or_si256(within(lower, b'a', 26), within(lower, b'0', 10));
    // The sign bit of a byte is set in every byte of a non-ASCII character.
    _mm256_movemask_epi8(_mm256_or_si256(word, bytes)) as u32
}
