//! Two excerpts word by word, each on one row.
//!
//! White space is one blank, and of a long stretch that is the same only its ends beside the
//! differences are shown, so that these are seen first.

use super::wording::{EXCERPT, clipped};
use crate::base::error::escape;
use crate::compare::Change;
use std::ops::Range;

/// Shorter stretches that are the same are shown whole.
const WHOLE: usize = 60;

/// Characters that are shown of a longer one, on either side where a difference is.
const BESIDE: usize = 24;

/// A piece of a row, safe to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Whether the other text has something else there.
    pub(super) differs: bool,
}

/// One row if both have the same words, otherwise one of each.
pub(super) enum Rows {
    Same(String),
    Differ([Vec<Piece>; 2]),
}

/// Both excerpts.
pub(super) fn rows(a: &str, b: &str) -> Rows {
    let (a, b) = (clipped(a, EXCERPT), clipped(b, EXCERPT));
    let steps = crate::compare::steps::steps(&a, &b);
    if steps.iter().all(|step| step.change == Change::Same) {
        return Rows::Same(flat(&a));
    }
    let last = steps.len() - 1;
    let mut rows = [Vec::new(), Vec::new()];
    for (i, step) in steps.iter().enumerate() {
        let sides = [(&a, &step.a), (&b, &step.b)];
        for (row, (text, bytes)) in rows.iter_mut().zip(sides) {
            let text = get(text, bytes);
            if step.change == Change::Same {
                row.push(Piece { text: folded(text, i > 0, i < last), differs: false });
            } else {
                push_changed(row, text);
            }
        }
    }
    Rows::Differ(rows)
}

/// On one row, and safe to print.
pub(super) fn flat(text: &str) -> String {
    let mut row = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            row.push(c);
        } else if !row.ends_with(' ') {
            row.push(' ');
        }
    }
    escape(&row)
}

fn get<'t>(text: &'t str, bytes: &Range<usize>) -> &'t str {
    text.get(bytes.clone()).unwrap_or_default()
}

/// What stands around the words is no part of the change.
fn push_changed(row: &mut Vec<Piece>, text: &str) {
    let words = text.trim();
    let before = text.len() - text.trim_start().len();
    let after = before + words.len();
    let around = |bytes| Piece { text: flat(get(text, &bytes)), differs: false };
    let changed = Piece { text: flat(words), differs: true };
    let pieces = [around(0..before), changed, around(after..text.len())];
    row.extend(pieces.into_iter().filter(|piece| !piece.text.is_empty()));
}

/// The ends of what is the same, beside the differences.
fn folded(text: &str, differs_before: bool, differs_after: bool) -> String {
    let text = flat(text);
    if text.chars().count() <= WHOLE {
        return text;
    }
    let head = if differs_before { head(&text) } else { "" };
    let tail = if differs_after { tail(&text) } else { "" };
    let blank = |end: &str| if end.is_empty() { "" } else { " " };
    format!("{head}{}…{}{tail}", blank(head), blank(tail))
}

/// Some of the beginning, up to the end of a word if there is one.
fn head(text: &str) -> &str {
    let end = text.char_indices().nth(BESIDE).map_or(text.len(), |(end, _)| end);
    let head = get(text, &(0..end));
    head.rfind(' ').map_or(head, |end| get(head, &(0..end)))
}

/// Some of the end, from the beginning of a word if there is one.
fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().nth(BESIDE).map_or(0, |(start, _)| start);
    let tail = get(text, &(start..text.len()));
    // The blank that ends the stretch begins no word.
    let words = tail.trim_end();
    words.find(' ').map_or(tail, |blank| get(tail, &(blank + 1..tail.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(a: &str, b: &str) -> [String; 2] {
        match rows(a, b) {
            Rows::Same(row) => [row.clone(), row],
            Rows::Differ(rows) => rows.map(|row| {
                let pieces = row.into_iter();
                let mark = |piece: Piece| {
                    if piece.differs { format!("[{}]", piece.text) } else { piece.text }
                };
                pieces.map(mark).collect()
            }),
        }
    }

    #[test]
    fn marks_what_differs() {
        let [a, b] = marked("The port\nsaid so.", "The  harbour master said so.");
        assert_eq!(a, "The [port] said so.");
        assert_eq!(b, "The [harbour master] said so.");
        assert_eq!(marked("One, two.", "one  TWO")[0], "One, two.");
    }

    #[test]
    fn folds_what_is_the_same() {
        let same = "ships lay in the bay and waited for the tide ".repeat(4);
        let [a, b] = marked(&format!("{same}old {same}"), &format!("{same}new {same}"));
        assert_eq!(a, "… and waited for the tide [old] ships lay in the bay …");
        assert_eq!(b, "… and waited for the tide [new] ships lay in the bay …");
        let long = "漢".repeat(EXCERPT * 2);
        assert_eq!(marked(&long, "")[0].chars().count(), EXCERPT + "[…]".chars().count());
    }
}
