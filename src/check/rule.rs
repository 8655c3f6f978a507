//! A rule as plain validated data: what it looks for, in which corpora, and what it allows.

use super::config::RuleTable;
use super::finding::{RuleId, Severity};
use super::limit::Limit;
use crate::base::document::Relation;
use crate::base::error::{Error, Result, escape};
use crate::passages::gather::kind::PassageKind;
use crate::passages::settings::PassageSettings;
use crate::settings::Settings;

/// Tokens of a repeated passage, unless a rule says otherwise: some three lines.
const PASSAGE_TOKENS: usize = 40;
/// Tokens of a test item that stand in training data, unless a rule says otherwise.
const LEAKED_TOKENS: usize = 25;

/// A rule over one corpus, or from one into another.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: RuleId,
    pub(crate) severity: Severity,
    /// The corpus that is looked at.
    pub(crate) of: usize,
    /// For leakage: the corpus that it must not stand in.
    pub(crate) within: Option<usize>,
    pub(crate) max: Option<Limit>,
    pub(crate) max_per_source: Option<Limit>,
    /// What counts.
    pub(crate) relations: Vec<Relation>,
    pub(crate) sameness: Settings,
    pub(crate) passages: PassageSettings,
    pub(crate) kinds: Vec<PassageKind>,
}

/// The settings that a rule has beside `severity`, `corpora`, `max` and `max-per-source`.
fn own_settings(id: RuleId) -> &'static [&'static str] {
    match id {
        RuleId::Leakage => &[
            "of",
            "in",
            "relations",
            "threshold",
            "min-tokens",
            "identity",
            "containment",
            "kinds",
        ],
        RuleId::Duplicates => &["relations", "threshold", "containment", "min-tokens"],
        RuleId::RepeatedPassages => &["min-tokens", "min-distinct", "identity", "kinds"],
        RuleId::Boilerplate => &["min-tokens", "min-distinct", "identity"],
        RuleId::DuplicateIds | RuleId::Encoding | RuleId::Empty => &[],
    }
}

fn default_severity(id: RuleId) -> Severity {
    match id {
        RuleId::Leakage | RuleId::Duplicates | RuleId::DuplicateIds => Severity::Error,
        RuleId::RepeatedPassages | RuleId::Encoding | RuleId::Empty => Severity::Warning,
        RuleId::Boilerplate => Severity::Note,
    }
}

impl Rule {
    /// Adds what a table asks for: a rule for each corpus, or none if it is off.
    pub(super) fn of_table(
        id: RuleId,
        table: &RuleTable,
        names: &[&str],
        rules: &mut Vec<Self>,
    ) -> Result<()> {
        refuse_foreign(id, table)?;
        let severity = match table.severity.as_deref() {
            Some("off") => return Ok(()),
            Some(name) => name.parse()?,
            None => default_severity(id),
        };
        let find = |name: &str| {
            names.iter().position(|known| *known == name).ok_or_else(|| {
                let (name, known) = (escape(name), names.join(", "));
                Error::settings(format!("there is no corpus `{name}`; there are {known}"))
            })
        };
        let relations = relations(id, table)?;
        let rule = Self {
            id,
            severity,
            of: 0,
            within: None,
            max: table.max,
            max_per_source: table.max_per_source,
            sameness: sameness(id, table, &relations)?,
            relations,
            passages: passages(id, table)?,
            kinds: kinds(id, table)?,
        };
        if id == RuleId::Leakage {
            let (Some(of), Some(within)) = (&table.of, &table.r#in) else {
                return Err(Error::settings("it needs `of` and `in`, each the name of a corpus"));
            };
            let (of, within) = (find(of)?, find(within)?);
            if of == within {
                return Err(Error::settings("`of` and `in` are the same corpus"));
            }
            rules.push(Self { of, within: Some(within), ..rule });
            return Ok(());
        }
        let scope: Vec<usize> = match &table.corpora {
            Some(corpora) => corpora.iter().map(|name| find(name)).collect::<Result<_>>()?,
            None => (0..names.len()).collect(),
        };
        rules.extend(scope.into_iter().map(|of| Self { of, ..rule.clone() }));
        Ok(())
    }
}

