//! Unicode facts from ICU, by the textbook and without a table of ours.

use icu_casemap::CaseMapper;
use icu_normalizer::properties::{
    CanonicalCompositionBorrowed, CanonicalDecompositionBorrowed, Decomposed,
};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::props::{
    CanonicalCombiningClass, DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup,
    Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use std::collections::HashSet;
use std::sync::OnceLock;

/// The bits of a table entry; `src/text/class.rs` reads them.
pub(crate) struct Class;

impl Class {
    pub(crate) const SEPARATOR: u8 = 0;
    pub(crate) const WORD: u8 = 1;
    pub(crate) const MARK: u8 = 2;
    pub(crate) const SINGLE: u8 = 3;
    pub(crate) const FOLDS: u8 = 4;
    pub(crate) const REORDERS: u8 = 8;
    pub(crate) const JOINS_BACK: u8 = 16;
    pub(crate) const JOINS_ON: u8 = 32;
    pub(crate) const DIGIT: u8 = 64;
}

/// toNFKC_Casefold (Unicode Standard 3.13, R5): map every character, then normalise to NFC.
pub(crate) fn fold(text: &str) -> String {
    let mapped: String = text.chars().map(fold_char).collect();
    compose(&mapped)
}

/// toNFC.
pub(crate) fn compose(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// The property NFKC_Casefold of a character, by the formula of D146 with ignorables removed.
pub(crate) fn fold_char(c: char) -> String {
    let text = &c.to_string();
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    let nfd = DecomposingNormalizerBorrowed::new_nfd();
    let cased = CaseMapper::new().fold_string(&nfd.normalize(text)).into_owned();
    let once = nfkc.normalize(&cased);
    let again = CaseMapper::new().fold_string(&once).into_owned();
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let kept: String = again.chars().filter(|c| !ignorable.contains(*c)).collect();
    nfkc.normalize(&kept).into_owned()
}

/// Scripts written without spaces between words: one token a character.
const UNSPACED: [Script; 20] = [
    Script::Han,
    Script::Hiragana,
    Script::Katakana,
    Script::Bopomofo,
    Script::Yi,
    Script::Thai,
    Script::Lao,
    Script::Khmer,
    Script::Myanmar,
    Script::Javanese,
    Script::Balinese,
    Script::TaiLe,
    Script::NewTaiLue,
    Script::TaiTham,
    Script::TaiViet,
    Script::Tangut,
    Script::Nushu,
    Script::KhitanSmallScript,
    Script::EgyptianHieroglyphs,
    Script::Cuneiform,
];

/// What a folded character is to the segmenter: separator, word, mark or single.
pub(crate) fn kind(c: char) -> u8 {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    if GeneralCategoryGroup::Mark.contains(category) {
        return Class::MARK;
    }
    let letter = GeneralCategoryGroup::Letter.contains(category);
    if !letter && !GeneralCategoryGroup::Number.contains(category) {
        return Class::SEPARATOR;
    }
    let script = CodePointMapData::<Script>::new().get(c);
    // The prolonged sound marks belong to no single script, yet stand only in kana.
    let kana_mark = matches!(c, '\u{30FC}' | '\u{FF70}');
    if kana_mark || (letter && UNSPACED.contains(&script)) { Class::SINGLE } else { Class::WORD }
}

/// A decimal digit: general category Nd.
pub(crate) fn is_digit(c: char) -> bool {
    CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::DecimalNumber
}

/// Nothing of what the character folds to can be part of a token.
pub(crate) fn is_stable_separator(c: char) -> bool {
    let folded = fold_char(c);
    !folded.is_empty()
        && kind(folded.chars().next().unwrap_or(' ')) == Class::SEPARATOR
        && folded.chars().all(|f| matches!(kind(f), Class::SEPARATOR | Class::MARK))
}

pub(crate) fn class(c: char) -> u8 {
    let folds = fold_char(c) != c.to_string();
    let ccc = CodePointMapData::<CanonicalCombiningClass>::new().get(c);
    let joins = joins();
    kind(c)
        | if folds { Class::FOLDS } else { 0 }
        | if ccc != CanonicalCombiningClass::NotReordered { Class::REORDERS } else { 0 }
        | if joins.1.contains(&c) { Class::JOINS_BACK } else { 0 }
        | if joins.0.contains(&c) { Class::JOINS_ON } else { 0 }
        | if is_digit(c) { Class::DIGIT } else { 0 }
}

/// Characters that are first, or end in a mark, and that are second, in a canonical composition.
fn joins() -> &'static (HashSet<char>, HashSet<char>) {
    static JOINS: OnceLock<(HashSet<char>, HashSet<char>)> = OnceLock::new();
    JOINS.get_or_init(|| {
        let decompose = CanonicalDecompositionBorrowed::new();
        let compose = CanonicalCompositionBorrowed::new();
        let ccc = CodePointMapData::<CanonicalCombiningClass>::new();
        let mut joins = (HashSet::new(), HashSet::new());
        for c in (0..0x110000).filter_map(char::from_u32) {
            if let Decomposed::Expansion(a, b) = decompose.decompose(c)
                && compose.compose(a, b) == Some(c)
            {
                joins.0.insert(a);
                joins.1.insert(b);
                // A further mark may come between the parts.
                if ccc.get(b) != CanonicalCombiningClass::NotReordered {
                    joins.0.insert(c);
                }
            }
        }
        joins
    })
}
