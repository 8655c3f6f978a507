//! A column of text: words wrapped by the width that a terminal gives them.
//!
//! White space is one blank, line ends stay, and so does one blank line between paragraphs. Wide
//! characters, such as those of Chinese, may be parted but not from their brackets and stops; a word that is longer than a row
//! is parted between graphemes. What could harm a terminal is escaped, and a row with
//! right-to-left letters is isolated, so that it cannot reach into the other column.
//!
//! Cost: linear in the text; rows are held until taken.

use crate::base::error::escape;
use crate::report::paint::Paint;
use std::collections::VecDeque;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tone {
    #[default]
    Same,
    Changed,
    OnlyA,
    OnlyB,
    Name,
}

impl Tone {
    fn paint(self, text: &str, paint: Paint) -> String {
        match self {
            Tone::Same => text.to_owned(),
            Tone::Changed => paint.yellow(text),
            Tone::OnlyA => paint.red(text),
            Tone::OnlyB => paint.green(text),
            Tone::Name => paint.bold(text),
        }
    }
}

/// Text on one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pieces: Vec<(Tone, String)>,
    pub(super) width: usize,
}

impl Row {
    fn push(&mut self, tone: Tone, text: &str, width: usize) {
        self.width += width;
        match self.pieces.last_mut() {
            Some((last, piece)) if *last == tone => piece.push_str(text),
            _ => self.pieces.push((tone, text.to_owned())),
        }
    }

    fn append(&mut self, mut word: Row) {
        for (tone, text) in word.pieces.drain(..) {
            self.push(tone, &text, 0);
        }
        self.width += word.width;
    }

    /// Something in it is not the same on both sides.
    pub(super) fn differs(&self) -> bool {
        self.pieces.iter().any(|(tone, _)| !matches!(tone, Tone::Same | Tone::Name))
    }

    pub(super) fn painted(&self, paint: Paint) -> String {
        let text: String = self.pieces.iter().map(|(tone, text)| tone.paint(text, paint)).collect();
        let turns = self.pieces.iter().any(|(_, text)| text.chars().any(is_right_to_left));
        if turns { format!("\u{2068}{text}\u{2069}") } else { text }
    }
}

/// Letters of the blocks that are written from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// Columns that a terminal needs for `text`.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// No row ends behind one of these, the marks of differences among them, where no blank parts them.
const OPENING: &str = "「『（【《〈“‘([{-+";

/// And none begins with one of these.
const CLOSING: &str = "」』）】》〉”’)]}-+。、，．！？：；…,.!?:;";

/// What stands between two words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Gap {
    #[default]
    Nothing,
    Blank,
    Lines(u8),
}

/// A column that is being filled.
#[derive(Debug)]
pub(super) struct Column {
    width: usize,
    rows: VecDeque<Row>,
    row: Row,
    gap: Gap,
    word: Row,
    /// The word ends in a wide character.
    after_wide: bool,
}

impl Column {
    pub(super) fn new(width: usize) -> Self {
        let (rows, row, word) = Default::default();
        Self { width: width.max(1), rows, row, gap: Gap::Nothing, word, after_wide: false }
    }

    /// Adds text, which may go on where the last ended.
    pub(super) fn push(&mut self, text: &str, tone: Tone) {
        for grapheme in text.graphemes(true) {
            if grapheme.chars().all(char::is_whitespace) {
                self.end_word();
                self.space(grapheme.contains('\n'));
                continue;
            }
            // Soft hyphens are no part of a word, and terminals do not agree on their width.
            let shown = escape(grapheme).replace('\u{AD}', "");
            let width = width(&shown);
            let is_wide = width > 1 && shown == grapheme;
            if self.parts_before(&shown, is_wide) || self.word.width + width > self.width {
                self.end_word();
            }
            self.word.push(tone, &shown, width);
            self.after_wide = is_wide;
        }
    }

    /// Whether a row may end here, within a word: beside a wide character, but neither behind what
    /// opens nor before what closes.
    fn parts_before(&self, next: &str, is_wide: bool) -> bool {
        let last = self.word.pieces.last().and_then(|(_, piece)| piece.chars().next_back());
        (is_wide || self.after_wide)
            && !last.is_some_and(|last| OPENING.contains(last))
            && !next.starts_with(|next| CLOSING.contains(next))
    }

    fn space(&mut self, ends_line: bool) {
        self.gap = match (self.gap, ends_line) {
            (Gap::Lines(lines), true) => Gap::Lines(lines.saturating_add(1)),
            (_, true) => Gap::Lines(1),
            (Gap::Nothing, false) => Gap::Blank,
            (gap, false) => gap,
        };
    }

