//! Plain text: UTF-8, and whole files of UTF-16.

use crate::input::reject::{Flaw, RejectKind};
use crate::input::sniff::{self, Mark};
use memchr::memchr_iter;

/// `bytes` as UTF-8.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, Flaw> {
    let error = match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let at = error.valid_up_to();
    let byte = bytes.get(at).copied().unwrap_or_default();
    let advice = if error.error_len().is_none() {
        "; the text seems cut off within a character"
    } else {
        "; perhaps it is Windows-1252 or ISO-8859-1, which `iconv -f WINDOWS-1252 -t UTF-8` converts"
    };
    let reason =
        format!("expected UTF-8, found the byte 0x{byte:02X} at offset {at} in the record{advice}");
    Err(Flaw::new(RejectKind::InvalidUtf8, reason))
}

/// The text of a whole file: without its byte order mark, and decoded if it is UTF-16. `valid` is
/// the file as UTF-8, if it is that.
pub(super) fn document<'a>(
    bytes: &'a [u8],
    valid: Option<&'a str>,
    scratch: &'a mut String,
) -> Result<&'a str, Flaw> {
    let Some(chars) = utf16(bytes) else {
        return match sniff::mark(bytes) {
            Some(Mark::Utf8) => utf8(&bytes[3..]),
            _ => valid.map_or_else(|| utf8(bytes), Ok),
        };
    };
    if !bytes.len().is_multiple_of(2) {
        let reason = format!("expected UTF-16, found an odd number of bytes ({})", bytes.len());
        return Err(Flaw::new(RejectKind::Utf16, reason));
    }
    scratch.clear();
    scratch.extend(chars.map(|(c, _)| c));
    Ok(scratch)
}

/// The characters behind the byte order mark and how many bytes each takes, if the mark is one of
/// UTF-16. A surrogate without its other half becomes U+FFFD.
pub(crate) fn utf16(bytes: &[u8]) -> Option<impl Iterator<Item = (char, u8)>> {
    let unit = match sniff::mark(bytes)? {
        Mark::Utf16Le => u16::from_le_bytes,
        Mark::Utf16Be => u16::from_be_bytes,
        Mark::Utf8 | Mark::Utf32 => return None,
    };
    let (units, _) = bytes[2..].as_chunks::<2>();
    let chars = char::decode_utf16(units.iter().map(move |bytes| unit(*bytes)));
    Some(chars.map(|c| match c {
        Ok(c) => (c, 2 * c.len_utf16() as u8),
        Err(_) => (char::REPLACEMENT_CHARACTER, 2),
    }))
}

/// How many lines these are; the last may lack its end.
pub(super) fn lines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64 + u64::from(!bytes.ends_with(b"\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_byte_that_is_not_utf8() {
        let error = utf8(b"caf\xE9 noir").unwrap_err().error.to_string();
        assert!(error.contains("0xE9 at offset 3") && error.contains("iconv"), "{error}");
        let error = utf8(b"caf\xC3").unwrap_err().error.to_string();
        assert!(error.contains("0xC3 at offset 3") && error.contains("cut off"), "{error}");
    }

    #[test]
    fn documents_are_decoded() {
        let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            mark.into_iter().chain("é😀".encode_utf16().flat_map(bytes)).collect::<Vec<_>>()
        };
        let mut scratch = String::from("old");
        for bytes in [
            utf16([0xFF, 0xFE], u16::to_le_bytes),
            utf16([0xFE, 0xFF], u16::to_be_bytes),
            "\u{FEFF}é😀".into(),
            "é😀".into(),
        ] {
            assert_eq!(document(&bytes, None, &mut scratch).unwrap(), "é😀");
        }
        let odd = document(&[0xFF, 0xFE, 65], None, &mut scratch).unwrap_err();
        assert_eq!(odd.kind, RejectKind::Utf16);
    }
}
