//! The kernel for AVX-512 with byte permutations (Ice Lake, Zen 4 and later).
//!
//! The classes of a row of 128 code points are two registers, and one `vpermi2b` looks up those
//! of all characters of a block that are of that row.

use super::block::{self, Block, Classes, LEN, Mixed, SPAN};
use super::{ROOM, Units};
use crate::text::class::{Class, row};
use std::arch::x86_64::*;

pub(super) fn detected() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vbmi")
        && is_x86_feature_detected!("avx512vbmi2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
}

/// # Safety
/// The CPU has what `detected` asks for.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn scan(text: &str, units: &mut Units) {
    let classify = |block: &_, folded: &mut _| classify(block, folded);
    let list = |mask, base, out: &mut _| list(mask, base, out);
    block::scan(text, units, classify, list);
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt")]
fn classify(block: &[u8; SPAN], folded: &mut [u8; LEN]) -> Block {
    let first = load(block, 0);
    let capitals = below(_mm512_sub_epi8(first, splat(b'A')), 26);
    let lower = _mm512_mask_add_epi8(first, capitals, first, splat(0x20));
    // SAFETY: 64 bytes can be written there.
    unsafe { _mm512_storeu_si512(folded.as_mut_ptr().cast(), lower) };
    let letters = below(_mm512_sub_epi8(lower, splat(b'a')), 26);
    let ascii = letters | below(_mm512_sub_epi8(first, splat(b'0')), 10);
    let high = _mm512_movepi8_mask(first);
    if high == 0 {
        return Block::Ascii(ascii);
    }
    let heads = not_below(first, 0xC0);
    let three_or_four = not_below(first, 0xE0);
    let four = not_below(first, 0xF0);
    let begins = heads | !high;
    let inside = (1 << block::mixed_len(begins)) - 1;
    let classes = classes(block, first, heads & inside & !four, three_or_four);
    Block::Mixed(Mixed { ascii, begins, heads, three_or_four, four, classes })
}

/// The classes of the characters with these heads.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt")]
fn classes(block: &[u8; SPAN], first: __m512i, heads: u64, three: u64) -> Classes {
    let (second, third) = (load(block, 1), load(block, 2));
    let mut classes = _mm512_setzero_si512();
    let mut left = heads;
    // E4 to ED: the Han and Hangul rows, which are all alike, are not looked up.
    let east = below(_mm512_sub_epi8(first, splat(0xE4)), 10) & heads;
    if east != 0 {
        let han = below(_mm512_sub_epi8(first, splat(0xE4)), 6)
            & !(_mm512_cmpeq_epu8_mask(first, splat(0xE4)) & below(second, 0xB8));
        let hangul = !below(first, 0xEA)
            & !(_mm512_cmpeq_epu8_mask(first, splat(0xEA)) & below(second, 0xB0))
            & !(_mm512_cmpeq_epu8_mask(first, splat(0xED)) & !below(second, 0x9E));
        classes = _mm512_maskz_mov_epi8(east & han, splat(Class::HAN.byte()));
        classes = _mm512_mask_mov_epi8(classes, east & hangul, splat(Class::HANGUL.byte()));
        left &= !(east & (han | hangul));
    }
    let even = _mm512_and_si512(second, splat(0xFE));
    while left != 0 {
        let at = left.trailing_zeros() as usize;
        let (head, next) = (block[at & 63], block[(at & 63) + 1]);
        // Six bits of the last byte, and one of that before it.
        let (same, places) = if head >= 0xE0 {
            let same = _mm512_mask_cmpeq_epu8_mask(left & three, first, splat(head));
            (_mm512_mask_cmpeq_epu8_mask(same, even, splat(next & 0xFE)), place(second, third))
        } else {
            let pair = _mm512_and_si512(first, splat(0xFE));
            let same = _mm512_mask_cmpeq_epu8_mask(left, pair, splat(head & 0xFE));
            (same, place(first, second))
        };
        let row = row(head, next);
        // SAFETY: a row has 128 bytes.
        let (low, top) = unsafe {
            let row: *const __m512i = row.as_ptr().cast();
            (_mm512_loadu_si512(row), _mm512_loadu_si512(row.add(1)))
        };
        let found = _mm512_permutex2var_epi8(low, places, top);
        classes = _mm512_mask_mov_epi8(classes, same, found);
        // The first one at least is done, so that the loop ends for any bytes.
        left &= !same & (left - 1);
    }
    Classes {
        letter: _mm512_test_epi8_mask(classes, splat(1)),
        mark_or_single: _mm512_test_epi8_mask(classes, splat(2)),
        folds: _mm512_test_epi8_mask(classes, splat(4)),
        reorders: _mm512_test_epi8_mask(classes, splat(8)),
        joins_back: _mm512_test_epi8_mask(classes, splat(16)),
        joins_on: _mm512_test_epi8_mask(classes, splat(32)),
        digit: _mm512_test_epi8_mask(classes, splat(64)),
    }
}

/// Places in a row: the last bit of `before`, and six bits of `last`; bit 7 is anything.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn place(before: __m512i, last: __m512i) -> __m512i {
    // 16-bit lanes: what the shift brings over from the neighbour is cut off.
    let odd = _mm512_and_si512(_mm512_slli_epi16::<6>(before), splat(0x40));
    _mm512_or_si512(odd, last)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn splat(byte: u8) -> __m512i {
    _mm512_set1_epi8(byte as i8)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn below(bytes: __m512i, end: u8) -> u64 {
    _mm512_cmplt_epu8_mask(bytes, splat(end))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn not_below(bytes: __m512i, start: u8) -> u64 {
    _mm512_cmpge_epu8_mask(bytes, splat(start))
}

/// 64 bytes of a block, from the first, second or third on.
#[inline]
#[target_feature(enable = "avx512f")]
fn load(block: &[u8; SPAN], from: usize) -> __m512i {
    let bytes = &block[from..from + LEN];
    // SAFETY: these are 64 bytes; the load needs no alignment.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

/// Lists bits 16 at a time.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt")]
fn list(mask: u64, base: u32, out: &mut [u32; ROOM]) {
    // SAFETY: the numbers are 64 bytes.
    let all = unsafe { _mm512_loadu_si512(NUMBERS.as_ptr().cast()) };
    let mut numbers = _mm512_maskz_compress_epi8(mask, all);
    let base = _mm512_set1_epi32(base as i32);
    let count = mask.count_ones() as usize;
    for sixteen in out.chunks_exact_mut(16).take(count.div_ceil(16).max(1)) {
        let offsets = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(numbers));
        // SAFETY: these are 16 numbers.
        unsafe {
            let to = sixteen.as_mut_ptr().cast();
            _mm512_storeu_si512(to, _mm512_add_epi32(offsets, base));
        }
        numbers = _mm512_shuffle_i64x2::<0b11_11_10_01>(numbers, numbers);
    }
}

/// 0 to 63.
static NUMBERS: [u8; LEN] = numbers();

const fn numbers() -> [u8; LEN] {
    let mut numbers = [0; LEN];
    let mut i = 0;
    while i < LEN {
        numbers[i] = i as u8;
        i += 1;
    }
    numbers
}
