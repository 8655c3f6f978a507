//! A place for text that people read: colour on a terminal only, unless asked for.

use clap::ColorChoice;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// Standard output or standard error.
pub(super) struct Screen {
    to: Box<dyn Write>,
    paint: Paint,
}

impl Screen {
    pub(super) fn stdout(colour: ColorChoice) -> Self {
        let paint = Paint::new(colour, io::stdout().is_terminal());
        Self { to: Box::new(io::stdout().lock()), paint }
    }

    pub(super) fn stderr(colour: ColorChoice) -> Self {
        let paint = Paint::new(colour, io::stderr().is_terminal());
        Self { to: Box::new(io::stderr().lock()), paint }
    }

    pub(super) fn paint(&self) -> Paint {
        self.paint
    }

    pub(super) fn bold(&self, text: impl Display) -> String {
        self.paint.bold(text)
    }

    pub(super) fn dim(&self, text: impl Display) -> String {
        self.paint.dim(text)
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

/// Colours, or none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    coloured: bool,
}

impl Paint {
    pub(super) fn new(colour: ColorChoice, is_terminal: bool) -> Self {
        let coloured = match colour {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            // As <https://no-color.org> asks.
            ColorChoice::Auto => {
                is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        Self { coloured }
    }

    pub(super) fn is_coloured(self) -> bool {
        self.coloured
    }

    pub(super) fn bold(self, text: impl Display) -> String {
        self.styled("1", text)
    }

    pub(super) fn dim(self, text: impl Display) -> String {
        self.styled("2", text)
    }

    pub(super) fn red(self, text: impl Display) -> String {
        self.styled("31", text)
    }

    pub(super) fn green(self, text: impl Display) -> String {
        self.styled("32", text)
    }

    pub(super) fn yellow(self, text: impl Display) -> String {
        self.styled("33", text)
    }

    fn styled(self, code: &str, text: impl Display) -> String {
        if self.coloured { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }
}
