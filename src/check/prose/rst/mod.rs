//! reStructuredText: a light reader, line by line.
//!
//! There is no parser to build on, and prose needs none: indentation tells which lines belong to
//! a directive, a comment or a literal block, and lines of nothing but punctuation are adornment or
//! the frame of a table. What is marked within a line is for [`inline`] to say.
//!
//! Cost: each line is looked at once, and each paragraph once more.

mod directive;
mod ignored;
mod inline;
mod line;

use super::draft::Draft;
use super::ignore::Request;
use directive::{Content, Directive};
use ignored::Ignored;
use line::{Line, field_marker, item_marker, lines};
use std::ops::Range;

/// Reads the whole source.
pub(super) fn read(draft: &mut Draft<'_>) {
    let mut reader = Reader {
        draft,
        paragraph: None,
        column: 0,
        left_out: None,
        options: None,
        doctest: false,
        ignored: None,
    };
    for line in lines(reader.draft.source()) {
        if line.text.is_empty() {
            reader.blank();
        } else {
            reader.line(line);
        }
    }
    reader.flush();
}

struct Reader<'d, 's> {
    draft: &'d mut Draft<'s>,
    /// What was read of the paragraph that may go on.
    paragraph: Option<Range<usize>>,
    /// How far its last line is indented.
    column: usize,
    /// Lines that are indented further than this are left out.
    left_out: Option<LeftOut>,
    /// Fields that are indented further than this are options of a directive.
    options: Option<usize>,
    /// In an example of a session, up to a blank line.
    doctest: bool,
    /// The block that a comment asks to leave out.
    ignored: Option<Ignored>,
}

/// A block that is no prose.
struct LeftOut {
    column: usize,
    /// A blank line right behind it ends it: it is `..` alone.
    bare: bool,
}

impl Reader<'_, '_> {
    fn blank(&mut self) {
        self.flush();
        self.options = None;
        self.doctest = false;
        self.left_out.take_if(|left_out| left_out.bare);
        if let Some(ignored) = &mut self.ignored {
            ignored.blank();
        }
    }

    fn line(&mut self, line: Line<'_>) {
        if let Some(left_out) = &mut self.left_out {
            left_out.bare = false;
            if line.column > left_out.column {
                return;
            }
            self.left_out = None;
        }
        let option = self.options.is_some_and(|column| line.column > column);
        if self.doctest || (option && field_marker(line.text).is_some()) {
            return;
        }
        self.options = None;
        self.ignore(&line);
        self.content(line);
    }

    /// Ends and begins what comments ask to leave out.
    fn ignore(&mut self, line: &Line<'_>) {
        if self.ignored.take_if(|ignored| ignored.ends_before(line)).is_some() {
            self.draft.skip(false);
        }
        if self.draft.ignores.take_next() {
            self.ignored = Some(Ignored::begin(line));
            self.draft.skip(true);
        }
    }

    fn content(&mut self, line: Line<'_>) {
        if let Some(explicit) = line.explicit() {
            self.flush();
            self.explicit(line.column, explicit);
        } else if line.text.starts_with(">>> ") {
            self.flush();
            self.doctest = true;
        } else if line.text == "::" || line.text.starts_with("__ ") {
            // A literal block announced by nothing else, or a target without a name.
            self.flush();
            self.leave_out(line.column);
        } else if line.is_adornment() {
            self.flush();
        } else if line.text.starts_with('|') {
            self.cells(&line);
        } else {
            self.prose(line);
        }
    }

    /// What stands behind `..` at this column.
    fn explicit(&mut self, column: usize, line: Line<'_>) {
        if let Some(request) = Request::of(line.text) {
            self.draft.ignores.heed(request);
            return self.leave_out(column);
        }
        if line.text.starts_with('[')
            && let Some((label, _)) = line.text.split_once("] ")
        {
            // A footnote or a citation.
            return self.prose(line.behind(label.len() + "] ".len()));
        }
        let Some(directive) = Directive::of(line.text) else {
            // A comment, a target or a substitution.
            self.leave_out(column);
            let bare = line.text.is_empty();
            self.left_out = self.left_out.take().map(|left_out| LeftOut { bare, ..left_out });
            return;
        };
        match directive.content {
            Content::Unread => return self.leave_out(column),
            Content::Body => {}
            Content::All => self.prose(line.behind(directive.argument)),
        }
        self.options = Some(column);
    }

    /// A line of a table or of a line block: what is between the bars.
    fn cells(&mut self, line: &Line<'_>) {
        self.flush();
        let mut start = line.start;
        for cell in line.text.split('|') {
            inline::read(self.draft, start..start + cell.len());
            self.draft.part();
            start += cell.len() + "|".len();
        }
    }

    fn prose(&mut self, mut line: Line<'_>) {
        if let Some(marker) = field_marker(line.text) {
            self.flush();
            line = line.behind(marker);
        }
        while let Some(marker) = item_marker(line.text) {
            self.flush();
            line = line.behind(marker);
        }
        self.column = line.column;
        let end = line.start + line.text.len();
        let start = self.paragraph.as_ref().map_or(line.start, |paragraph| paragraph.start);
        self.paragraph = Some(start..end);
    }

    /// Ends the paragraph; what it announces is left out.
    fn flush(&mut self) {
        self.draft.part();
        if let Some(paragraph) = self.paragraph.take() {
            let text = self.draft.source().get(paragraph.clone()).unwrap_or_default();
            if text.ends_with("::") {
                self.leave_out(self.column);
            }
            inline::read(self.draft, paragraph);
            self.draft.part();
        }
    }

    fn leave_out(&mut self, column: usize) {
        self.left_out = Some(LeftOut { column, bare: false });
    }
}
