//! From the bytes of a block to units, by arithmetic on masks of one bit a byte.
//!
//! A kernel tells of a block where its ASCII letters and digits, its heads of longer characters
//! and their classes are. All else is here, for all kernels alike. A block with characters beyond
//! ASCII ends before one, after 60 to 63 bytes, so that no character is cut in two and bit `len`
//! of every mask is there for what goes on in the next block.
//!
//! ```text
//! spread(x) = x and the other bytes of the characters whose heads are in x
//! word      = ASCII letters and digits | spread(heads that are no separators)
//! after     = word << 1 | the last bit of the block before
//! starts    = word & !after | cut        cut: heads where a unit ends and another starts,
//! ends      = after & (!word | cut)           before and after letters of unspaced scripts
//! ```

use super::{ROOM, Units};

/// Bytes that a kernel looks at: a block, and the rest of a character that begins in it.
pub(super) const SPAN: usize = 72;

/// Bytes of a block, at most.
pub(super) const LEN: usize = 64;

/// What a kernel finds.
pub(super) enum Block {
    /// 64 bytes of ASCII: its letters and digits.
    Ascii(u64),
    Mixed(Mixed),
}

/// Masks of a block with characters beyond ASCII; what stands at bit `len` and behind is not
/// looked at.
pub(super) struct Mixed {
    /// ASCII letters and digits.
    pub(super) ascii: u64,
    /// Bytes that begin a character, ASCII or not.
    pub(super) begins: u64,
    /// Heads of characters beyond ASCII,
    pub(super) heads: u64,
    /// of those, the heads of characters of three bytes and of four,
    pub(super) three_or_four: u64,
    /// and of four.
    pub(super) four: u64,
    /// The bits of the class bytes, at the heads; of characters of four bytes, anything.
    pub(super) classes: Classes,
}

/// Heads by the bits of their class bytes, from the lowest: see `Class`.
#[derive(Default)]
pub(super) struct Classes {
    pub(super) letter: u64,
    pub(super) mark_or_single: u64,
    pub(super) folds: u64,
    pub(super) reorders: u64,
    pub(super) joins_back: u64,
    pub(super) joins_on: u64,
    pub(super) digit: u64,
}

/// The block's length, if bytes at `begins` begin characters: up to the last that begins in it.
#[inline(always)]
pub(super) fn mixed_len(begins: u64) -> u32 {
    // Characters have at most four bytes, so one of the last four begins one.
    63 - (begins | 1 << 60).leading_zeros()
}

/// Bits that the block before leaves for the first place of the next one.
#[derive(Default)]
struct Carry {
    /// A unit is open.
    open: u64,
    /// The last character may join, or change places with, one that joins back.
    on: u64,
    /// The last character may change places with another.
    reorders: u64,
    /// The last character is a letter of a script without spaces, or a mark on one.
    single: u64,
}

/// Where units start and end, and heads of odd characters in them.
struct Edges {
    starts: u64,
    ends: u64,
    odd: u64,
}

/// Cuts a whole text. `classify` looks at a block, and writes it folded; `list` writes the numbers
/// of the bits that are set, from the lowest, each plus a base.
#[inline(always)]
pub(super) fn scan(
    text: &str,
    units: &mut Units,
    classify: impl Fn(&[u8; SPAN], &mut [u8; LEN]) -> Block,
    list: impl Fn(u64, u32, &mut [u32; ROOM]),
) {
    let text = text.as_bytes();
    let mut carry = Carry::default();
    // The rest of the text with NULs behind it, which separate and so end what is open.
    let mut tail = [0; 2 * SPAN];
    let mut tail_at = None;
    let mut at = 0;
    while at <= text.len() {
        let block = match text[at..].first_chunk() {
            Some(block) => block,
            None => {
                let tail_at = *tail_at.get_or_insert_with(|| {
                    tail[..text.len() - at].copy_from_slice(&text[at..]);
                    at
                });
                let Some(block) = tail[at - tail_at..].first_chunk() else { return };
                block
            }
        };
        at += step(block, at, units, &mut carry, &classify, &list);
    }
}

