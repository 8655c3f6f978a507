//! Where a CSV row ends: at a line end outside quotes.
//!
//! A quote opens a quoted field at the start of the field only, and a doubled one stands for
//! itself, exactly as `csv-core` has it; what follows a closing quote is plain.

use memchr::{memchr, memchr2};

/// The state between two bytes of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    FieldStart,
    Plain,
    Quoted,
    /// After a quote in a quoted field: the end of it, or the first of two.
    Quote,
}

/// A scan for the ends of rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowEnd {
    state: State,
    opened: usize,
}

impl RowEnd {
    /// A scan that begins in a quoted field.
    pub(crate) fn in_quotes() -> Self {
        Self { state: State::Quoted, opened: 0 }
    }

    /// The end of the next row from `at` on; `at` goes as far as was looked.
    pub(crate) fn next(&mut self, bytes: &[u8], at: &mut usize, separator: u8) -> Option<usize> {
        loop {
            let step = match self.state {
                State::FieldStart | State::Quote => 0,
                State::Plain => memchr2(separator, b'\n', &bytes[*at..])?,
                State::Quoted => memchr(b'"', &bytes[*at..])?,
            };
            *at += step;
            let byte = *bytes.get(*at)?;
            self.state = match (self.state, byte) {
                (State::Quoted, _) => State::Quote,
                (State::Quote, b'"') => State::Quoted,
                (State::FieldStart, b'"') => {
                    self.opened = *at;
                    State::Quoted
                }
                (_, b'\n') => {
                    self.state = State::FieldStart;
                    *at += 1;
                    return Some(*at);
                }
                (_, byte) if byte == separator => State::FieldStart,
                _ => State::Plain,
            };
            *at += 1;
        }
    }

    pub(super) fn shift(&mut self, count: usize) {
        self.opened = self.opened.saturating_sub(count);
    }

    /// Where the quote opened that no other has closed.
    pub(super) fn open_quote(&self) -> Option<usize> {
        (self.state == State::Quoted).then_some(self.opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_in_quotes_end_no_row() {
        let ends = |text: &str| {
            let (mut scan, mut at) = (RowEnd::default(), 0);
            let ends: Vec<_> =
                std::iter::from_fn(|| scan.next(text.as_bytes(), &mut at, b',')).collect();
            (ends, scan.open_quote())
        };
        assert_eq!(ends("a,\"b\n\"\"\n\",c\r\nd\n"), (vec![13, 15], None));
        assert_eq!(ends("5\" disk,\"x\"y\n\n"), (vec![13, 14], None));
        assert_eq!(ends("a\nb,\"c\nd\n"), (vec![2], Some(4)));
    }
}
