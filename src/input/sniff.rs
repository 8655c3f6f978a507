//! What a file is, told by its first bytes.

use super::reject::{Flaw, RejectKind};
use super::settings::Format;

/// How many bytes tell a compression; a tar archive is told by its 262nd.
pub(super) const HEAD: usize = 512;

/// The compressions that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

/// The compression that starts like this.
pub(crate) fn codec(head: &[u8]) -> Option<Codec> {
    match head {
        [0x1F, 0x8B, 8, ..] => Some(Codec::Gzip),
        // A frame may come after frames to be skipped.
        [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Codec::Zstd),
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Codec::Xz),
        // The digits of pi begin a block, those of its root end a file without any.
        [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..]
            if rest.starts_with(&[0x31, 0x41, 0x59]) || rest.starts_with(&[0x17, 0x72, 0x45]) =>
        {
            Some(Codec::Bzip2)
        }
        _ => None,
    }
}

/// Whether a file that begins so is compressed, in a way that is read.
#[cfg(feature = "check")]
pub(crate) fn is_compressed(head: &[u8]) -> bool {
    codec(head).is_some()
}

/// A byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32,
}

/// The byte order mark that the text starts with.
pub(crate) fn mark(head: &[u8]) -> Option<Mark> {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => Some(Mark::Utf8),
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some(Mark::Utf32),
        [0xFF, 0xFE, ..] => Some(Mark::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Mark::Utf16Be),
        _ => None,
    }
}

/// Files that people have and that are not read, and what makes them readable.
const OTHERS: [(&[u8], &str, &str); 8] = [
    (b"PK\x03\x04", "a zip archive", "unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive", "unpack it first"),
    (b"Rar!\x1A\x07", "a RAR archive", "unpack it first"),
    (b"\x04\x22\x4D\x18", "compressed with lz4", "`lz4 -d` unpacks it"),
    (
        b"PAR1",
        "a Parquet file",
        "export it as JSON Lines, as with DuckDB: \
        `COPY (FROM 'in.parquet') TO 'out.jsonl' (FORMAT json)`",
    ),
    (b"ARROW1", "an Arrow file", "export it as JSON Lines"),
    (b"SQLite format 3\0", "an SQLite database", "export a table as CSV: `sqlite3 -header -csv`"),
    (b"%PDF-", "a PDF file", "`pdftotext` makes text of it"),
];

/// An error if the text, once decompressed, begins like something else.
pub(super) fn refuse_others(head: &[u8]) -> Result<(), Flaw> {
    let unsupported = |what: &str, advice: &str| {
        let reason = format!("expected text, found {what}; {advice}");
        Err(Flaw::new(RejectKind::Unsupported, reason))
    };
    if let Some((_, what, advice)) = OTHERS.iter().find(|(magic, ..)| head.starts_with(magic)) {
        return unsupported(what, advice);
    }
    if head.get(257..262) == Some(b"ustar") {
        return unsupported("a tar archive", "unpack it first");
    }
    if codec(head).is_some() {
        return unsupported("a file compressed twice", "decompress it once");
    }
    Ok(())
}

/// How many bytes of mark to pass over; an error if records cannot be told from each other in
/// this encoding.
pub(super) fn pass_mark(head: &[u8], whole: bool) -> Result<usize, Flaw> {
    match mark(head) {
        None => Ok(0),
        // A document keeps its mark; it is only no part of the text.
        Some(Mark::Utf8) => Ok(if whole { 0 } else { 3 }),
        Some(Mark::Utf16Le | Mark::Utf16Be) if whole => Ok(0),
        Some(mark) => {
            let name = if mark == Mark::Utf32 { "UTF-32" } else { "UTF-16" };
            let reason =
                format!("expected UTF-8, found {name}; `iconv -f {name} -t UTF-8` converts it");
            Err(Flaw::new(RejectKind::Utf16, reason))
        }
    }
}

/// The format that the beginning of a text shows; tables are known by a header that names the
/// text column.
pub(super) fn format(head: &[u8], text_field: &str) -> Option<Format> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let start = head.trim_ascii_start();
    match start.first()? {
        b'{' => return Some(Format::JsonLines),
        b'[' if start[1..].trim_ascii_start().starts_with(b"{") => return Some(Format::JsonLines),
        _ => {}
    }
    let line = start.split(|byte| *byte == b'\n').next()?.trim_ascii_end();
    let names_text = |separator: u8| {
        let mut cells = line.split(|byte| *byte == separator);
        line.contains(&separator)
            && cells.any(|cell| cell.trim_ascii().trim_with(b'"') == text_field.as_bytes())
    };
    Some(match () {
        () if names_text(b'\t') => Format::Tsv,
        () if names_text(b',') => Format::Csv,
        () => Format::Text,
    })
}

/// Takes one quote off either end.
trait TrimWith {
    fn trim_with(&self, quote: u8) -> &[u8];
}

impl TrimWith for [u8] {
    fn trim_with(&self, quote: u8) -> &[u8] {
        match self {
            [first, inner @ .., last] if *first == quote && *last == quote => inner,
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_their_beginning() {
        for (head, expected) in [
            ("\u{FEFF}\n {\"a\"", Some(Format::JsonLines)),
            ("[\n {\"a\"", Some(Format::JsonLines)),
            ("id,\"text\"\r\n", Some(Format::Csv)),
            ("id\ttext\tx, y", Some(Format::Tsv)),
            ("text", Some(Format::Text)),
            ("It said, in this text, that", Some(Format::Text)),
            ("[1] A note", Some(Format::Text)),
            (" \n", None),
        ] {
            assert_eq!(format(head.as_bytes(), "text"), expected, "{head}");
        }
    }

    #[test]
    fn refuses_with_advice() {
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        for (head, found) in [
            (&b"PK\x03\x04rest"[..], "a zip archive; unpack"),
            (b"PAR1", "a Parquet file; export"),
            (b"\x1F\x8B\x08\0", "compressed twice"),
            (&tar, "a tar archive"),
        ] {
            let error = refuse_others(head).unwrap_err().error.to_string();
            assert!(error.contains(found), "{error}");
        }
        refuse_others(b"BZh is a text").unwrap();
        let error = pass_mark(&[0xFF, 0xFE, 65, 0], false).unwrap_err().error.to_string();
        assert!(error.contains("iconv -f UTF-16"), "{error}");
        assert_eq!(pass_mark(&[0xFF, 0xFE, 65, 0], true).unwrap(), 0);
    }
}
