//! A share of documents, as a percentage or a fraction.

use crate::base::error::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// A share from 0 to 1, written as a percentage.
///
/// ```
/// let share: retold::Share = "2.5%".parse()?;
/// assert_eq!(share.value(), 0.025);
/// assert!("120%".parse::<retold::Share>().is_err());
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// The share as a number from 0 to 1.
    pub fn value(self) -> f64 {
        self.0
    }

    pub(crate) fn allows(self, part: u64, whole: u64) -> bool {
        part as f64 <= self.0 * whole as f64
    }
}

impl FromStr for Share {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let percent = text.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
        match percent {
            Some(percent) if (0.0..=100.0).contains(&percent) => Ok(Share(percent / 100.0)),
            _ => Err(Error::settings(format!("a share is written 0% to 100%, not `{text}`"))),
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0 * 100.0)
    }
}