/// One block; its length.
#[inline(always)]
fn step(
    block: &[u8; SPAN],
    at: usize,
    units: &mut Units,
    carry: &mut Carry,
    classify: &impl Fn(&[u8; SPAN], &mut [u8; LEN]) -> Block,
    list: &impl Fn(u64, u32, &mut [u32; ROOM]),
) -> usize {
    let Some(folded) = units.folded[at..].first_chunk_mut() else { return LEN };
    let (edges, len) = match classify(block, folded) {
        Block::Ascii(word) => (ascii_edges(word, carry), LEN),
        Block::Mixed(mixed) => {
            let len = mixed_len(mixed.begins);
            (mixed_edges(mixed, len, carry), len as usize)
        }
    };
    let mut odd = edges.odd;
    while odd != 0 {
        let to_here = odd ^ odd.wrapping_sub(1);
        let unit = units.starts.len as u32 + (edges.starts & to_here).count_ones() - 1;
        units.push_odd(unit);
        odd &= odd.wrapping_sub(1);
    }
    for (mask, offsets) in [(edges.starts, &mut units.starts), (edges.ends, &mut units.ends)] {
        if let Some(room) = offsets.offsets[offsets.len..].first_chunk_mut() {
            list(mask, at as u32, room);
            offsets.len += mask.count_ones() as usize;
        }
    }
    len
}

#[inline(always)]
fn ascii_edges(word: u64, carry: &mut Carry) -> Edges {
    let after = word << 1 | carry.open;
    // What follows a letter of a script without spaces begins a unit.
    let cut = carry.single & word;
    *carry = Carry { open: word >> 63, on: word >> 63, reorders: 0, single: 0 };
    Edges { starts: word & !after | cut, ends: after & (!word | cut), odd: 0 }
}

#[inline(always)]
fn mixed_edges(mixed: Mixed, len: u32, carry: &mut Carry) -> Edges {
    let valid = (1 << len) - 1;
    let (ascii, heads, four) = (mixed.ascii & valid, mixed.heads & valid, mixed.four & valid);
    let Classes { letter, mark_or_single, reorders, joins_back, joins_on, .. } = mixed.classes;
    // Characters of four bytes always get the closer look.
    let folds = mixed.classes.folds & heads | four;
    let spread = |x: u64| x | x << 1 | (x & mixed.three_or_four) << 2 | (x & four) << 3;

    let word = ascii | spread(heads & (letter | mark_or_single | folds));
    let after = word << 1 | carry.open;
    let reorders_wide = spread(reorders & heads);
    let on = ascii | reorders_wide | spread(joins_on & heads);
    let reacts =
        joins_back & (on << 1 | carry.on) | reorders & (reorders_wide << 1 | carry.reorders);
    let mut odd = folds | reacts & heads;

    let word_letter = letter & !mark_or_single & heads;
    let mark = mark_or_single & !letter & heads;
    let single = letter & mark_or_single & heads;
    let mut cut = 0;
    let mut single_open = 0;
    if single | carry.single != 0 {
        let steady = single & !folds & !joins_back;
        // The places behind letters of unspaced scripts; adding carries them on behind marks.
        let behind = spread(steady) << 1 & mixed.begins | carry.single;
        let marks = spread(mark & !folds);
        let behind = ((marks + (behind & marks)) | behind) & !marks;
        let next_steady = ascii | word_letter & !folds & !joins_back;
        cut = steady | behind & next_steady;
        odd |= single & !steady | behind & word_letter & joins_back;
        single_open = behind;
    }
    let starts = word & !after | cut;
    odd |= starts & (mark | mixed.classes.digit & heads);
    let next = |x: u64| x >> len & 1;
    *carry = Carry {
        open: next(word << 1),
        on: next(on << 1),
        reorders: next(reorders_wide << 1),
        single: next(single_open),
    };
    Edges { starts, ends: after & (!word | cut) & valid, odd }
}

/// Lists bits without knowing how many will come: eight at a time.
#[inline(always)]
pub(super) fn list(mut mask: u64, base: u32, out: &mut [u32; ROOM]) {
    let count = mask.count_ones() as usize;
    for eight in out.chunks_exact_mut(8).take(count.div_ceil(8).max(1)) {
        for slot in eight {
            *slot = base + mask.trailing_zeros();
            mask &= mask.wrapping_sub(1);
        }
    }
}
