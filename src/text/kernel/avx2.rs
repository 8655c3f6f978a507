//! The kernel for AVX2 (Haswell, Zen and later), a block in two halves.
//!
//! The classes of a row of 128 code points are eight registers of 16; each is looked up by one
//! `pshufb`, which gives nothing for the places of the others.

use super::Units;
use super::block::{self, Block, Classes, LEN, Mixed, SPAN};
use crate::text::class::{Class, row};
use std::arch::x86_64::*;

pub(super) fn detected() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
}

/// # Safety
/// The CPU has what `detected` asks for.
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn scan(text: &str, units: &mut Units) {
    let classify = |block: &_, folded: &mut _| classify(block, folded);
    block::scan(text, units, classify, block::list);
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn classify(block: &[u8; SPAN], folded: &mut [u8; LEN]) -> Block {
    let first = load(block, 0);
    let (low, high) = (fold(first.0), fold(first.1));
    // SAFETY: 64 bytes can be written there.
    unsafe {
        _mm256_storeu_si256(folded.as_mut_ptr().cast(), low);
        _mm256_storeu_si256(folded.as_mut_ptr().add(32).cast(), high);
    }
    let ascii = mask(word(low), word(high));
    let high = mask(first.0, first.1);
    if high == 0 {
        return Block::Ascii(ascii);
    }
    let heads = all_not_below(first, 0xC0);
    let three_or_four = all_not_below(first, 0xE0);
    let four = all_not_below(first, 0xF0);
    let begins = heads | !high;
    let inside = (1 << block::mixed_len(begins)) - 1;
    let classes = classes(block, first, heads & inside & !four);
    Block::Mixed(Mixed { ascii, begins, heads, three_or_four, four, classes })
}

#[inline]
#[target_feature(enable = "avx2")]
fn fold(bytes: __m256i) -> __m256i {
    _mm256_or_si256(bytes, _mm256_and_si256(within(bytes, b'A', 26), splat(0x20)))
}

/// Folded ASCII letters and digits.
#[inline]
#[target_feature(enable = "avx2")]
fn word(bytes: __m256i) -> __m256i {
    _mm256_or_si256(within(bytes, b'a', 26), within(bytes, b'0', 10))
}

/// The classes of the characters with these heads.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn classes(block: &[u8; SPAN], first: Bytes, heads: u64) -> Classes {
    let (second, third) = (load(block, 1), load(block, 2));
    let (mut low, mut high) = (_mm256_setzero_si256(), _mm256_setzero_si256());
    let mut left = heads;
    // E4 to ED: the Han and Hangul rows, which are all alike, are not looked up.
    if left & mask(within(first.0, 0xE4, 10), within(first.1, 0xE4, 10)) != 0 {
        (low, high) = (east(first.0, second.0), east(first.1, second.1));
        let none = _mm256_setzero_si256();
        left &= mask(_mm256_cmpeq_epi8(low, none), _mm256_cmpeq_epi8(high, none));
    }
    while left != 0 {
        let at = left.trailing_zeros() as usize;
        let key = (block[at & 63], block[(at & 63) + 1]);
        let row = row(key.0, key.1);
        let same = (
            look_up(row, key, (first.0, second.0, third.0), &mut low),
            look_up(row, key, (first.1, second.1, third.1), &mut high),
        );
        // The first one at least is done, so that the loop ends for any bytes.
        left &= !mask(same.0, same.1) & (left - 1);
    }
    Classes {
        letter: mask(_mm256_slli_epi16::<7>(low), _mm256_slli_epi16::<7>(high)),
        mark_or_single: mask(_mm256_slli_epi16::<6>(low), _mm256_slli_epi16::<6>(high)),
        folds: mask(_mm256_slli_epi16::<5>(low), _mm256_slli_epi16::<5>(high)),
        reorders: mask(_mm256_slli_epi16::<4>(low), _mm256_slli_epi16::<4>(high)),
        joins_back: mask(_mm256_slli_epi16::<3>(low), _mm256_slli_epi16::<3>(high)),
        joins_on: mask(_mm256_slli_epi16::<2>(low), _mm256_slli_epi16::<2>(high)),
        digit: mask(_mm256_slli_epi16::<1>(low), _mm256_slli_epi16::<1>(high)),
    }
}

