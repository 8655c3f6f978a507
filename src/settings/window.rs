//! Dates and how close they must lie.

use crate::base::dates::length_seconds;
use crate::base::error::{Error, Result};
use std::str::FromStr;

/// A field and the longest time between two of its dates.
///
/// ```
/// let window: retold::Window = "date=30d".parse()?;
/// assert_eq!((window.field.as_str(), window.seconds), ("date", 30 * 86_400));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The field that holds the date.
    pub field: String,
    /// The longest time between two dates, in seconds, that still counts as close.
    pub seconds: i64,
}

/// How a length of time is written, for errors.
const WRITTEN: &str = "30d, with s, m, h, d or w for seconds, minutes, hours, days or weeks";

impl Window {
    /// The seconds of a length of time as windows have it: a whole number and `s`, `m`, `h`, `d` or
    /// `w` for seconds, minutes, hours, days or weeks.
    ///
    /// ```
    /// assert_eq!(retold::Window::length("30d")?, 30 * 86_400);
    /// # Ok::<(), retold::Error>(())
    /// ```
    ///
    /// # Errors
    /// Of the kind `Settings` if it is written in another way.
    pub fn length(text: &str) -> Result<i64> {
        length_seconds(text).ok_or_else(|| {
            Error::settings(format!("`{text}` is no length of time; it is written {WRITTEN}"))
        })
    }
}

impl FromStr for Window {
    type Err = Error;

    fn from_str(window: &str) -> Result<Self> {
        let parsed = window.rsplit_once('=').and_then(|(field, length)| {
            let seconds = length_seconds(length)?;
            let field = field.to_owned();
            (!field.is_empty()).then_some(Window { field, seconds })
        });
        parsed.ok_or_else(|| {
            Error::settings(format!("`{window}` is no window; it is written FIELD={WRITTEN}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows() {
        assert_eq!("a=2w".parse::<Window>().unwrap().seconds, 1_209_600);
        for window in ["", "date", "date=", "date=d", "=3d", "date=-3d", "date=3y", "date=3é"] {
            assert!(window.parse::<Window>().is_err(), "{window}");
        }
    }
}
