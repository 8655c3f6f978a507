//! Keep order: which of two documents stays.
//!
//! Rules that do not look at places in the input must not let them show. So what such rules leave
//! open is decided by content: the digest of the text, the values that constrain the document, its
//! id, and the text as it is written. Of documents that are the same in all of these the first is kept.

use super::{Fields, Mapped};
use crate::base::document::DocId;
use crate::settings::Settings;
use crate::settings::keep::KeepRule;
use xxhash_rust::xxh3::xxh3_64;

/// The rules that order documents, ready to be asked. Nothing is held for each document.
pub(crate) struct KeepOrder<'a> {
    rules: Vec<Rule<'a>>,
    /// What decides where the rules do not; nothing where they look at places in the input.
    content: Option<&'a (dyn Fn(DocId) -> Content + Sync)>,
}

/// What is the same wherever a document is in the input: the digest of its tokens, a hash of the
/// values that constrain it, and what distinguishes it from its exact copies.
pub(crate) type Content = (u128, u64, Identity);

/// Hashes of a document's id and of its text as it is written, with its case and spaces; all that
/// distinguishes exact copies. The second may be 0 where ids suffice.
pub(crate) type Identity = (u64, u64);

/// The identity of a document; no id counts as an empty one.
pub(crate) fn identity(id: &str, text: &str) -> Identity {
    (xxh3_64(id.as_bytes()), xxh3_64(text.as_bytes()))
}

/// What keep order looks at of a document, beside its fields.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// How many tokens it has.
    pub(crate) tokens: &'a (dyn Fn(DocId) -> u32 + Sync),
    pub(crate) content: &'a (dyn Fn(DocId) -> Content + Sync),
}

/// A document's place in keep order: the lowest stays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank(Vec<i64>, Content, DocId);

enum Rule<'a> {
    First,
    Last,
    Longest(&'a (dyn Fn(DocId) -> u32 + Sync)),
    /// A key made of a field.
    Field(Mapped<'a, i64>),
}

impl<'a> KeepOrder<'a> {
    /// By the rules of the settings.
    pub(crate) fn new(fields: &'a Fields, settings: &Settings, facts: Facts<'a>) -> Self {
        let rules = settings.keep();
        let by_place =
            rules.is_empty() || rules.iter().any(|r| matches!(r, KeepRule::First | KeepRule::Last));
        let content = (!by_place).then_some(facts.content);
        let rules = rules.iter().filter_map(|rule| Rule::new(rule, fields, facts.tokens));
        Self { rules: rules.collect(), content }
    }

    pub(crate) fn rank(&self, doc: DocId) -> Rank {
        let keys = self.rules.iter().map(|rule| rule.key(doc)).collect();
        Rank(keys, self.content.map_or((0, 0, (0, 0)), |content| content(doc)), doc)
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
