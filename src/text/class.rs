//! What a character is to the tokeniser, from a table made of the Unicode data.
//!
//! The table is `unicode.bin`, little-endian: the magic `RTU1`; three `u32` counts (blocks,
//! foldings, bytes of folded text); one block number for each 256 code points; the blocks, one
//! class byte a code point; the foldings, sorted (`u32`: code point, length in the top byte;
//! `u32`: offset of the text); the folded text. `tests/engine/unicode_tables.rs` rebuilds it from ICU's
//! data and compares.
//!
//! Look-ups cost two loads; a folding costs a binary search over some 10,000 entries.

static TABLE: &[u8] = include_bytes!("unicode.bin");

const HEADER: usize = 16;
const INDEX: usize = HEADER + 0x11_0000 / 256;
const FOLDINGS: usize = INDEX + count(4) * 256;
const TEXT: usize = FOLDINGS + count(8) * 8;

const fn count(at: usize) -> usize {
    u32::from_le_bytes([TABLE[at], TABLE[at + 1], TABLE[at + 2], TABLE[at + 3]]) as usize
}

/// The part of a character in tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Ends a token.
    Separator,
    /// A letter or number of a script that puts spaces between words.
    Word,
    /// Continues the token it follows; after a separator it is nothing.
    Mark,
    /// A letter of a script without spaces: a token of its own, with the marks after it.
    Single,
}

/// A class byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Class(u8);

impl Class {
    pub(crate) const SEPARATOR: Class = Class(0);
    /// What stands for ASCII letters and digits before the closer look.
    pub(crate) const ASCII: Class = Class(1 | Class::JOINS_ON);
    /// All of U+4E00 to U+9FFF.
    pub(crate) const HAN: Class = Class(3);
    /// What stands for all of U+AC00 to U+D77F before the closer look.
    pub(crate) const HANGUL: Class = Class(1 | Class::JOINS_ON);
    const FOLDS: u8 = 4;
    const REORDERS: u8 = 8;
    const JOINS_BACK: u8 = 16;
    const JOINS_ON: u8 = 32;
    const DIGIT: u8 = 64;

    /// The class of a code point.
    #[inline(always)]
    pub(crate) fn of(code_point: u32) -> Class {
        let block = TABLE[HEADER + (code_point >> 8) as usize] as usize;
        Class(TABLE[INDEX + block * 256 + (code_point & 0xFF) as usize])
    }

    /// The class that a character beyond ASCII has before the closer look. Hangul syllables all
    /// may be joined on; characters of four bytes count as folding.
    pub(crate) fn of_scanned(c: char) -> Class {
        match c {
            '\u{AC00}'..='\u{D77F}' => Class::HANGUL,
            '\u{10000}'.. => Class(Class::FOLDS),
            c => Class::of(c as u32),
        }
    }

    /// The class byte: two bits of kind, then a bit each for what folds, reorders, joins back,
    /// joins on, and is a digit.
    pub(crate) fn byte(self) -> u8 {
        self.0
    }

    #[inline(always)]
    pub(crate) fn kind(self) -> Kind {
        match self.0 & 3 {
            0 => Kind::Separator,
            1 => Kind::Word,
            2 => Kind::Mark,
            _ => Kind::Single,
        }
    }

    /// A decimal digit of any script.
    pub(crate) fn is_digit(self) -> bool {
        self.0 & Class::DIGIT != 0
    }

    /// NFKC_Casefold changes or removes this character.
    #[inline(always)]
    pub(crate) fn folds(self) -> bool {
        self.0 & Class::FOLDS != 0
    }

    /// A letter that does not fold, and that composes with nothing before it: nothing reaches
    /// across the place before it but the rule that letters of one word belong together.
    #[inline(always)]
    pub(crate) fn is_steady_letter(self) -> bool {
        let steady = self.0 & (Class::FOLDS | Class::JOINS_BACK) == 0;
        steady && matches!(self.kind(), Kind::Word | Kind::Single)
    }

