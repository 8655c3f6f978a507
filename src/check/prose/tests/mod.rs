//! Files and the prose in them.

mod any;
mod hostile;
mod html;
mod markdown;
mod plain;
mod rst;

use super::*;
use std::ops::Range;

/// The prose of a file that is text, its map looked at.
fn prose(file: &str, markup: Markup) -> Prose {
    let prose = Prose::read(file.as_bytes(), markup).unwrap();
    check_map(file, &prose);
    prose
}

/// The text alone.
fn text(file: &str, markup: Markup) -> String {
    prose(file, markup).text
}

/// Which part of the file this part of the prose came from.
fn raw<'f>(file: &'f str, prose: &Prose, part: &str) -> &'f str {
    let start = prose.text.find(part).unwrap();
    &file[prose.origins.raw(start..start + part.len())]
}

/// Every character comes from whole characters of the file, each from behind the one before it.
fn check_map(file: &str, prose: &Prose) {
    let mut end = 0;
    for (at, c) in prose.text.char_indices() {
        let Range { start, end: next } = prose.origins.raw(at..at + c.len_utf8());
        assert!(end <= start && start < next, "{at} of {:?} from {start}..{next}", prose.text);
        assert!(file.get(start..next).is_some(), "{start}..{next} of {file:?}");
        end = next;
    }
}

#[test]
fn paths_tell_the_markup() {
    for (path, markup) in [
        ("docs/a.MD", Some(Markup::Markdown)),
        ("a.b.rst", Some(Markup::Rst)),
        ("x.xhtml", Some(Markup::Html)),
        ("notes.Text", Some(Markup::Plain)),
        ("md", None),
        ("a.rs", None),
    ] {
        assert_eq!(Markup::of_path(Path::new(path)), markup, "{path}");
    }
}

#[test]
fn what_is_no_text_is_told_with_its_place() {
    let read = |bytes| Prose::read(bytes, Markup::Plain).unwrap_err();
    assert_eq!(read(b"caf\xE9"), Undecodable { offset: 3, expected: "UTF-8" });
    assert_eq!(read(b"\xEF\xBB\xBFab\xFF").offset, 5);
    assert_eq!(read(b"\xFF\xFEa\0b"), Undecodable { offset: 4, expected: "UTF-16" });
}

#[test]
fn a_byte_order_mark_is_no_text() {
    let prose = prose("\u{FEFF}# Title", Markup::Markdown);
    assert_eq!(prose.text, "Title");
    assert_eq!(prose.origins.raw(0..5), 5..10);
}

#[test]
fn utf16_is_read_and_has_its_places() {
    let page = "<p>caf&eacute; 😀</p>";
    let bytes: Vec<u8> =
        [0xFE, 0xFF].into_iter().chain(page.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let prose = Prose::read(&bytes, Markup::Html).unwrap();
    assert_eq!(prose.text, "café 😀");
    assert_eq!(prose.origins.raw(0..3), 8..14);
    assert_eq!(prose.origins.raw(3..5), 14..30);
    assert_eq!(prose.origins.raw(6..10), 32..36);
}