    fn end_word(&mut self) {
        if self.word.pieces.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        match std::mem::take(&mut self.gap) {
            Gap::Lines(lines) => self.break_line(lines),
            Gap::Blank if self.row.width > 0 && self.row.width + 1 + word.width <= self.width => {
                let tone = |piece: Option<&(Tone, String)>| piece.map(|(tone, _)| *tone);
                let before = tone(self.row.pieces.last()).unwrap_or_default();
                let is_within = tone(word.pieces.first()) == Some(before);
                self.row.push(if is_within { before } else { Tone::Same }, " ", 1);
            }
            Gap::Nothing if self.row.width + word.width <= self.width => {}
            Gap::Blank | Gap::Nothing => self.end_row(),
        }
        self.row.append(word);
    }

    /// At the top of a column there is nothing to break.
    fn break_line(&mut self, lines: u8) {
        let is_top = self.rows.is_empty() && self.row.pieces.is_empty();
        self.end_row();
        if lines > 1 && !is_top {
            self.rows.push_back(Row::default());
        }
    }

    fn end_row(&mut self) {
        if !self.row.pieces.is_empty() {
            self.rows.push_back(std::mem::take(&mut self.row));
        }
    }

    /// How far the text has come, in columns of the screen since the last row that was taken.
    pub(super) fn position(&self) -> usize {
        self.rows.len() * self.width + self.row.width + self.word.width
    }

    /// How many rows are whole.
    pub(super) fn whole_rows(&self) -> usize {
        self.rows.len()
    }

    /// Takes the first whole row.
    pub(super) fn take(&mut self) -> Option<Row> {
        self.rows.pop_front()
    }

    /// Ends the row, and the paragraph if the text ended it: all rows are whole.
    pub(super) fn finish(&mut self) {
        self.end_word();
        let gap = std::mem::take(&mut self.gap);
        self.end_row();
        if matches!(gap, Gap::Lines(2..)) {
            self.rows.push_back(Row::default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ColorChoice;
    use proptest::prelude::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let mut column = Column::new(width);
        column.push(text, Tone::Same);
        column.finish();
        let paint = Paint::new(ColorChoice::Never, false);
        std::iter::from_fn(|| column.take()).map(|row| row.painted(paint)).collect()
    }

    #[test]
    fn words_stay_whole() {
        assert_eq!(wrapped("  one two  three\tfour ", 9), ["one two", "three", "four"]);
        assert_eq!(wrapped("one\r\ntwo\n\n \nthree", 9), ["one", "two", "", "three"]);
        assert_eq!(wrapped("a verylongword b", 6), ["a", "verylo", "ngword", "b"]);
        assert_eq!(wrapped("", 6), [""; 0]);
    }

    #[test]
    fn a_word_may_come_in_pieces() {
        let mut column = Column::new(8);
        column.push("one [", Tone::Same);
        column.push("two", Tone::OnlyA);
        column.push("three]", Tone::Same);
        column.finish();
        assert_eq!(column.take().unwrap().width, 3);
        let row = column.take().unwrap();
        assert_eq!(
            row.painted(Paint::new(ColorChoice::Always, false)),
            "[\u{1b}[31mtwo\u{1b}[0mthre"
        );
        assert!(row.differs());
    }

    #[test]
    fn widths_are_those_of_the_terminal() {
        assert_eq!(wrapped("東京の新聞。", 10), ["東京の新", "聞。"]);
        assert_eq!(wrapped("東京「新聞」ab", 6), ["東京", "「新", "聞」ab"]);
        assert_eq!(wrapped("東京の新聞。", 5), ["東京", "の新", "聞。"]);
        // Thai vowels above and below take no room of their own.
        assert_eq!(wrapped("ที่นี่ ที่", 5), ["ที่นี่ ที่"]);
        // A family is one grapheme of two columns.
        assert_eq!(wrapped("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 4), ["👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧"]);
        assert_eq!(wrapped("cafe\u{301} x", 4), ["cafe\u{301}", "x"]);
    }

    #[test]
    fn nothing_escapes_the_column() {
        assert_eq!(wrapped("a\u{1b}[2Jb\u{202E}c", 40), ["a\\u{1b}[2Jb\\u{202e}c"]);
        assert_eq!(wrapped("אבג def", 40), ["\u{2068}אבג def\u{2069}"]);
    }

    proptest! {
        #[test]
        fn no_row_is_too_wide_and_no_letter_lost(
            text in "[a-z東ก\u{301}👩 \n]{0,80}",
            columns in 2usize..20,
        ) {
            let rows = wrapped(&text, columns);
            for row in &rows {
                prop_assert!(width(row) <= columns, "{row:?}");
            }
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(letters(&rows.concat()), letters(&text));
        }
    }
}
