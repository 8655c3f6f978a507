//! A place for text that people read: colour on a terminal only.

use std::io::{self, IsTerminal, Write};

/// Standard output or standard error.
pub(super) struct Screen {
    to: Box<dyn Write>,
    coloured: bool,
}

impl Screen {
    pub(super) fn stdout() -> Self {
        Self { coloured: coloured(io::stdout().is_terminal()), to: Box::new(io::stdout().lock()) }
    }

    pub(super) fn stderr() -> Self {
        Self { coloured: coloured(io::stderr().is_terminal()), to: Box::new(io::stderr().lock()) }
    }

    pub(super) fn bold(&self, text: impl std::fmt::Display) -> String {
        self.styled("1", text)
    }

    pub(super) fn dim(&self, text: impl std::fmt::Display) -> String {
        self.styled("2", text)
    }

    fn styled(&self, code: &str, text: impl std::fmt::Display) -> String {
        if self.coloured { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// As <https://no-color.org> asks.
fn coloured(is_terminal: bool) -> bool {
    is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
