//! Files of plain text.

use super::*;

fn plain(file: &str) -> String {
    text(file, Markup::Plain)
}

#[test]
fn all_is_prose() {
    let file = "One  <b>two</b>\n\n<!-- three --> &amp; *four*\n";
    assert_eq!(plain(file), file);
}

#[test]
fn comments_leave_parts_out() {
    assert_eq!(plain("a\n<!-- retold-ignore -->\n\nb\nb\n \nc"), "a\n\nc");
    assert_eq!(plain("a\n<!--retold-ignore--> b\nb\n\nc"), "a\n\nc");
    assert_eq!(
        plain("a <!-- retold-ignore-start --> b\n\nb <!-- retold-ignore-end --> c"),
        "a \nc"
    );
    assert_eq!(plain("a <!-- retold-ignore-start --> b"), "a ");
    assert_eq!(plain("a <!-- retold-ignored --> b"), "a <!-- retold-ignored --> b");
    assert!(prose("a\n<!-- retold-ignore-file\n-->", Markup::Plain).ignores_all);
}
