//! How many equal words are shown around a difference.

use crate::base::error::{Error, Result};
use std::str::FromStr;

/// How much of what is the same is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Context {
    All,
    Lines(usize),
}

impl FromStr for Context {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text == "all" {
            return Ok(Context::All);
        }
        // No screen has more; a number that large means all.
        let lines = text.parse::<u16>().map_err(|_| {
            Error::settings(format!("expected a number of lines or `all`, found `{text}`"))
        })?;
        Ok(Context::Lines(usize::from(lines)))
    }
}
