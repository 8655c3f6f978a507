//! A place for text that people read: colour on a terminal only, unless asked for.

pub(super) use crate::paint::Paint;

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

impl Paint {
    pub(super) fn new(colour: ColorChoice, is_terminal: bool) -> Self {
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