/// A setting that does nothing would be a promise that is not kept.
fn refuse_foreign(id: RuleId, table: &RuleTable) -> Result<()> {
    let common: &[&str] = if id == RuleId::Leakage {
        &["severity", "max", "max-per-source"]
    } else {
        &["severity", "corpora", "max", "max-per-source"]
    };
    let known = || common.iter().chain(own_settings(id));
    match table.given().find(|name| known().all(|known| known != name)) {
        None => Ok(()),
        Some(name) => Err(Error::settings(format!(
            "there is no setting `{}`; there are {}",
            escape(name),
            known().copied().collect::<Vec<_>>().join(", ")
        ))),
    }
}

/// The relations that count, those that are asked for or all that are by default.
fn relations(id: RuleId, table: &RuleTable) -> Result<Vec<Relation>> {
    use crate::base::document::Relation::{Contains, Exact, Near, Shares, Template};
    let (default, known): (&[_], &[_]) = match id {
        RuleId::Leakage => {
            (&[Exact, Near, Contains, Shares], &[Exact, Near, Contains, Shares, Template])
        }
        _ => (&[Exact, Near], &[Exact, Near, Contains, Template]),
    };
    let asked = table.relations.as_deref().unwrap_or(default);
    match asked.iter().find(|relation| !known.contains(relation)) {
        None => Ok(asked.to_vec()),
        Some(other) => Err(Error::settings(format!(
            "`{other}` is no relation of this rule; there are {}",
            known.iter().map(|known| known.name()).collect::<Vec<_>>().join(", ")
        ))),
    }
}

fn sameness(id: RuleId, table: &RuleTable, relations: &[Relation]) -> Result<Settings> {
    let mut settings = Settings::builder();
    if let Some(threshold) = table.threshold {
        settings = settings.threshold(threshold);
    }
    if id == RuleId::Leakage {
        settings = settings.across(CORPUS_FIELD);
    }
    // What stands in a training text by passages is found by these.
    let by_walk = |relation: &&Relation| id != RuleId::Leakage || **relation != Relation::Contains;
    for relation in relations.iter().filter(by_walk) {
        settings = settings.remove(*relation);
    }
    settings.build()
}

/// The field that tells in leakage which corpus a document is of.
pub(super) const CORPUS_FIELD: &str = "corpus";

fn passages(id: RuleId, table: &RuleTable) -> Result<PassageSettings> {
    let default = if id == RuleId::Leakage || id == RuleId::Duplicates {
        LEAKED_TOKENS
    } else {
        PASSAGE_TOKENS
    };
    let mut settings = PassageSettings::builder().min_tokens(table.min_tokens.unwrap_or(default));
    if id == RuleId::Leakage {
        // An item may be a table of numbers; it leaks all the same.
        settings = settings.min_distinct(0.0);
    }
    if let Some(share) = table.min_distinct {
        settings = settings.min_distinct(share);
    }
    if let Some(identity) = table.identity {
        settings = settings.identity(identity);
    }
    if let Some(containment) = table.containment {
        settings = settings.containment(containment);
    }
    settings.build()
}

fn kinds(id: RuleId, table: &RuleTable) -> Result<Vec<PassageKind>> {
    let Some(names) = &table.kinds else {
        let of_rule = |kind: &PassageKind| match id {
            RuleId::Boilerplate => *kind == PassageKind::Boilerplate,
            RuleId::RepeatedPassages => *kind != PassageKind::Boilerplate,
            _ => true,
        };
        return Ok(PassageKind::ALL.into_iter().filter(of_rule).collect());
    };
    let kind = |name: &String| {
        PassageKind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
            let known = PassageKind::ALL.map(PassageKind::name).join(", ");
            Error::settings(format!("unknown kind `{}`; there are {known}", escape(name)))
        })
    };
    names.iter().map(kind).collect()
}
