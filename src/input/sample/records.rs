//! Which records begin in a part of an input.
//!
//! A record is in the part that its first byte is in, so that each has the same chance to be
//! sampled, however long it is. In the midst of a table it is not known whether a line end stands
//! inside quotes. Two scans, one for each answer, go forward until both find the same row end:
//! one of the two is right, so that row end is true. Where they find none, a cell is very long or
//! the table has no quotes; it is taken for one without quotes only if what would be its rows have
//! as many columns as its header.
//!
//! Cost: a scan of the part, and of the record that reaches out of it.

use crate::input::formats::cut::{Rule, Scan};
use memchr::memchr;
use std::ops::Range;

/// How records are told apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub(super) rule: Rule,
    /// The columns of a table.
    #[cfg_attr(not(feature = "tables"), expect(dead_code))]
    pub(super) columns: usize,
}

/// What is known of the records that begin in a part.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Begun {
    /// They fill these bytes.
    Records(Range<usize>),
    None,
    /// More bytes are needed to tell where the last one ends.
    More,
}

/// The records that begin in `part` of `bytes`, of which records begin at `start`; `last` tells
/// that the input ends with these bytes. The byte before the part has to be there.
pub(super) fn beginning_in(
    bytes: &[u8],
    part: Range<usize>,
    start: usize,
    last: bool,
    cut: Cut,
) -> Begun {
    let first = if part.start <= start { Some(start) } else { first(bytes, part.start, cut) };
    let Some(first) = first.filter(|first| *first < part.end.min(bytes.len())) else {
        return if last || bytes.len() >= part.end { Begun::None } else { Begun::More };
    };
    let mut scan = Scan::new(cut.rule);
    let mut end = first;
    while end < part.end {
        match scan.first(&bytes[first..], last) {
            Some(next) => end = first + next,
            None if last => break,
            None => return Begun::More,
        }
    }
    Begun::Records(first..end)
}

/// Where the first record begins at `at` or after it, if that can be told.
fn first(bytes: &[u8], at: usize, cut: Cut) -> Option<usize> {
    let line = |at: usize| Some(at + memchr(b'\n', bytes.get(at..)?)? + 1);
    match cut.rule {
        Rule::Whole => None,
        Rule::Lines => line(at - 1),
        // The first end that is found from anywhere is one; what came before shows in nothing else.
        Rule::Paragraphs => Scan::new(cut.rule).first(bytes.get(at..)?, false).map(|end| at + end),
        #[cfg(feature = "tables")]
        Rule::Rows { separator } => {
            let line = line(at - 1)?;
            Some(line + rows::end(&bytes[line..], separator, cut.columns)?)
        }
    }
}

#[cfg(feature = "tables")]
mod rows {
    use crate::input::formats::row_end::RowEnd;

    /// How far both scans go.
    const FAR: usize = 1 << 20;

    /// The share of lines that are rows in a table without quotes.
    const ROWS: f64 = 0.9;

    /// A row end, if one can be told: `bytes` begin with a row, or inside quotes.
    pub(super) fn end(bytes: &[u8], separator: u8, columns: usize) -> Option<usize> {
        let bytes = &bytes[..bytes.len().min(FAR)];
        common_end(bytes, separator).or_else(|| no_quotes(bytes, separator, columns).then_some(0))
    }

    /// The first that is one in either case.
    fn common_end(bytes: &[u8], separator: u8) -> Option<usize> {
        let (mut outside, mut inside) = (RowEnd::default(), RowEnd::in_quotes());
        let (mut a, mut b, mut one) = (0, 0, 0);
        let mut other = inside.next(bytes, &mut b, separator)?;
        while one != other {
            if one < other {
                one = outside.next(bytes, &mut a, separator)?;
            } else {
                other = inside.next(bytes, &mut b, separator)?;
            }
        }
        Some(one)
    }

    /// The lines are rows of a table without quotes.
    fn no_quotes(bytes: &[u8], separator: u8, columns: usize) -> bool {
        let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        // Of the last one more may follow.
        lines.pop();
        let is_row = |line: &&&[u8]| memchr::memchr_iter(separator, line).count() + 1 == columns;
        let rows = lines.iter().filter(is_row).count() as f64;
        memchr::memchr(b'"', bytes).is_none() && rows >= ROWS * lines.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules() -> Vec<Rule> {
        vec![
            Rule::Lines,
            Rule::Paragraphs,
            #[cfg(feature = "tables")]
            Rule::Rows { separator: b',' },
        ]
    }

    fn cut(rule: Rule) -> Cut {
        Cut { rule, columns: 2 }
    }

    /// The records by reading all from the start.
    fn all(bytes: &[u8], rule: Rule) -> Vec<Range<usize>> {
        let (mut scan, mut start) = (Scan::new(rule), 0);
        let next = || scan.first(bytes, true).map(|end| std::mem::replace(&mut start, end)..end);
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn rows_are_told_from_lines_in_quotes() {
        let text = b"1,\"a\nb,c\nd\"\n2,\"e\n\"\"f\"\"\"\n3,\"g\"\n";
        let rule = Rule::Rows { separator: b',' };
        // From within the first cell, whose lines look like rows.
        let Begun::Records(found) = beginning_in(text, 3..30, 0, true, cut(rule)) else { panic!() };
        assert!(all(text, rule).iter().any(|row| row.start == found.start), "{found:?}");
        assert_eq!(found.end, text.len());
    }

    #[test]
    fn lines_of_a_long_cell_are_no_rows() {
        let rule = Rule::Rows { separator: b',' };
        let within = |lines: &str| {
            let text = format!("1,\"{}", lines.repeat((3 << 20) / lines.len()));
            beginning_in(text.as_bytes(), 70_000..140_000, 0, true, cut(rule))
        };
        // Some of them look like rows, and quotes that are doubled look like empty fields.
        assert_eq!(within("one\ntwo, three\n"), Begun::None);
        assert_eq!(within("one, \"\"two\"\"\nthree, four\n"), Begun::None);
        // A table without quotes is read all the same.
        let plain = "12,a word or two\n".repeat(200_000);
        let Begun::Records(found) =
            beginning_in(plain.as_bytes(), 70_000..140_000, 0, true, cut(rule))
        else {
            panic!()
        };
        assert_eq!(&plain[found.start..found.start + 3], "12,");
    }

    proptest! {
        /// Only true records, and for lines every one of them once.
        #[test]
        fn parts_hold_the_records_that_begin_in_them(
            text in "[a\n]{1,80}|(\"[a\n,]{0,9}\"|[a]{1,3})(,(\"[a\n,]{0,9}\"|a)\n){0,9}",
            len in 1usize..20,
        ) {
            let bytes = text.as_bytes();
            for rule in rules() {
                let truth = all(bytes, rule);
                let mut seen = Vec::new();
                for at in (0..bytes.len()).step_by(len) {
                    let part = at..at + len;
                    if let Begun::Records(found) = beginning_in(bytes, part, 0, true, cut(rule)) {
                        seen.extend(
                            truth.iter().filter(|r| found.contains(&r.start)).cloned(),
                        );
                        if rule == Rule::Lines {
                            prop_assert!(truth.iter().any(|record| record.start == found.start));
                        }
                        if matches!(rule, Rule::Lines | Rule::Paragraphs) {
                            prop_assert!(truth.iter().any(|record| record.end == found.end));
                        }
                    }
                }
                if rule == Rule::Lines {
                    prop_assert_eq!(seen, truth);
                }
            }
        }
    }
}
