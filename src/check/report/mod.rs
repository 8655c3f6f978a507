//! What a check came to, printed for people, programs and code hosts.
//!
//! All but the text for people is the same in every run over the same input: the seconds that a
//! check took stand in no other report.

mod advice;
mod github;
mod json;
mod junit;
mod markdown;
mod markup;
mod sarif;
#[cfg(test)]
mod tests;
mod text;
mod totals;
mod uri;
mod wording;
mod words;
mod xml;

use super::finding::{Checked, Severity};
use crate::base::error::{Error, Result};
use crate::report::paint::Paint;
use std::io::{self, Write};
use std::str::FromStr;

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reporter {
    /// For people at a terminal.
    Text,
    /// As `docs/check-report.md` specifies it.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// XML in the form of JUnit, for boards of test results.
    Junit,
    /// Workflow commands, which show findings beside the lines of a change.
    Github,
    /// A summary of a job, for people.
    Markdown,
}

impl Reporter {
    pub(crate) const ALL: [Self; 6] =
        [Self::Text, Self::Json, Self::Sarif, Self::Junit, Self::Github, Self::Markdown];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Markdown => "markdown",
        }
    }

    /// Writes the whole report.
    pub(crate) fn write(
        self,
        to: &mut dyn Write,
        checked: &Checked,
        facts: &Facts,
    ) -> io::Result<()> {
        match self {
            Self::Text => text::write(to, checked, facts),
            Self::Json => json::write(to, checked, facts),
            Self::Sarif => sarif::write(to, checked),
            Self::Junit => junit::write(to, checked, facts),
            Self::Github => github::write(to, checked),
            Self::Markdown => markdown::write(to, checked, facts),
        }
    }
}

impl FromStr for Reporter {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|reporter| reporter.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::settings(format!("expected one of {names}, found `{name}`"))
        })
    }
}

/// What a report depends on besides the findings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// Findings that matter as much as this, or more, fail the check.
    pub(crate) fail_on: Severity,
    /// For text.
    pub(crate) paint: Paint,
    /// Columns of the screen, for text.
    pub(crate) width: usize,
    /// How long the check took, for text.
    pub(crate) seconds: f64,
}

impl Facts {
    /// Whether the check fails.
    pub(crate) fn fails(&self, checked: &Checked) -> bool {
        checked.at_least(self.fail_on) > 0
    }
}
