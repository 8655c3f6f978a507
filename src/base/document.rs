//! Documents and the relations between them.

use super::error::{Error, Result};
use bytemuck::{Pod, Zeroable};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A document's place in the input, from 0.
///
/// ```
/// assert!(retold::DocId(0) < retold::DocId(1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Pod, Zeroable)]
#[serde(transparent)]
#[repr(transparent)]
pub struct DocId(pub u32);

impl DocId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A document: an id, a text, and the fields that settings may speak of.
///
/// ```
/// let document = retold::Document::new("a-1", "The ferry runs again.").field("source", "harbour-post");
/// assert_eq!(document.get("source"), Some("harbour-post"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Names the document in reports; need not be unique.
    pub id: String,
    /// What is compared.
    pub text: String,
    /// Names and values, such as a source and a date.
    pub fields: Vec<(String, String)>,
}

impl Document {
    /// A document without fields.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), fields: Vec::new() }
    }

    /// Adds a field.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// The value of a field; of several by one name, the last.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// How two documents are alike, each with a gate of its own; the strongest first.
///
/// ```
/// use retold::Relation;
/// assert_eq!("near".parse::<Relation>()?, Relation::Near);
/// assert_eq!(Relation::Template.to_string(), "template");
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Relation {
    /// The same tokens in the same order.
    Exact,
    /// Jaccard similarity of the shingle sets at or above the threshold, and not `Template`.
    Near,
    /// Nearly all of one stands in the other, in passages of nearly the same words.
    Contains,
    /// A passage of nearly the same words stands in both.
    Shares,
    /// Both tell the same in other words: rare phrases recur in the same order.
    Retells,
    /// The same tokens but for numbers and dates: different news.
    Template,
    /// Neither has a token.
    Empty,
}

impl Relation {
    /// All relations.
    pub const ALL: [Relation; 7] = [
        Relation::Exact,
        Relation::Near,
        Relation::Contains,
        Relation::Shares,
        Relation::Retells,
        Relation::Template,
        Relation::Empty,
    ];

    /// The name used in settings and reports.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Exact => "exact",
            Relation::Near => "near",
            Relation::Contains => "contains",
            Relation::Shares => "shares",
            Relation::Retells => "retells",
            Relation::Template => "template",
            Relation::Empty => "empty",
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Relation {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Relation::ALL.into_iter().find(|relation| relation.name() == name).ok_or_else(|| {
            Error::settings(format!(
                "unknown relation `{name}`; there are {}",
                Relation::ALL.map(Relation::name).join(", ")
            ))
        })
    }
}

/// Documents that are held in memory.
pub(crate) struct InMemory<'a>(pub(crate) &'a [Document]);

impl Texts for InMemory<'_> {
    fn read(&self, doc: DocId, into: &mut String) -> Result<()> {
        into.clear();
        into.push_str(&self.0[doc.index()].text);
        Ok(())
    }
}

/// Gives the texts of documents again.
pub(crate) trait Texts: Sync {
    /// Replaces the contents of `into` by the document's text.
    fn read(&self, doc: DocId, into: &mut String) -> Result<()>;
}
