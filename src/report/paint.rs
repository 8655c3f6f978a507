//! Colours on a terminal, or none.

use std::fmt::Display;

/// Colours, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    coloured: bool,
}

impl Paint {
    pub(crate) fn with_colour(coloured: bool) -> Self {
        Self { coloured }
    }

    pub(crate) fn is_coloured(self) -> bool {
        self.coloured
    }

    pub(crate) fn bold(self, text: impl Display) -> String {
        self.styled("1", text)
    }

    pub(crate) fn dim(self, text: impl Display) -> String {
        self.styled("2", text)
    }

    pub(crate) fn red(self, text: impl Display) -> String {
        self.styled("31", text)
    }

    pub(crate) fn green(self, text: impl Display) -> String {
        self.styled("32", text)
    }

    pub(crate) fn yellow(self, text: impl Display) -> String {
        self.styled("33", text)
    }

    fn styled(self, code: &str, text: impl Display) -> String {
        if self.coloured { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }
}
