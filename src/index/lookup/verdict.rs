//! What an index says of a text.

use crate::base::document::Relation;
use crate::passages::between::PassageMatch;
use serde::Serialize;

/// The answer to "was this told before?".
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// use retold::Relation;
/// use retold::index::{Index, IndexSettings};
/// let index = Index::create(folder.path().join("seen"), IndexSettings::default())?;
/// let story = "The ferry to the outer islands runs again after nine weeks in dock.";
/// index.insert("https://harbour.example/1", story, &[])?;
/// let verdict = index.check("THE FERRY to the outer islands runs again, after nine weeks in dock!")?;
/// assert!(!verdict.is_new());
/// let best = verdict.best().unwrap();
/// assert_eq!((best.id.as_str(), best.relation), ("https://harbour.example/1", Relation::Exact));
/// assert!(index.check("Snow closed the pass.")?.is_new());
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Verdict {
    /// Documents to which the text is related, the strongest relation first, then the highest
    /// score, then the first that came: at most eight. If there are exact copies, these alone.
    pub matches: Vec<IndexMatch>,
    pub(crate) is_new: bool,
}

impl Verdict {
    /// No document tells the text: none is in a relation to it that
    /// [`Settings::removes`](crate::settings::Settings::removes). Others, such as `template`, may be among
    /// the matches.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// The strongest match.
    pub fn best(&self) -> Option<&IndexMatch> {
        self.matches.first()
    }
}

/// A document to which a text is related.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct IndexMatch {
    /// The document's id.
    pub id: String,
    /// How they are related.
    pub relation: Relation,
    /// Verified, 0 to 1 (higher = more alike): the Jaccard similarity of the shingle sets; of
    /// `contains` and `shares`, the share of that text of which more stands in the other.
    pub score: f64,
    /// When the document was seen, in seconds since 1970.
    pub seen: i64,
    /// The passages that both tell, `a` the text and `b` the document, if they are looked for and
    /// it is not an exact copy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passages: Vec<PassageMatch>,
    /// The document's text if there are passages: that in which `b` are places, also if the
    /// document is replaced meanwhile.
    #[serde(skip)]
    pub text: Option<String>,
}

/// What became of an insertion.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// use retold::index::{Index, Inserted};
/// let index = Index::create(folder.path().join("seen"), Default::default())?;
/// assert_eq!(index.insert("a", "one story", &[])?, Inserted::Added);
/// assert_eq!(index.insert("a", "one story", &[])?, Inserted::Unchanged);
/// assert_eq!(index.insert("a", "another story", &[])?, Inserted::Replaced);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Inserted {
    /// There was no document with this id.
    Added,
    /// There was one with another text, which is gone.
    Replaced,
    /// There is one with the same text and fields; nothing was done.
    Unchanged,
}

/// A document of an index, as it was inserted.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// let index = retold::index::Index::create(folder.path().join("seen"), Default::default())?;
/// index.insert("a", "One story.", &[("source", "wire")])?;
/// let held = index.get("a")?.unwrap();
/// assert_eq!((held.text.as_deref(), held.tokens), (Some("One story."), 2));
/// assert_eq!(held.fields, [("source".to_owned(), "wire".to_owned())]);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct IndexDocument {
    /// Its id.
    pub id: String,
    /// Its text, if the index stores texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Names and values.
    pub fields: Vec<(String, String)>,
    /// When it was seen, in seconds since 1970.
    pub seen: i64,
    /// How many tokens its text has.
    pub tokens: u32,
}

/// What an index holds and costs.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// let index = retold::index::Index::create(folder.path().join("seen"), Default::default())?;
/// assert_eq!(index.stats()?.documents, 0);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct IndexStats {
    /// Documents that are there.
    pub documents: u64,
    /// Documents that are gone, and whose place on disk was not given back yet.
    pub gone: u64,
    /// Bytes of all files.
    pub bytes: u64,
    /// Files that a look-up asks, the logs among them.
    pub parts: u64,
    /// Documents that are still in logs.
    pub in_logs: u64,
    /// The latest time at which a document was seen, in seconds since 1970; 0 if none ever was.
    pub latest: i64,
}
