//! What a passage is: an id, a kind, and the places where it occurs.

use super::gather::kind::{PassageKind, Spread};
use super::gather::spelling::Spelling;
use crate::base::document::DocId;
use serde::Serialize;
use std::fmt;
use std::ops::Range;

/// Names a passage by the tokens of its representative and where in which texts its occurrences
/// stand: the same input has the same names in every run and order. Printed as 16 hexadecimal
/// digits.
///
/// ```
/// assert_eq!(retold::passages::PassageId(255).to_string(), "00000000000000ff");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageId(pub u64);

impl fmt::Display for PassageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for PassageId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// A passage that is told at several places.
///
/// ```
/// use retold::{Document, PassageFinder};
/// use retold::passages::PassageKind;
/// let notice = "The port authority reminds all passengers that the ferry to the outer islands \
///     sails from the north pier until further notice, and that tickets bought for the south pier \
///     stay valid on every boat.";
/// let documents = [
///     Document::new("a", format!("Storm closes pier. {notice}")).field("source", "post"),
///     Document::new("b", format!("{notice} No date was given.")).field("source", "mail"),
/// ];
/// let found = PassageFinder::default().find(documents)?;
/// let passage = &found.passages()[0];
/// assert_eq!(passage.kind, PassageKind::Syndicated);
/// assert_eq!(passage.spread.sources, 2);
/// assert_eq!(found.text(&passage.occurrences[1]), notice.trim_end_matches('.'));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Its name.
    pub id: PassageId,
    /// What it looks like.
    pub kind: PassageKind,
    /// Which occurrence the others are compared with: of those that have its tokens the first that
    /// is spelled as most of them are; of spellings as frequent, the shortest.
    pub representative: usize,
    /// How far it spread.
    pub spread: Spread,
    /// All places where it stands, at least two, in document order. They may overlap.
    pub occurrences: Vec<Occurrence>,
}

impl Passage {
    /// The occurrence that the others are compared with.
    pub fn representative(&self) -> &Occurrence {
        &self.occurrences[self.representative]
    }
}

/// A place where a passage stands.
///
/// ```
/// use retold::{Document, PassageFinder};
/// let words: Vec<String> = (0..40).map(|i| format!("word{i}")).collect();
/// let text = words.join(" ");
/// let found = PassageFinder::default().find(["a", "b"].map(|id| Document::new(id, &text)))?;
/// let copy = &found.passages()[0].occurrences[1];
/// assert_eq!((copy.tokens.clone(), copy.bytes.end, copy.identity), (0..40, text.len(), 1.0));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    /// The document.
    pub doc: DocId,
    /// Its tokens there.
    pub tokens: Range<usize>,
    /// Its bytes in the document's text, from the first to the last of those tokens.
    pub bytes: Range<usize>,
    /// The identity to the representative, 0 to 1 (higher = more alike): matching tokens by
    /// columns of the alignment, over the whole of both.
    pub identity: f64,
    /// Half of it or more stands in quotation marks, or is quoted as in mail.
    pub quoted: bool,
    /// Half of it or more is quoted as in mail.
    pub(crate) mailed: bool,
    /// Where the first run of tokens ends, from its first token on, that holds words enough for a
    /// passage; maybe behind it.
    pub(crate) worded: Option<usize>,
    /// How its text is spelled.
    pub(crate) spelling: Spelling,
    /// A digest of the numbers in it.
    pub(crate) numbers: u64,
}

impl Occurrence {
    /// What its text shows is filled in when the text is read.
    pub(crate) fn new(doc: DocId, tokens: Range<usize>, identity: f64) -> Self {
        Self {
            doc,
            tokens,
            bytes: 0..0,
            identity,
            quoted: false,
            mailed: false,
            worded: None,
            spelling: Spelling::default(),
            numbers: 0,
        }
    }
}
