//! Which bytes of a text go where it tells again what is told first elsewhere.
//!
//! Cost: a sort of the tellings in one text.

use std::ops::Range;

/// A telling that is not the first.
pub(super) struct Later {
    /// Its bytes in the text.
    pub(super) bytes: Range<usize>,
    pub(super) passage: u32,
    /// Where the first telling ends, if it stands in this text: that much stays.
    pub(super) from: usize,
}

/// The bytes of the text to cut, disjoint, in order and none empty, each with the passage that it
/// is of. Where two passages overlap, what they share goes with the first.
pub(super) fn spans(later: impl Iterator<Item = Later>, text: &str) -> Vec<(Range<usize>, u32)> {
    let wide = later.map(|one| {
        let wide = widen(text, one.bytes);
        (wide.start.max(one.from)..wide.end, one.passage)
    });
    let mut wide: Vec<(Range<usize>, u32)> = wide.collect();
    // A first telling that reaches into a later one moves its beginning.
    wide.sort_unstable_by_key(|(span, passage)| (span.start, span.end, *passage));
    let mut spans: Vec<(Range<usize>, u32)> = Vec::new();
    for (span, passage) in wide {
        let reached = spans.last().map_or(0, |(last, _)| last.end);
        let new = span.start.max(reached)..span.end;
        match spans.last_mut() {
            _ if new.is_empty() => {}
            Some((last, of)) if *of == passage && new.start == last.end => last.end = new.end,
            _ => spans.push((new, passage)),
        }
    }
    spans
}

/// With the marks that stand at its words, and the white space behind these: what is left of a
/// sentence that was cut should not be its full stop.
fn widen(text: &str, span: Range<usize>) -> Range<usize> {
    let mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let start = text[..span.start].trim_end_matches(mark).len();
    let behind = text[span.end..].trim_start_matches(mark);
    let at_word = start == 0 || text[..start].ends_with(char::is_whitespace);
    let behind = if at_word { behind.trim_start() } else { behind };
    let end = text.len() - behind.len();
    if at_word { start..end } else { span.start..end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_takes_its_marks_along() {
        let text = "One. “The pier is closed.” Two. ක්‍රම pier.";
        let start = text.find("The").unwrap();
        let end = text.find("closed").unwrap() + "closed".len();
        let cut = widen(text, start..end);
        assert_eq!(&text[cut.clone()], "“The pier is closed.” ");
        assert_eq!(format!("{}{}", &text[..cut.start], &text[cut.end..]), "One. Two. ක්‍රම pier.");
    }

    /// The cuts in a text of words of one letter, given as spans, passages and where these are
    /// told first.
    fn cuts(later: &[(Range<usize>, u32, usize)]) -> Vec<(Range<usize>, u32)> {
        let text = "a b c d e f g h i j k l";
        let later = later.iter().cloned();
        spans(later.map(|(bytes, passage, from)| Later { bytes, passage, from }), text)
    }

    #[test]
    fn what_overlaps_is_cut_once() {
        assert_eq!(cuts(&[(0..7, 1, 0), (4..11, 2, 0)]), [(0..8, 1), (8..12, 2)]);
        assert_eq!(cuts(&[(0..11, 1, 0), (4..7, 2, 0)]), [(0..12, 1)]);
        // Two tellings in a row are one cut.
        assert_eq!(cuts(&[(0..7, 1, 0), (8..15, 1, 0)]), [(0..16, 1)]);
    }

    #[test]
    fn the_first_telling_stays_whole() {
        assert_eq!(cuts(&[(4..11, 1, 7)]), [(7..12, 1)]);
        assert_eq!(cuts(&[(4..7, 1, 11)]), []);
        // A telling that its first one shortens does not swallow what begins before it.
        assert_eq!(cuts(&[(0..15, 1, 12), (4..7, 2, 0)]), [(4..8, 2), (12..16, 1)]);
    }
}
