//! What a check finds, as plain data that reporters print.
//!
//! `docs/check-report.md` has the same fields.

use crate::base::document::Relation;
use crate::base::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How much a finding matters; the last matters most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// To be known.
    Note,
    /// To be looked at.
    Warning,
    /// Must not be.
    Error,
}

impl Severity {
    /// From the least to the most.
    pub const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Error];

    /// The name in settings and reports.
    pub fn name(self) -> &'static str {
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
#[non_exhaustive]
pub enum RuleId {
    /// Text of one corpus that occurs in another.
    Leakage,
    /// A document that repeats another of its corpus.
    Duplicates,
    /// A passage that occurs several times in a corpus.
    RepeatedPassages,
    /// A passage that occurs in many documents of one source.
    Boilerplate,
    /// A record with the id of an earlier one.
    DuplicateIds,
    /// Text that was decoded wrongly.
    Encoding,
    /// A document without a word.
    Empty,
}

impl RuleId {
    /// In the order of reports.
    pub const ALL: [Self; 7] = [
        Self::Leakage,
        Self::Duplicates,
        Self::RepeatedPassages,
        Self::Boilerplate,
        Self::DuplicateIds,
        Self::Encoding,
        Self::Empty,
    ];

    /// The name in settings and reports.
    pub fn name(self) -> &'static str {
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
    pub fn describes(self) -> &'static str {
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
#[non_exhaustive]
pub struct Finding {
    /// What it breaks.
    pub rule: RuleId,
    /// After limits: what a limit allows is a note.
    pub severity: Severity,
    /// The same while text and number of places are, wherever it moves: 16 hexadecimal digits.
    pub fingerprint: String,
    /// One sentence, without a full stop at its end; may hold hostile text.
    pub message: String,
    /// How a document is related to what it repeats, where whole documents are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// From 0 to 1: the similarity of a pair, or the share of a document that stands elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Where to look first.
    pub site: Site,
    /// What it repeats, or where else it stands; the best first.
    pub related: Vec<Site>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Site {
    /// The corpus that the document is in.
    pub corpus: String,
    /// As people name it, relative to the folder that is checked, with `/` on every system.
    pub path: String,
    /// The id of the document, if it has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The first character.
    pub start: Position,
    /// Behind the last character.
    pub end: Position,
    /// What stands there, as text: markup and escapes undone, at most some 400 bytes.
    pub excerpt: String,
}

/// A place in the bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Position {
    /// From 1.
    pub line: u64,
    /// In characters, from 1.
    pub column: u64,
    /// Bytes of the file before it.
    pub byte: u64,
}

/// What a rule came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RuleOutcome {
    /// The rule.
    pub rule: RuleId,
    /// Which corpus, or which pair: `train`, `test in train`.
    pub scope: String,
    /// What its findings count as, before limits.
    pub severity: Severity,
    /// Findings that are neither accepted nor left out as unchanged.
    pub found: u64,
    /// Findings that the baseline or the list of allowed texts accepts.
    pub accepted: u64,
    /// What is allowed, in words: `at most 3`, `at most 2% of 1,204 documents`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// More was found than the limit allows.
    pub exceeded: bool,
}

/// What was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CorpusFacts {
    /// Its name in the plan; `all` for paths.
    pub name: String,
    /// Its files with documents.
    pub files: u64,
    /// Its pages and records.
    pub documents: u64,
    /// The bytes of their texts.
    pub text_bytes: u64,
    /// The tokens of their texts.
    pub tokens: u64,
}

/// An accepted finding that is no longer there.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Stale {
    /// The rule.
    pub rule: RuleId,
    /// The file, as in a site.
    pub path: String,
}

/// All that a check came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Checked {
    /// The corpora, by their names.
    pub corpora: Vec<CorpusFacts>,
    /// The rules and their scopes.
    pub rules: Vec<RuleOutcome>,
    /// By severity, the worst first, then by rule, path and place.
    pub findings: Vec<Finding>,
    /// Entries of the baseline that can leave it.
    pub stale: Vec<Stale>,
    /// The git reference, if only what changed since is reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

impl Checked {
    /// How many findings matter as much as this, or more.
    pub fn at_least(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity >= severity).count()
    }
}