/// Puts the classes of the characters of a row, that of a character which begins with `key`, into
/// `classes`; tells where their heads are.
#[inline]
#[target_feature(enable = "avx2")]
fn look_up(
    row: &[u8; 128],
    key: (u8, u8),
    (first, second, third): (__m256i, __m256i, __m256i),
    classes: &mut __m256i,
) -> __m256i {
    let even = splat(0xFE);
    // Six bits of the last byte, and one of that before it.
    let (same, places) = if key.0 >= 0xE0 {
        let pair = is(_mm256_and_si256(second, even), key.1 & 0xFE);
        let same = is(first, key.0);
        (_mm256_and_si256(same, pair), place(second, third))
    } else {
        let same = is(_mm256_and_si256(first, even), key.0 & 0xFE);
        (same, place(first, second))
    };
    *classes = _mm256_blendv_epi8(*classes, permute(row, places), same);
    same
}

/// The classes of Han and Hangul, and 0 elsewhere.
#[inline]
#[target_feature(enable = "avx2")]
fn east(first: __m256i, second: __m256i) -> __m256i {
    let before_han = _mm256_andnot_si256(not_below(second, 0xB8), is(first, 0xE4));
    let han = _mm256_andnot_si256(before_han, within(first, 0xE4, 6));
    let before_hangul = _mm256_andnot_si256(not_below(second, 0xB0), is(first, 0xEA));
    let behind_hangul = _mm256_and_si256(not_below(second, 0x9E), is(first, 0xED));
    let not_hangul = _mm256_or_si256(before_hangul, behind_hangul);
    let hangul = _mm256_andnot_si256(not_hangul, within(first, 0xEA, 4));
    _mm256_or_si256(
        _mm256_and_si256(han, splat(Class::HAN.byte())),
        _mm256_and_si256(hangul, splat(Class::HANGUL.byte())),
    )
}

/// Places in a row: the last bit of `before`, and six bits of `last`.
#[inline]
#[target_feature(enable = "avx2")]
fn place(before: __m256i, last: __m256i) -> __m256i {
    // 16-bit lanes: what the shift brings over from the neighbour is cut off.
    let odd = _mm256_and_si256(_mm256_slli_epi16::<6>(before), splat(0x40));
    _mm256_or_si256(odd, _mm256_and_si256(last, splat(0x3F)))
}

#[inline]
#[target_feature(enable = "avx2")]
fn permute(row: &[u8; 128], places: __m256i) -> __m256i {
    let mut found = _mm256_setzero_si256();
    for (i, part) in row.chunks_exact(16).enumerate() {
        // SAFETY: these are 16 bytes.
        let part = unsafe { _mm_loadu_si128(part.as_ptr().cast()) };
        // 0x70 to 0x7F in this part, above in the others: there `pshufb` gives 0.
        let offset = _mm256_xor_si256(places, splat(i as u8 * 16));
        let offset = _mm256_adds_epu8(offset, splat(0x70));
        let hits = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(part), offset);
        found = _mm256_or_si256(found, hits);
    }
    found
}

#[inline]
#[target_feature(enable = "avx2")]
fn splat(byte: u8) -> __m256i {
    _mm256_set1_epi8(byte as i8)
}

#[inline]
#[target_feature(enable = "avx2")]
fn not_below(bytes: __m256i, start: u8) -> __m256i {
    _mm256_cmpeq_epi8(_mm256_max_epu8(bytes, splat(start)), bytes)
}

#[inline]
#[target_feature(enable = "avx2")]
fn within(bytes: __m256i, start: u8, count: u8) -> __m256i {
    let offset = _mm256_sub_epi8(bytes, splat(start));
    _mm256_cmpeq_epi8(_mm256_min_epu8(offset, splat(count - 1)), offset)
}

#[inline]
#[target_feature(enable = "avx2")]
fn is(bytes: __m256i, byte: u8) -> __m256i {
    _mm256_cmpeq_epi8(bytes, splat(byte))
}

#[inline]
#[target_feature(enable = "avx2")]
fn all_not_below(bytes: Bytes, start: u8) -> u64 {
    mask(not_below(bytes.0, start), not_below(bytes.1, start))
}

/// The highest bits of 64 bytes.
#[inline]
#[target_feature(enable = "avx2")]
fn mask(low: __m256i, high: __m256i) -> u64 {
    let (low, high) = (_mm256_movemask_epi8(low) as u32, _mm256_movemask_epi8(high) as u32);
    u64::from(low) | u64::from(high) << 32
}

/// 64 bytes, as two registers.
type Bytes = (__m256i, __m256i);

/// 64 bytes of a block, from the first, second or third on.
#[inline]
#[target_feature(enable = "avx2")]
fn load(block: &[u8; SPAN], from: usize) -> Bytes {
    let bytes: *const u8 = block[from..from + LEN].as_ptr();
    // SAFETY: these are 64 bytes; the loads need no alignment.
    unsafe { (_mm256_loadu_si256(bytes.cast()), _mm256_loadu_si256(bytes.add(32).cast())) }
}
