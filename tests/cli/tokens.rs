//! `retold tokens` prints what `docs/tokens.md` promises.

use super::harness::Lab;
use super::prose::{prose, record};

/// The tokens that are printed, and the pieces of the text that they are said to come from.
fn tokens(text: &str) -> (Vec<String>, Vec<String>) {
    let lab = Lab::new();
    let ended = lab.call("tokens -").stdin(text).ok();
    let rows = ended.text().lines().map(|line| {
        let (span, token) = line.split_once('\t').unwrap();
        let (start, end) = span.split_once("..").unwrap();
        let span = start.parse().unwrap()..end.parse::<usize>().unwrap();
        (token.to_owned(), text[span].to_owned())
    });
    rows.unzip()
}

#[test]
fn the_table_of_the_definition() {
    for (text, expected) in [
        ("Don’t “STOP”, said 2 officers", &["don", "t", "stop", "said", "2", "officers"][..]),
        ("Rs. 1,250.50", &["rs", "1", "250", "50"]),
        ("the ﬁrst cafe\u{301}", &["the", "first", "caf\u{e9}"]),
        ("東京2024年", &["東", "京", "2024", "年"]),
        ("ข่าว", &["ข่", "า", "ว"]),
        ("뉴스 속보", &["뉴스", "속보"]),
        ("…!  😀", &[]),
    ] {
        assert_eq!(tokens(text).0, expected, "{text}");
    }
}

#[test]
fn each_token_tells_where_it_comes_from() {
    let (_, pieces) = tokens("Don’t “STOP”, the ﬁrst cafe\u{301}");
    assert_eq!(pieces, ["Don", "t", "STOP", "the", "ﬁrst", "cafe\u{301}"]);
}

#[test]
fn the_lines_are_as_they_say() {
    let lab = Lab::new();
    let ended = lab.call("tokens -").stdin("A ﬁn").ok();
    assert_eq!(ended.text(), "0..1\ta\n2..6\tfin\n");
}

#[test]
fn documents_are_parted_by_blank_lines() {
    let lab = Lab::new();
    lab.write("in.jsonl", record("a", "One") + &record("b", "Two \"three\""));
    let ended = lab.call("tokens in.jsonl").ok();
    assert_eq!(ended.text(), "0..3\tone\n\n0..3\ttwo\n5..10\tthree\n");
    lab.write("a.txt", "One");
    lab.write("b.txt", "Two");
    assert_eq!(lab.call("tokens a.txt b.txt").ok().text(), "0..3\tone\n\n0..3\ttwo\n");
}

#[test]
fn fields_and_errors_are_those_of_dedup() {
    let lab = Lab::new();
    lab.write("in.jsonl", "{\"body\":\"One\"}\n");
    assert_eq!(lab.call("tokens in.jsonl --text-field body").ok().text(), "0..3\tone\n");
    lab.call("tokens in.jsonl").exits(2).says(&["in.jsonl, record 1, byte 0", "text"]);
    lab.call("tokens missing").exits(2).says(&["missing"]);
}

#[test]
fn printed_tokens_cannot_move_a_cursor() {
    let lab = Lab::new();
    let hostile = "\u{1b}[31mred\u{202E}txt\u{7}\u{9b}2J <script>";
    let ended = lab.call("tokens -").stdin(hostile).ok();
    let printed = |c: char| c != '\n' && c != '\t' && (c.is_control() || c == '\u{202E}');
    assert!(!ended.text().contains(printed), "{:?}", ended.text());
    // Nothing is lost of a long listing.
    let long = prose(1, 30_000);
    let ended = lab.call("tokens -").stdin(long.as_str()).ok();
    assert_eq!(ended.text().lines().count(), 30_000);
}
