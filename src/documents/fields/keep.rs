//! Keep order: which of two documents stays.

use super::{Fields, Mapped};
use crate::base::document::DocId;
use crate::settings::Settings;
use crate::settings::keep::KeepRule;

/// The rules that order documents, ready to be asked. Nothing is held for each document.
pub(crate) struct KeepOrder<'a> {
    rules: Vec<Rule<'a>>,
}

/// A document's place in keep order: the lowest stays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank(Vec<i64>, DocId);

enum Rule<'a> {
    First,
    Last,
    Longest(&'a (dyn Fn(DocId) -> u32 + Sync)),
    /// A key made of a field.
    Field(Mapped<'a, i64>),
}

impl<'a> KeepOrder<'a> {
    /// By the rules of the settings; `tokens` tells how many a document has.
    pub(crate) fn new(
        fields: &'a Fields,
        settings: &Settings,
        tokens: &'a (dyn Fn(DocId) -> u32 + Sync),
    ) -> Self {
        let rules = settings.keep().iter().filter_map(|rule| Rule::new(rule, fields, tokens));
        Self { rules: rules.collect() }
    }

    pub(crate) fn rank(&self, doc: DocId) -> Rank {
        Rank(self.rules.iter().map(|rule| rule.key(doc)).collect(), doc)
    }
}

impl<'a> Rule<'a> {
    /// None for a field that no document was asked for.
    fn new(
        rule: &KeepRule,
        fields: &'a Fields,
        tokens: &'a (dyn Fn(DocId) -> u32 + Sync),
    ) -> Option<Self> {
        let dated = |name: &str, sign: i64| {
            let key = move |date: Option<i64>| date.map_or(i64::MAX, |date| date * sign);
            let Mapped { values, made } = fields.dates(name)?;
            Some(Rule::Field(Mapped { values, made: made.into_iter().map(key).collect() }))
        };
        match rule {
            KeepRule::First => Some(Rule::First),
            KeepRule::Last => Some(Rule::Last),
            KeepRule::Longest => Some(Rule::Longest(tokens)),
            KeepRule::Earliest(name) => dated(name, 1),
            KeepRule::Latest(name) => dated(name, -1),
            KeepRule::Prefer { field, values } => {
                let place = |value: &str| values.iter().position(|v| v == value);
                let key = |value: &str| place(value).unwrap_or(values.len()) as i64;
                Some(Rule::Field(fields.column(field)?.map(values.len() as i64, key)))
            }
        }
    }

    /// The lowest first.
    fn key(&self, doc: DocId) -> i64 {
        match self {
            Rule::First => doc.0.into(),
            Rule::Last => -i64::from(doc.0),
            Rule::Longest(tokens) => -i64::from(tokens(doc)),
            Rule::Field(keys) => keys.of(doc),
        }
    }
}
