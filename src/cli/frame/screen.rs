//! A place for text that people read: colour on a terminal only, unless asked for.

use crate::report::paint::Paint;

use clap::ColorChoice;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// Standard output or standard error.
pub(crate) struct Screen {
    to: Box<dyn Write>,
    paint: Paint,
}

impl Screen {
    pub(crate) fn stdout(colour: ColorChoice) -> Self {
        let paint = Paint::new(colour, io::stdout().is_terminal());
        Self { to: Box::new(io::stdout().lock()), paint }
    }

    pub(crate) fn stderr(colour: ColorChoice) -> Self {
        let paint = Paint::new(colour, io::stderr().is_terminal());
        Self { to: Box::new(io::stderr().lock()), paint }
    }

    pub(crate) fn paint(&self) -> Paint {
        self.paint
    }

    pub(crate) fn bold(&self, text: impl Display) -> String {
        self.paint.bold(text)
    }

    pub(crate) fn dim(&self, text: impl Display) -> String {
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

impl Paint {
    pub(crate) fn new(colour: ColorChoice, is_terminal: bool) -> Self {
        Self::with_colour(match colour {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            // As <https://no-color.org> asks.
            ColorChoice::Auto => {
                is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        })
    }
}
