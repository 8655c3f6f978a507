//! What a check finds, as plain data that reporters print.

use crate::base::document::Relation;
use crate::base::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How much a finding matters; the last matters most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Severity {
    Note,
    Warning,
    Error,
}

impl Severity {
    pub(crate) const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Error];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Severity {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name).ok_or_else(|| {
            Error::settings(format!("expected note, warning or error, found `{name}`"))
        })
    }
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RuleId {
    Leakage,
    Duplicates,
    RepeatedPassages,
    Boilerplate,
    DuplicateIds,
    Encoding,
    Empty,
}

impl RuleId {
    pub(crate) const ALL: [Self; 7] = [
        Self::Leakage,
        Self::Duplicates,
        Self::RepeatedPassages,
        Self::Boilerplate,
        Self::DuplicateIds,
        Self::Encoding,
        Self::Empty,
    ];

    /// The name in settings and reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Leakage => "leakage",
            Self::Duplicates => "duplicates",
            Self::RepeatedPassages => "repeated-passages",
            Self::Boilerplate => "boilerplate",
            Self::DuplicateIds => "duplicate-ids",
            Self::Encoding => "encoding",
            Self::Empty => "empty",
        }
    }

    /// One sentence for people who meet the rule in a report.
    pub(crate) fn describes(self) -> &'static str {
        match self {
            Self::Leakage => "Text of one corpus, such as a test split, stands in another.",
            Self::Duplicates => "A document repeats another of its corpus, whole or nearly so.",
            Self::RepeatedPassages => "A passage stands at several places of a corpus.",
            Self::Boilerplate => "A passage stands under many documents of one source.",
            Self::DuplicateIds => "Two documents of a corpus have the same id.",
            Self::Encoding => "Text was decoded wrongly: replacement characters or mojibake.",
            Self::Empty => "A document has no words.",
        }
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Finding {
    pub(crate) rule: RuleId,
    /// After limits: what a limit allows is a note.
    pub(crate) severity: Severity,
    /// The same while text and number of places are, wherever it moves: 16 hexadecimal digits.
    pub(crate) fingerprint: String,
    /// One sentence, without a full stop at its end; may hold hostile text.
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) relation: Option<Relation>,
    /// From 0 to 1: the similarity of a pair, or the share of a document that stands elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) score: Option<f64>,
    /// Where to look first.
    pub(crate) site: Site,
    /// What it repeats, or where else it stands; the best first.
    pub(crate) related: Vec<Site>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Site {
    /// The corpus that the document is in.
    pub(crate) corpus: String,
    /// As people name it, relative to the folder that is checked, with `/` on every system.
    pub(crate) path: String,
    /// The id of the document, if it has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    pub(crate) start: Position,
    /// Behind the last character.
    pub(crate) end: Position,
    /// What stands there, as text: markup and escapes undone, at most some 400 bytes.
    pub(crate) excerpt: String,
}

/// A place in the bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Position {
    /// From 1.
    pub(crate) line: u64,
    /// In characters, from 1.
    pub(crate) column: u64,
    /// Bytes of the file before it.
    pub(crate) byte: u64,
}

/// What a rule came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct RuleOutcome {
    pub(crate) rule: RuleId,
    /// Which corpus, or which pair: `train`, `test in train`.
    pub(crate) scope: String,
    pub(crate) severity: Severity,
    /// Findings that are neither accepted nor left out as unchanged.
    pub(crate) found: u64,
    /// Findings that the baseline or the list of allowed texts accepts.
    pub(crate) accepted: u64,
    /// What is allowed, in words: `at most 3`, `at most 2% of 1,204 documents`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) limit: Option<String>,
    /// More was found than the limit allows.
    pub(crate) exceeded: bool,
}

/// What was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct CorpusFacts {
    pub(crate) name: String,
    pub(crate) files: u64,
    pub(crate) documents: u64,
    pub(crate) text_bytes: u64,
    pub(crate) tokens: u64,
}

/// An accepted finding that is no longer there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Stale {
    pub(crate) rule: RuleId,
    pub(crate) path: String,
}

/// All that a check came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Checked {
    pub(crate) corpora: Vec<CorpusFacts>,
    pub(crate) rules: Vec<RuleOutcome>,
    /// By severity, the worst first, then by rule, path and place.
    pub(crate) findings: Vec<Finding>,
    pub(crate) stale: Vec<Stale>,
    /// The git reference, if only what changed since is reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<String>,
}

impl Checked {
    /// How many findings matter as much as this, or more.
    pub(crate) fn at_least(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity >= severity).count()
    }
}
