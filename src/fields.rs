//! The fields of documents that settings look at, column by column.

use crate::settings::{KeepRule, timestamp};
use crate::{DocId, Settings};
use ahash::AHashMap;
use std::cmp::Ordering;
use xxhash_rust::xxh3::xxh3_64;

/// The value of a field of one document: a number for each distinct value, 0 for none.
type Value = u32;

/// One field of all documents.
#[derive(Debug, Default)]
struct Column {
    name: String,
    values: Vec<Value>,
    /// The distinct values, in order of appearance; number 1 is the first.
    distinct: Vec<String>,
    numbers: AHashMap<String, Value>,
}

impl Column {
    fn push(&mut self, value: Option<&str>) {
        let number = value.map_or(0, |value| match self.numbers.get(value) {
            Some(number) => *number,
            None => {
                self.distinct.push(value.to_owned());
                let number = self.distinct.len() as Value;
                self.numbers.insert(value.to_owned(), number);
                number
            }
        });
        self.values.push(number);
    }

    fn get(&self, doc: DocId) -> Option<&str> {
        let number = self.values[doc.index()] as usize;
        number.checked_sub(1).map(|i| self.distinct[i].as_str())
    }

    /// For each document what `of` makes of its value; each distinct value is looked at once.
    fn map<T: Copy>(&self, none: T, of: impl Fn(&str) -> T) -> Vec<T> {
        let made: Vec<T> = self.distinct.iter().map(|value| of(value)).collect();
        let get = |number: &Value| (*number as usize).checked_sub(1).map_or(none, |i| made[i]);
        self.values.iter().map(get).collect()
    }
}

/// Some fields of all documents.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<Column>);

impl Fields {
    pub(crate) fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let column = |name: &str| Column { name: name.to_owned(), ..Column::default() };
        Self(names.into_iter().map(column).collect())
    }

    /// Adds a document; the values in the order of the names.
    pub(crate) fn push<'v>(&mut self, values: impl IntoIterator<Item = Option<&'v str>>) {
        for (column, value) in self.0.iter_mut().zip(values) {
            column.push(value);
        }
    }

    pub(crate) fn get(&self, name: &str, doc: DocId) -> Option<&str> {
        self.column(name)?.get(doc)
    }

    /// Some document has a value of the field.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.column(name).is_some_and(|column| !column.distinct.is_empty())
    }

    /// Sets a field of all documents, in their order.
    pub(crate) fn set<'v>(&mut self, name: &str, values: impl Iterator<Item = Option<&'v str>>) {
        let mut column = Column { name: name.to_owned(), ..Column::default() };
        values.for_each(|value| column.push(value));
        self.0.retain(|column| column.name != name);
        self.0.push(column);
    }

    /// Documents whose date cannot be read.
    pub(crate) fn undated(&self, name: &str) -> u64 {
        self.dates(name).iter().filter(|date| date.is_none()).count() as u64
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.0.iter().find(|column| column.name == name)
    }

    fn dates(&self, name: &str) -> Vec<Option<i64>> {
        self.column(name).map_or_else(Vec::new, |column| column.map(None, timestamp))
    }
}

/// Which pairs of documents may be compared.
#[derive(Debug, Default)]
pub(crate) struct Constraint<'a> {
    window: Option<(Vec<Option<i64>>, i64)>,
    across: Option<&'a Column>,
    within: Option<&'a Column>,
}

/// Documents by the values that constrain them: those of one part may be compared with all others
/// of the same `within` and another `across`, if their dates are close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    within: Value,
    across: Value,
}

impl<'a> Constraint<'a> {
    pub(crate) fn new(fields: &'a Fields, settings: &Settings) -> Self {
        let column = |name: Option<&str>| name.and_then(|name| fields.column(name));
        Self {
            window: settings.window().map(|w| (fields.dates(&w.field), w.seconds)),
            across: column(settings.across()),
            within: column(settings.within()),
        }
    }

    /// All pairs may be compared.
    pub(crate) fn is_none(&self) -> bool {
        self.window.is_none() && self.across.is_none() && self.within.is_none()
    }

    pub(crate) fn part(&self, doc: DocId) -> Part {
        let value = |column: Option<&Column>| column.map_or(0, |c| c.values[doc.index()]);
        Part { within: value(self.within), across: value(self.across) }
    }

    pub(crate) fn joins(&self, a: Part, b: Part) -> bool {
        let differ = a.across != b.across && a.across != 0 && b.across != 0;
        a.within == b.within && (self.across.is_none() || differ)
    }

    pub(crate) fn is_close(&self, a: DocId, b: DocId) -> bool {
        let close =
            |(dates, seconds): &(Vec<Option<i64>>, i64)| match (dates[a.index()], dates[b.index()])
            {
                (Some(a), Some(b)) => a.abs_diff(b) <= seconds.unsigned_abs(),
                _ => false,
            };
        self.window.as_ref().is_none_or(close)
    }

    pub(crate) fn allows(&self, a: DocId, b: DocId) -> bool {
        self.joins(self.part(a), self.part(b)) && self.is_close(a, b)
    }

    /// A number that depends on the values of the constrained fields, not on the order of input.
    pub(crate) fn content(&self, doc: DocId) -> u64 {
        let date = self.window.as_ref().and_then(|(dates, _)| dates[doc.index()]);
        let value = |column: Option<&Column>| {
            column.and_then(|column| column.get(doc)).map_or(0, |value| xxh3_64(value.as_bytes()))
        };
        let parts = [date.map_or(0, i64::unsigned_abs), value(self.across), value(self.within)];
        parts.iter().fold(0, |sum: u64, part| sum.rotate_left(21) ^ part)
    }
}

/// The rank of every document in keep order: the lowest stays.
pub(crate) fn keep_ranks(tokens: &[u32], fields: &Fields, settings: &Settings) -> Vec<u32> {
    let keys: Vec<Vec<i64>> =
        settings.keep().iter().map(|rule| rule_keys(rule, tokens, fields)).collect();
    let order = |a: &u32, b: &u32| -> Ordering {
        let by_rule = |key: &Vec<i64>| key[*a as usize].cmp(&key[*b as usize]);
        keys.iter().map(by_rule).find(|o| o.is_ne()).unwrap_or_else(|| a.cmp(b))
    };
    let mut docs: Vec<u32> = (0..tokens.len() as u32).collect();
    docs.sort_unstable_by(order);
    let mut ranks = vec![0; docs.len()];
    for (rank, doc) in docs.iter().enumerate() {
        ranks[*doc as usize] = rank as u32;
    }
    ranks
}

/// A rule as a key of every document, the lowest first.
fn rule_keys(rule: &KeepRule, tokens: &[u32], fields: &Fields) -> Vec<i64> {
    let docs = 0..tokens.len() as i64;
    let dated = |name: &str, sign: i64| {
        let dates = fields.dates(name).into_iter();
        dates.map(|date| date.map_or(i64::MAX, |date| date * sign)).collect()
    };
    match rule {
        KeepRule::First => docs.collect(),
        KeepRule::Last => docs.map(|doc| -doc).collect(),
        KeepRule::Longest => tokens.iter().map(|tokens| -i64::from(*tokens)).collect(),
        KeepRule::Earliest(name) => dated(name, 1),
        KeepRule::Latest(name) => dated(name, -1),
        KeepRule::Prefer { field, values } => {
            let place = |value: &str| values.iter().position(|v| v == value);
            let key = |value: &str| place(value).unwrap_or(values.len()) as i64;
            let column = fields.column(field);
            column.map_or_else(Vec::new, |column| column.map(values.len() as i64, key))
        }
    }
}
