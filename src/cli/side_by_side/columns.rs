//! Two texts side by side, or one above the other where the screen is narrow.
//!
//! Both columns are filled word by word. Where equal text begins and they have drifted apart by a
//! row, and where both end a line, they are brought level. Whole rows are written at once, so
//! memory does not grow with the text.

use super::column::{Column, Row, Tone, width};
use super::fold::{Run, folded};
use crate::cli::side_by_side::context::Context;
use crate::cli::side_by_side::words::get;
use crate::compare::steps::Words;
use crate::compare::{Change, Step};
use crate::report::paint::Paint;
use indicatif::HumanCount;
use std::io::{self, Write};

const GUTTER: &str = " │ ";

/// Narrower columns than two of these hold too few words to be read.
const NARROW: usize = 50;

/// Rows of either text at a time where they stand one above the other.
const TURN: usize = 3;

/// How texts are shown.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Layout {
    pub(in crate::cli) width: usize,
    pub(in crate::cli) context: Context,
    pub(in crate::cli) paint: Paint,
}

impl Layout {
    fn is_stacked(&self) -> bool {
        self.width < NARROW
    }

    fn column(&self) -> usize {
        let gutter = width(GUTTER);
        if self.is_stacked() { self.width - gutter } else { (self.width - gutter) / 2 }
    }
}

/// A text and what is written above it.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Side<'t> {
    pub(in crate::cli) name: &'t str,
    pub(in crate::cli) text: &'t str,
}

/// Writes both texts.
pub(in crate::cli) fn write(
    to: &mut dyn Write,
    [a, b]: [Side<'_>; 2],
    steps: &[Step],
    layout: Layout,
) -> io::Result<()> {
    let columns = || Column::new(layout.column());
    let mut sheet = Sheet { to, layout, a: columns(), b: columns() };
    sheet.names(a.name, b.name)?;
    let (a_words, b_words) = (Words::of(a.text), Words::of(b.text));
    for (i, step) in steps.iter().enumerate() {
        if step.change == Change::Same {
            let at_ends = [i == 0, i + 1 == steps.len()];
            let run = Run { step, a: a.text, b: b.text, a_words: &a_words, b_words: &b_words };
            sheet.same(&run, at_ends)?;
        } else {
            let (a, b) = (get(a.text, &step.a), get(b.text, &step.b));
            sheet.differs(step.change, a, b)?;
        }
    }
    sheet.level()
}

/// A word up to its last line end, and the bullet or quote that opens the next line.
fn at_line_end(word: &str) -> (&str, &str) {
    word.split_at(word.rfind('\n').map_or(word.len(), |end| end + 1))
}

struct Sheet<'w> {
    to: &'w mut dyn Write,
    layout: Layout,
    a: Column,
    b: Column,
}

