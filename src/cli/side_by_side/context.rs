//! How many equal words are shown around a difference.

use std::str::FromStr;

/// How much of what is the same is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Context {
    All,
    Lines(usize),
}

impl FromStr for Context {
    type Err = crate::base::error::Error;

    fn from_str(text: &str) -> crate::base::error::Result<Self> {
        if text == "all" {
            return Ok(Context::All);
        }
        // No screen has more; a number that large means all.
        let lines = text.parse::<u16>().map_err(|_| {
            crate::base::error::Error::settings(format!(
                "expected a number of lines or `all`, found `{text}`"
            ))
        })?;
        Ok(Context::Lines(usize::from(lines)))
    }
}
