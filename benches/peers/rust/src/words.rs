//! Words and shingles as `common.py` cuts them.

use crate::{Failure, SHINGLE_WORDS};
use regex::Regex;

/// A run of letters, numbers and `_`, with or without marks and joiners.
pub fn pattern(marks: bool) -> Result<Regex, Failure> {
    let class = if marks { r"[\p{L}\p{N}\p{M}_\u200c\u200d]+" } else { r"[\p{L}\p{N}_]+" };
    Ok(Regex::new(class)?)
}

/// The lower-cased words of a text with one space between them, and where each begins and ends.
pub fn words(pattern: &Regex, text: &str) -> (String, Vec<(usize, usize)>) {
    let lower = text.to_lowercase();
    let (mut joined, mut spans) = (String::with_capacity(lower.len()), Vec::new());
    for word in pattern.find_iter(&lower) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        let start = joined.len();
        joined.push_str(word.as_str());
        spans.push((start, joined.len()));
    }
    (joined, spans)
}

/// The runs of five words, or the one of all where there are fewer.
pub fn shingles<'a>(joined: &'a str, spans: &'a [(usize, usize)]) -> impl Iterator<Item = &'a str> {
    let width = SHINGLE_WORDS.min(spans.len()).max(1);
    spans.windows(width).map(move |run| &joined[run[0].0..run[width - 1].1])
}
