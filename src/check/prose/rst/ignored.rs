//! The block of reStructuredText that a comment asks to leave out, and where it ends.

use super::line::{Line, item_marker};

/// A block whose first line was read.
pub(super) struct Ignored {
    column: usize,
    /// It goes on behind blank lines: a list in its items and what is indented in them, a directive
    /// in what is indented.
    is_list: bool,
    is_explicit: bool,
    behind_blank: bool,
}

impl Ignored {
    pub(super) fn begin(line: &Line<'_>) -> Self {
        Self {
            column: line.column,
            is_list: item_marker(line.text).is_some(),
            is_explicit: line.explicit().is_some(),
            behind_blank: false,
        }
    }

    pub(super) fn blank(&mut self) {
        self.behind_blank = true;
    }

    pub(super) fn ends_before(&self, line: &Line<'_>) -> bool {
        let deeper = line.column > self.column && (self.is_list || self.is_explicit);
        let item = self.is_list && line.column == self.column && item_marker(line.text).is_some();
        self.behind_blank && !deeper && !item
    }
}
