//! The fields of documents that settings look at, column by column.

pub(crate) mod keep;

use crate::base::dates::timestamp;
use crate::base::document::{DocId, Document};
use crate::settings::Settings;
use ahash::AHashMap;
use rayon::prelude::*;
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

    /// What `of` makes of the values, each looked at once.
    fn map<T>(&self, none: T, of: impl Fn(&str) -> T) -> Mapped<'_, T> {
        let made = self.distinct.iter().map(|value| of(value));
        Mapped { values: &self.values, made: std::iter::once(none).chain(made).collect() }
    }

    /// The place of each value among all, sorted, from 1; 0 for none. So unlike the numbers of
    /// values, it does not depend on the order of the input.
    fn places(&self) -> Mapped<'_, u32> {
        let mut sorted: Vec<&str> = self.distinct.iter().map(String::as_str).collect();
        sorted.par_sort_unstable();
        self.map(0, |value| sorted.partition_point(|other| *other <= value) as u32)
    }
}

/// What was made of the values of a field.
#[derive(Debug)]
pub(crate) struct Mapped<'a, T> {
    values: &'a [Value],
    /// By number of value.
    made: Vec<T>,
}

impl<T: Copy> Mapped<'_, T> {
    fn of(&self, doc: DocId) -> T {
        self.made[self.values[doc.index()] as usize]
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

    /// What the settings look at of documents in memory.
    pub(crate) fn of(documents: &[Document], settings: &Settings) -> Self {
        let names = settings.fields();
        let mut fields = Self::new(names.iter().copied());
        for document in documents {
            fields.push(names.iter().map(|name| document.get(name)));
        }
        fields
    }

    /// Adds a document; the values in the order of the names. Plain text has no fields: values
    /// that are missing at the end are none.
    pub(crate) fn push<'v>(&mut self, values: impl IntoIterator<Item = Option<&'v str>>) {
        let mut values = values.into_iter();
        for column in &mut self.0 {
            column.push(values.next().flatten());
        }
    }

    pub(crate) fn get(&self, name: &str, doc: DocId) -> Option<&str> {
        self.column(name)?.get(doc)
    }

    /// Of each field, the numbers of all documents' values, and the values by number, from 1.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&[u32], &[String])> {
        self.0.iter().map(|column| (&column.values[..], &column.distinct[..]))
    }

    /// The same of one field.
    pub(crate) fn column_of(&self, name: &str) -> Option<(&[u32], &[String])> {
        self.column(name).map(|column| (&column.values[..], &column.distinct[..]))
    }

    /// Sets a field to what [`columns`](Self::columns) gave.
    pub(crate) fn restore(&mut self, field: usize, values: &[u32], distinct: Vec<String>) {
        let column = &mut self.0[field];
        column.values = values.to_vec();
        column.numbers = distinct.iter().cloned().zip(1..).collect();
        column.distinct = distinct;
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
        let Some(dates) = self.dates(name) else { return 0 };
        dates.values.par_iter().filter(|value| dates.made[**value as usize].is_none()).count()
            as u64
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.0.iter().find(|column| column.name == name)
    }

    fn dates(&self, name: &str) -> Option<Mapped<'_, Option<i64>>> {
        Some(self.column(name)?.map(None, timestamp))
    }
}

/// Which pairs of documents may be compared.
#[derive(Debug, Default)]
pub(crate) struct Constraint<'a> {
    window: Option<(Mapped<'a, Option<i64>>, i64)>,
    across: Option<Valued<'a>>,
    within: Option<Valued<'a>>,
}

/// A field that documents are compared across or within.
#[derive(Debug)]
struct Valued<'a> {
    column: &'a Column,
    places: Mapped<'a, u32>,
}

/// Documents by the values that constrain them: those of one part may be compared with all others
/// of the same `within` and another `across`, if their dates are close. Their order is that of the
/// values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    within: u32,
    across: u32,
}

impl<'a> Constraint<'a> {
    pub(crate) fn new(fields: &'a Fields, settings: &Settings) -> Self {
        let column = |name: Option<&str>| {
            let column = fields.column(name?)?;
            Some(Valued { column, places: column.places() })
        };
        Self {
            window: settings.window().and_then(|w| Some((fields.dates(&w.field)?, w.seconds))),
            across: column(settings.across()),
            within: column(settings.within()),
        }
    }

    /// All pairs may be compared.
    pub(crate) fn is_none(&self) -> bool {
        self.window.is_none() && self.across.is_none() && self.within.is_none()
    }

    pub(crate) fn part(&self, doc: DocId) -> Part {
        let place = |of: &Option<Valued<'_>>| of.as_ref().map_or(0, |of| of.places.of(doc));
        Part { within: place(&self.within), across: place(&self.across) }
    }

    pub(crate) fn joins(&self, a: Part, b: Part) -> bool {
        let differ = a.across != b.across && a.across != 0 && b.across != 0;
        a.within == b.within && (self.across.is_none() || differ)
    }

    pub(crate) fn is_close(&self, a: DocId, b: DocId) -> bool {
        let close = |(dates, seconds): &(Mapped<'_, Option<i64>>, i64)| {
            let pair = dates.of(a).zip(dates.of(b));
            pair.is_some_and(|(a, b)| a.abs_diff(b) <= seconds.unsigned_abs())
        };
        self.window.as_ref().is_none_or(close)
    }

    pub(crate) fn allows(&self, a: DocId, b: DocId) -> bool {
        self.joins(self.part(a), self.part(b)) && self.is_close(a, b)
    }

    /// A number that depends on the values of the constrained fields, not on the order of input.
    pub(crate) fn content(&self, doc: DocId) -> u64 {
        let date = self.window.as_ref().and_then(|(dates, _)| dates.of(doc));
        let value = |of: &Option<Valued<'_>>| {
            let value = of.as_ref().and_then(|of| of.column.get(doc));
            value.map_or(0, |value| xxh3_64(value.as_bytes()))
        };
        let parts = [date.map_or(0, i64::unsigned_abs), value(&self.across), value(&self.within)];
        parts.iter().fold(0, |sum: u64, part| sum.rotate_left(21) ^ part)
    }
}
