//! How much a rule allows.

use crate::base::error::{Error, Result};
use crate::settings::share::Share;
use serde::Deserialize;
use std::fmt;

/// A number, or a share of what is looked at; higher = laxer.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) enum Limit {
    Count(u64),
    Share(Share),
}

/// As settings have it: `3` or `"2%"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Count(u64),
    Share(String),
}

impl TryFrom<Written> for Limit {
    type Error = Error;

    fn try_from(written: Written) -> Result<Self> {
        match written {
            Written::Count(count) => Ok(Self::Count(count)),
            Written::Share(share) => Ok(Self::Share(share.parse()?)),
        }
    }
}

impl Limit {
    /// Whether so much of so much is allowed.
    pub(crate) fn allows(self, part: u64, whole: u64) -> bool {
        match self {
            Self::Count(count) => part <= count,
            Self::Share(share) => share.allows(part, whole),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "at most {count}"),
            Self::Share(share) => write!(f, "at most {share}"),
        }
    }
}
