//! Files made to cost much: eight times the file may cost some eight times the work.
//!
//! Work is the time that one thread spends on a processor, which other tests at the same time hardly
//! change.
//!
//! `cargo test --lib prose::tests::hostile -- --nocapture` prints the times.

use super::*;
use std::time::{Duration, Instant};

const SMALL: usize = 64 << 10;
const TIMES: usize = 8;

/// Quadratic work would cost 64 times as much, and times waver.
const RATIO: u32 = 24;

/// What is done sooner than this is not compared.
const SOON: Duration = Duration::from_millis(200);

/// What is repeated to a file.
const PIECES: [&str; 30] = [
    "[",
    "![",
    "[a](",
    "[a]: b\n",
    "<",
    "<a ",
    "<!--",
    "</p",
    "&",
    "&a",
    "*",
    "*a **b ",
    "_a",
    "`",
    "` ``",
    "> ",
    "- ",
    "1. ",
    "\n    ",
    "|a",
    "$",
    "~",
    "<div>",
    "<p><svg>",
    "<a b=\"",
    ".. ",
    ":a",
    "\\",
    "<!-- retold-ignore --><li>",
    "[^1]",
];

/// What is repeated to a half of a file each.
const HALVES: [(&str, &str); 14] = [
    ("- ", "\n"),
    ("- ", "a\n"),
    ("> ", "a\n"),
    (">", "\n>"),
    ("1. > ", "\n\n"),
    (": ", "\n"),
    ("[^a]: ", "\n"),
    ("[", "]"),
    ("![", "](a)"),
    ("*a", "**b"),
    ("<a\n", ">"),
    ("<div>\n\n", "</p>\n"),
    ("a\n: b\n", "c\n\n"),
    ("a|", "\n-|"),
];

/// How long this thread has been on a processor; where the system does not tell, how long it has
/// been there at all.
fn busy(since: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

/// A file of so many bytes, of two halves.
fn halved((first, second): (&str, &str), len: usize) -> String {
    let [first, second] = [first, second].map(|piece| piece.repeat(len / 2 / piece.len()));
    first + &second
}

/// Quotations as deep as they are read, and lines that go on in them without a mark.
fn deep(len: usize) -> String {
    "> ".repeat(200) + &"a\n".repeat(len / 2)
}

/// Items in items, each in a line of its own, and blank lines.
fn stairs(len: usize) -> String {
    let steps = (len / 2).isqrt();
    let stairs = (0..steps).map(|depth| "  ".repeat(depth) + "- a\n");
    stairs.collect::<String>() + &"\n".repeat(len / 2)
}

fn timed(name: &str, file: &str, markup: Markup) -> Duration {
    let start = Instant::now();
    let before = busy(start);
    let prose = Prose::read(file.as_bytes(), markup).unwrap();
    let took = busy(start).saturating_sub(before);
    let (len, left) = (file.len(), prose.text.len());
    eprintln!("{took:>9.2?}, {left:>8} of {len:>8} left, {markup:?} {name}");
    took
}

fn check(name: &str, file: impl Fn(usize) -> String, markup: Markup) {
    let small = timed(name, &file(SMALL), markup);
    let large = timed(name, &file(SMALL * TIMES), markup);
    assert!(large < SOON || large < small * RATIO, "{name}: {small:.2?}, {large:.2?}");
}

#[test]
fn no_file_costs_much() {
    let whole = PIECES.map(|piece| (piece, piece));
    for markup in [Markup::Markdown, Markup::Rst, Markup::Html, Markup::Plain] {
        for halves in whole.into_iter().chain(HALVES) {
            check(&format!("{halves:?}"), |len| halved(halves, len), markup);
        }
        check("deep", deep, markup);
        check("stairs", stairs, markup);
    }
}
