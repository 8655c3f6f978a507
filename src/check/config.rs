//! The tables of a settings file that a check reads: corpora, and rules over them.
//!
//! ```toml
//! [corpus.train]
//! paths = ["data/train/**/*.jsonl"]
//!
//! [rules.leakage]
//! of = "test"
//! in = "train"
//! ```

use super::finding::RuleId;
use super::limit::Limit;
use crate::base::document::Relation;
use crate::base::error::{Error, Result, escape, shown};
use crate::input::settings::{Format, Split};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use toml::{Table, Value};

/// The tables of the file that belong to a check; all else are flags.
pub(crate) const TABLES: [&str; 2] = ["corpus", "rules"];

/// What the tables say, unchecked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Config {
    pub(super) corpus: BTreeMap<String, CorpusTable>,
    pub(super) rules: BTreeMap<RuleId, OneOrMore>,
}

/// `[corpus.NAME]`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct CorpusTable {
    pub(super) paths: Vec<String>,
    #[serde(default)]
    pub(super) ignore: Vec<String>,
    pub(super) format: Option<Format>,
    pub(super) split: Option<Split>,
    pub(super) text_field: Option<String>,
    pub(super) id_field: Option<String>,
    pub(super) source_field: Option<String>,
}

/// `[rules.NAME]`, or several `[[rules.NAME]]`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Value")]
pub(super) enum OneOrMore {
    One(Box<RuleTable>),
    More(Vec<RuleTable>),
}

impl TryFrom<Value> for OneOrMore {
    type Error = toml::de::Error;

    /// Not by trying one after the other, which could not say what is wrong.
    fn try_from(value: Value) -> std::result::Result<Self, Self::Error> {
        match value {
            Value::Array(_) => Ok(Self::More(value.try_into()?)),
            value => Ok(Self::One(value.try_into()?)),
        }
    }
}

impl OneOrMore {
    pub(super) fn all(&self) -> &[RuleTable] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(all) => all,
        }
    }
}

/// What a rule may be told; which of it concerns which rule is looked at later.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(super) struct RuleTable {
    pub(super) severity: Option<String>,
    pub(super) corpora: Option<Vec<String>>,
    pub(super) of: Option<String>,
    pub(super) r#in: Option<String>,
    pub(super) max: Option<Limit>,
    pub(super) max_per_source: Option<Limit>,
    pub(super) relations: Option<Vec<Relation>>,
    pub(super) threshold: Option<f64>,
    pub(super) min_tokens: Option<usize>,
    pub(super) min_distinct: Option<f64>,
    pub(super) identity: Option<f64>,
    pub(super) containment: Option<f64>,
    pub(super) kinds: Option<Vec<String>>,
    /// What else is there: none of it means anything.
    #[serde(flatten)]
    pub(super) unknown: BTreeMap<String, Value>,
}

impl Config {
    /// The tables of a settings file.
    pub(super) fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).map_err(|e| Error::io("read", file, e))?;
        let told = |error: toml::de::Error| {
            let lines: Vec<String> = error.to_string().lines().map(escape).collect();
            Error::settings(format!("{}: {}", shown(file), lines.join("\n")))
        };
        let mut table: Table = text.parse().map_err(told)?;
        table.retain(|name, _| TABLES.contains(&name));
        // Written again, so that errors show the line.
        table.try_into().map_err(told)
    }
}

impl RuleTable {
    /// The settings that are given, by name.
    pub(super) fn given(&self) -> impl Iterator<Item = &str> {
        let known = [
            ("severity", self.severity.is_some()),
            ("corpora", self.corpora.is_some()),
            ("of", self.of.is_some()),
            ("in", self.r#in.is_some()),
            ("max", self.max.is_some()),
            ("max-per-source", self.max_per_source.is_some()),
            ("relations", self.relations.is_some()),
            ("threshold", self.threshold.is_some()),
            ("min-tokens", self.min_tokens.is_some()),
            ("min-distinct", self.min_distinct.is_some()),
            ("identity", self.identity.is_some()),
            ("containment", self.containment.is_some()),
            ("kinds", self.kinds.is_some()),
        ];
        let given = known.into_iter().filter_map(|(name, given)| given.then_some(name));
        given.chain(self.unknown.keys().map(String::as_str))
    }
}