impl Sheet<'_> {
    fn names(&mut self, a: &str, b: &str) -> io::Result<()> {
        self.a.push(a, Tone::Name);
        self.b.push(b, Tone::Name);
        self.level()?;
        let Layout { paint, width, .. } = self.layout;
        if self.layout.is_stacked() {
            return writeln!(self.to, "{}", paint.dim("─".repeat(width)));
        }
        let line = "─".repeat(self.layout.column());
        writeln!(self.to, "{}", paint.dim(format_args!("{line}─┼─{line}")))
    }

    fn same(&mut self, run: &Run<'_>, at_ends: [bool; 2]) -> io::Result<()> {
        if run.len() == 0 {
            // Neither text has a word: punctuation at most.
            self.a.push(get(run.a, &run.step.a), Tone::Same);
            self.b.push(get(run.b, &run.step.b), Tone::Same);
            return Ok(());
        }
        let hidden = match self.layout.context {
            Context::All => None,
            Context::Lines(lines) => {
                folded(run, lines * self.layout.column(), self.layout.column(), at_ends)
            }
        };
        let mut at = 0;
        while at < run.len() {
            if let Some(hidden) = hidden.as_ref().filter(|hidden| hidden.start == at) {
                self.fold(hidden.len())?;
                at = hidden.end;
                continue;
            }
            self.same_word(run.word(at))?;
            at += 1;
        }
        Ok(())
    }

    fn same_word(&mut self, [a, b]: [&str; 2]) -> io::Result<()> {
        if self.a.position().abs_diff(self.b.position()) >= self.layout.column() {
            self.level()?;
        }
        let [(a, a_next), (b, b_next)] = [a, b].map(at_line_end);
        self.a.push(a, Tone::Same);
        self.b.push(b, Tone::Same);
        if a.ends_with('\n') && b.ends_with('\n') { self.level() } else { self.pass() }?;
        self.a.push(a_next, Tone::Same);
        self.b.push(b_next, Tone::Same);
        Ok(())
    }

    fn differs(&mut self, change: Change, a: &str, b: &str) -> io::Result<()> {
        let (a_tone, b_tone) = match change {
            Change::Changed => (Tone::Changed, Tone::Changed),
            _ => (Tone::OnlyA, Tone::OnlyB),
        };
        let is_coloured = self.layout.paint.is_coloured();
        for (column, text, tone, marks) in
            [(&mut self.a, a, a_tone, ["[-", "-]"]), (&mut self.b, b, b_tone, ["{+", "+}"])]
        {
            // What stands around the words is no part of the change.
            let words = text.trim();
            let before = text.len() - text.trim_start().len();
            let after = before + words.len();
            let [open, close] = if is_coloured || words.is_empty() { ["", ""] } else { marks };
            column.push(&text[..before], Tone::Same);
            for piece in [open, words, close] {
                column.push(piece, tone);
            }
            column.push(&text[after..], Tone::Same);
        }
        self.pass()
    }

    fn fold(&mut self, words: usize) -> io::Result<()> {
        self.level()?;
        let text = format!("… {} words the same …", HumanCount(words as u64));
        writeln!(self.to, "{}", self.layout.paint.dim(text))
    }

    /// Ends the rows of both columns, and writes them.
    fn level(&mut self) -> io::Result<()> {
        self.a.finish();
        self.b.finish();
        if self.layout.is_stacked() { self.stack() } else { self.pairs(usize::MAX) }
    }

    /// Writes what is whole in both columns.
    fn pass(&mut self) -> io::Result<()> {
        let rows = self.a.whole_rows().min(self.b.whole_rows());
        if !self.layout.is_stacked() {
            self.pairs(rows)
        } else if rows >= TURN {
            self.stack()
        } else {
            Ok(())
        }
    }

    /// Writes at most so many rows, as long as one column has any.
    fn pairs(&mut self, most: usize) -> io::Result<()> {
        let Layout { paint, .. } = self.layout;
        for _ in 0..most {
            let (a, b) = match (self.a.take(), self.b.take()) {
                (None, None) => break,
                (a, b) => (a.unwrap_or_default(), b.unwrap_or_default()),
            };
            let padding = " ".repeat(self.layout.column().saturating_sub(a.width));
            let gutter = if b.width > 0 { GUTTER } else { GUTTER.trim_end() };
            let (left, right) = (a.painted(paint), b.painted(paint));
            writeln!(self.to, "{left}{padding}{}{right}", paint.dim(gutter))?;
        }
        Ok(())
    }

    /// Writes the whole rows of the first column, then those of the second; once if they are the
    /// same.
    fn stack(&mut self) -> io::Result<()> {
        let a: Vec<Row> = std::iter::from_fn(|| self.a.take()).collect();
        let b: Vec<Row> = std::iter::from_fn(|| self.b.take()).collect();
        if a == b && !a.iter().any(Row::differs) {
            return self.rows(" ", &a);
        }
        self.rows("a", &a)?;
        self.rows("b", &b)
    }

    fn rows(&mut self, margin: &str, rows: &[Row]) -> io::Result<()> {
        let paint = self.layout.paint;
        for row in rows {
            if row.width > 0 {
                writeln!(self.to, "{}  {}", paint.dim(margin), row.painted(paint))?;
            } else {
                writeln!(self.to, "{}", paint.dim(margin.trim_end()))?;
            }
        }
        Ok(())
    }
}