    /// After `previous`, canonical ordering or composition may change the text.
    #[inline(always)]
    pub(crate) fn reacts_with(self, previous: Class) -> bool {
        let joins = self.0 & Class::JOINS_BACK != 0
            && previous.0 & (Class::JOINS_ON | Class::REORDERS) != 0;
        joins || self.0 & previous.0 & Class::REORDERS != 0
    }
}

/// The class bytes of the 128 code points around a character of two or three bytes, by its first
/// two bytes: their places are the last bit of the byte before the last, then six bits of the last.
#[inline(always)]
pub(crate) fn row(first: u8, second: u8) -> &'static [u8; 128] {
    let three = usize::from(first & 0x0F) << 5 | usize::from(second >> 1 & 0x1F);
    let row = if first >= 0xE0 { three } else { usize::from(first >> 1 & 0x0F) };
    let at = INDEX + usize::from(TABLE[HEADER + row / 2]) * 256 + row % 2 * 128;
    TABLE[at..].first_chunk().unwrap_or(&[0; 128])
}

/// Zero width joiner, non-joiner and space, and the marks of direction: folding removes them.
#[inline(always)]
pub(crate) fn is_joiner(code_point: u32) -> bool {
    matches!(code_point, 0x200B..=0x200F)
}

/// What NFKC_Casefold makes of one character; `None` if the character stays.
pub(crate) fn folding(c: char) -> Option<&'static str> {
    // Joiners and their kin stand in every tenth word of some scripts: spare them the search.
    if is_joiner(c as u32) {
        return Some("");
    }
    let entry = |i: usize| {
        let at = FOLDINGS + i * 8;
        (count(at), count(at + 4))
    };
    let (mut low, mut high) = (0, count(8));
    while low < high {
        let middle = low.midpoint(high);
        let (key, at) = entry(middle);
        match (key & 0xFF_FFFF).cmp(&(c as usize)) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => {
                let start = TEXT + at;
                // The table holds UTF-8 by its test; a broken one folds to nothing.
                return Some(std::str::from_utf8(&TABLE[start..start + (key >> 24)]).unwrap_or(""));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_by_the_standard() {
        assert_eq!(folding('A'), Some("a"));
        assert_eq!(folding('ß'), Some("ss"));
        assert_eq!(folding('ﬁ'), Some("fi"));
        assert_eq!(folding('７'), Some("7"));
        assert_eq!(folding('\u{AD}'), Some(""));
        assert_eq!(folding('é'), None);
    }

    /// The kernels take for granted what no Unicode version so far has broken.
    #[test]
    fn rows_and_ranges_are_what_kernels_think() {
        for cp in (0x80..0x10000).filter(|cp| char::from_u32(*cp).is_some()) {
            let class = Class::of(cp);
            let c = char::from_u32(cp).unwrap();
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).as_bytes();
            assert_eq!(row(bytes[0], bytes[1])[cp as usize % 128], class.byte());
            assert!((0x4E00..0xA000).contains(&cp) <= (class == Class::HAN), "{cp:x}");
            if (0xAC00..0xD780).contains(&cp) {
                assert_eq!(class.byte() | Class::JOINS_ON, Class::HANGUL.byte(), "{cp:x}");
            }
            // Separators that are not plain fold.
            let parted = class.kind() == Kind::Separator && class != Class::SEPARATOR;
            assert!(!parted || class.folds(), "{cp:x}");
        }
    }

    #[test]
    fn kinds_of_scripts() {
        let kind = |c: char| Class::of(c as u32).kind();
        assert_eq!(kind('\u{A0}'), Kind::Separator);
        assert_eq!(kind('’'), Kind::Separator);
        assert_eq!(kind('ж'), Kind::Word);
        assert_eq!(kind('\u{0DCF}'), Kind::Mark);
        assert_eq!(kind('新'), Kind::Single);
        assert_eq!(kind('ー'), Kind::Single);
        assert!(Class::of('٣' as u32).is_digit());
    }
}
