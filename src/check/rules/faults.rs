//! Text that was decoded wrongly: replacement characters, and UTF-8 that was read as Windows-1252.
//!
//! The latter shows as characters whose Windows-1252 bytes are a sequence of UTF-8: `Ã©` for `é`,
//! `â€™` for an apostrophe. Some such pairs are honest: `CAFÉ…` in capitals, `né…”`. So a sequence
//! counts only if none of its later bytes is punctuation that follows words, but for the `â€` by
//! which punctuation itself begins, and a longer one not if all of it is letters, as in `náššuv`.
//!
//! Cost: one pass; ASCII at the speed of memory.

use std::ops::Range;

/// How many places of a text were decoded wrongly.
pub(in crate::check) fn faults(text: &str) -> u32 {
    if text.is_ascii() { 0 } else { places(text).count() as u32 }
}

/// The places that were decoded wrongly, in order.
pub(super) fn places(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(c) = text[at..].chars().next() {
            let (start, rest) = (at, &text[at..]);
            let len = match c {
                // What is lost stands for one place, however many bytes it had.
                '\u{FFFD}' => rest.len() - rest.trim_start_matches('\u{FFFD}').len(),
                _ => misread(rest).unwrap_or(0),
            };
            at += len.max(c.len_utf8());
            if len > 0 {
                return Some(start..at);
            }
        }
        None
    })
}

/// The bytes of the misread character that the text begins with, if it begins with one.
fn misread(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let lead = chars.next().and_then(windows_1252)?;
    let more = match lead {
        0xC2..=0xC3 => 1,
        0xE0..=0xEF => 2,
        0xF0 => 3,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    let (mut only_letters, mut like_words) = (more > 1, false);
    let mut is_control = false;
    let mut len = text.chars().next()?.len_utf8();
    for at in 1..=more {
        let c = chars.next()?;
        bytes[at] = windows_1252(c).filter(|byte| matches!(byte, 0x80..=0xBF))?;
        let begins_punctuation = lead == 0xE2 && bytes[1] == 0x80;
        like_words |= follows_words(c) && !begins_punctuation;
        only_letters &= c.is_alphabetic();
        is_control |= c.is_control();
        len += c.len_utf8();
    }
    // No text has control characters of this kind.
    let is_honest = (like_words || only_letters) && !is_control;
    let is_character = !is_honest && std::str::from_utf8(&bytes[..=more]).is_ok();
    is_character.then_some(len)
}

fn follows_words(c: char) -> bool {
    matches!(c, '\u{2013}'..='\u{203A}' | '«' | '»' | '\u{A0}' | '™' | '°' | '·' | '´')
}

/// The byte of a character beyond ASCII; what is not assigned there stands for itself.
fn windows_1252(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž',
        '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}',
        'ž', 'Ÿ',
    ];
    match c {
        '\u{80}'..='\u{FF}' => Some(c as u8),
        _ => HIGH.iter().position(|high| *high == c).map(|at| 0x80 + at as u8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a program reads UTF-8 that takes it for Windows-1252.
    fn misread_whole(text: &str) -> String {
        let char_of = |byte: u8| {
            let of = |c: &char| windows_1252(*c) == Some(byte);
            if byte < 0x80 { char::from(byte) } else { HIGH_AND_LATIN.chars().find(of).unwrap() }
        };
        text.bytes().map(char_of).collect()
    }

    /// Every byte from 0x80 on as a character.
    static HIGH_AND_LATIN: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let all = ('\u{80}'..='\u{2122}').filter(|c| windows_1252(*c).is_some());
        // What the code page assigns comes before what stands for itself.
        let (latin, high): (Vec<char>, Vec<char>) = all.partition(|c| *c <= '\u{FF}');
        high.into_iter().chain(latin).collect()
    });

    #[test]
    fn misread_text_is_told() {
        for text in ["café crème", "it’s “said”", "größer", "ලංකා පුවත්", "हिन्दी में", "新闻联播"]
        {
            assert_eq!(faults(text), 0, "{text}");
            assert!(faults(&misread_whole(text)) > 0, "{}", misread_whole(text));
        }
    }

    #[test]
    fn honest_text_is_not() {
        for text in [
            "CAFÉ… IRMÃ” À « la » carte",
            "né…”",
            "MANHÃ’S",
            "50 € – 60 €",
            "naïve coöperation",
            "Ünïcödé",
            "náššuvnnalaš",
            "vážžu",
            "“Ölü…” — §5 °C",
        ] {
            assert_eq!(faults(text), 0, "{text}");
        }
    }

    #[test]
    fn replacement_characters_are_counted_by_place() {
        assert_eq!(faults("a \u{FFFD}\u{FFFD} b \u{FFFD}"), 2);
    }
}
