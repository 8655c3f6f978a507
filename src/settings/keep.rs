//! Which document of a cluster stays.

use crate::base::error::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// One rule of keeping; a chain of them is applied in order.
///
/// ```
/// use retold::KeepRule;
/// let rule: KeepRule = "prefer:source=agency,harbour-post".parse()?;
/// assert_eq!(rule.field(), Some("source"));
/// assert_eq!(rule.to_string(), "prefer:source=agency,harbour-post");
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeepRule {
    /// The first in document order.
    First,
    /// The last in document order.
    Last,
    /// The one with the most tokens.
    Longest,
    /// The one with the earliest date in a field; those without a date come last.
    Earliest(String),
    /// The one with the latest date in a field; those without a date come last.
    Latest(String),
    /// By the value of a field: the first of these values, then the next, then all others.
    Prefer {
        /// The field.
        field: String,
        /// Its values, best first.
        values: Vec<String>,
    },
}

impl KeepRule {
    /// The field that the rule looks at.
    pub fn field(&self) -> Option<&str> {
        match self {
            KeepRule::First | KeepRule::Last | KeepRule::Longest => None,
            KeepRule::Earliest(field) | KeepRule::Latest(field) => Some(field),
            KeepRule::Prefer { field, .. } => Some(field),
        }
    }
}

impl FromStr for KeepRule {
    type Err = Error;

    fn from_str(rule: &str) -> Result<Self> {
        let unknown = || {
            Error::settings(format!(
                "`{rule}` is no rule of keeping; there are first, last, longest, earliest:FIELD, \
                 latest:FIELD and prefer:FIELD=a,b,c"
            ))
        };
        match rule.split_once(':') {
            None => match rule {
                "first" => Ok(KeepRule::First),
                "last" => Ok(KeepRule::Last),
                "longest" => Ok(KeepRule::Longest),
                _ => Err(unknown()),
            },
            Some((_, "")) => Err(unknown()),
            Some(("earliest", field)) => Ok(KeepRule::Earliest(field.to_owned())),
            Some(("latest", field)) => Ok(KeepRule::Latest(field.to_owned())),
            Some(("prefer", preference)) => match preference.split_once('=') {
                Some((field, values)) if !field.is_empty() && !values.is_empty() => {
                    let values = values.split(',').map(|value| value.trim().to_owned()).collect();
                    Ok(KeepRule::Prefer { field: field.to_owned(), values })
                }
                _ => Err(unknown()),
            },
            Some(_) => Err(unknown()),
        }
    }
}

impl fmt::Display for KeepRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeepRule::First => f.write_str("first"),
            KeepRule::Last => f.write_str("last"),
            KeepRule::Longest => f.write_str("longest"),
            KeepRule::Earliest(field) => write!(f, "earliest:{field}"),
            KeepRule::Latest(field) => write!(f, "latest:{field}"),
            KeepRule::Prefer { field, values } => write!(f, "prefer:{field}={}", values.join(",")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_what_it_prints() {
        for text in ["first", "last", "longest", "earliest:date", "latest:a.b", "prefer:s=x,y"] {
            assert_eq!(text.parse::<KeepRule>().unwrap().to_string(), text);
        }
        for text in ["", "newest", "earliest", "earliest:", "prefer:s", "prefer:=a", "first:x"] {
            assert!(text.parse::<KeepRule>().is_err(), "{text}");
        }
    }
}
