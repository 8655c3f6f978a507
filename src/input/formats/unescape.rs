//! JSON string escapes.
//!
//! `serde_json` has validated the string; what is left is copying. The stretches between escapes
//! are copied whole, and a run of escapes (text dumped as ASCII) is taken without searching.
//!
//! Cost: a SIMD search and a copy for each stretch, some ten cycles for each escape.

use memchr::memchr;

/// A part of the inside of a JSON string.
pub(super) enum Piece<'r> {
    /// Stands for itself; may be empty.
    Copied(&'r str),
    /// Stands for this character, with so many bytes.
    Escape(char, u8),
}

/// Appends what `raw`, the inside of a JSON string, stands for. A surrogate without its other half
/// becomes U+FFFD, since no text holds half a character; so does what is no escape at all.
pub(crate) fn unescape(raw: &str, out: &mut String) {
    out.reserve(raw.len());
    pieces(raw, |piece| match piece {
        Piece::Copied(text) => out.push_str(text),
        Piece::Escape(c, _) => out.push(c),
    });
}

/// Takes `raw`, the inside of a JSON string, apart.
#[inline]
pub(super) fn pieces<'r>(raw: &'r str, mut take: impl FnMut(Piece<'r>)) {
    let mut rest = raw;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        take(Piece::Copied(&rest[..at]));
        rest = &rest[at..];
        while let Some(escape) = rest.strip_prefix('\\') {
            let (c, after) = decode(escape);
            // The longest are pairs of surrogates, 12 bytes.
            take(Piece::Escape(c, (rest.len() - after.len()) as u8));
            rest = after;
        }
    }
    take(Piece::Copied(rest));
}

/// The character that the escape stands for, and what follows it.
fn decode(escape: &str) -> (char, &str) {
    let mut chars = escape.chars();
    let c = match chars.next() {
        Some('n') => '\n',
        Some('t') => '\t',
        Some('r') => '\r',
        Some('b') => '\u{8}',
        Some('f') => '\u{C}',
        Some(c @ ('"' | '\\' | '/')) => c,
        Some('u') => return decode_unicode(chars.as_str()),
        _ => char::REPLACEMENT_CHARACTER,
    };
    (c, chars.as_str())
}

fn decode_unicode(digits: &str) -> (char, &str) {
    const LOST: char = char::REPLACEMENT_CHARACTER;
    let Some((high, rest)) = hex(digits) else { return (LOST, digits) };
    if !(0xD800..0xDC00).contains(&high) {
        return (char::from_u32(high).unwrap_or(LOST), rest);
    }
    match rest.strip_prefix("\\u").and_then(hex) {
        Some((low @ 0xDC00..0xE000, rest)) => {
            let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
            (char::from_u32(code).unwrap_or(LOST), rest)
        }
        _ => (LOST, rest),
    }
}

fn hex(text: &str) -> Option<(u32, &str)> {
    let digits = text.as_bytes().first_chunk::<4>()?;
    let code =
        digits.iter().try_fold(0, |code, &d| Some(code << 4 | char::from(d).to_digit(16)?))?;
    Some((code, &text[4..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unescaped(raw: &str) -> String {
        let mut out = String::from("kept ");
        unescape(raw, &mut out);
        out.split_off(5)
    }

    #[test]
    fn pairs_and_halves() {
        assert_eq!(unescaped(r"\ud83d\ude00!"), "😀!");
        assert_eq!(
            unescaped(r"a\ud83d\n\ude00\ud83d\ud83d\ude00b"),
            "a\u{FFFD}\n\u{FFFD}\u{FFFD}😀b"
        );
        assert_eq!(unescaped(r"\ud83d"), "\u{FFFD}");
    }

    #[test]
    fn what_is_no_escape_is_survived() {
        for raw in ["\\", "\\u12", "\\x", "\\uzzzz", "\\u12é", "\\é"] {
            assert!(unescaped(raw).starts_with('\u{FFFD}'), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn equals_serde_json(text in any::<String>()) {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(unescaped(&json[1..json.len() - 1]), text);
        }

        #[test]
        fn equals_serde_json_on_escapes(
            raw in r#"([a-zé😀]|\\[nrtbf"\\/]|\\u[0-9a-cA-C][0-9a-fA-F]{3}|\\ud8[0-9a-f]{2}\\uDC[0-9A-F]{2}){0,30}"#,
        ) {
            let wanted: String = serde_json::from_str(&format!("\"{raw}\"")).unwrap();
            prop_assert_eq!(unescaped(&raw), wanted);
        }
    }
}
