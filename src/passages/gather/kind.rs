//! What a passage looks like, and how far it spread.

use crate::base::dates::timestamp;
use crate::base::document::DocId;
use crate::documents::fields::Fields;
use crate::passages::passage::Occurrence;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// Documents of one source from which on a passage is boilerplate.
const MANY: usize = 5;

/// What a passage looks like, by where it stands.
///
/// ```
/// assert_eq!(retold::passages::PassageKind::Itself.to_string(), "self");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PassageKind {
    /// All in one document.
    #[serde(rename = "self")]
    Itself,
    /// Mostly in quotation marks, or half of it and more quoted as in mail.
    Quotation,
    /// In documents of several sources.
    Syndicated,
    /// In five or more documents of one source.
    Boilerplate,
    /// In two to four documents of one source, or of unknown ones: a reprint, an update.
    Reprint,
}

impl PassageKind {
    /// All kinds.
    pub const ALL: [PassageKind; 5] = [
        PassageKind::Itself,
        PassageKind::Quotation,
        PassageKind::Syndicated,
        PassageKind::Boilerplate,
        PassageKind::Reprint,
    ];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            PassageKind::Itself => "self",
            PassageKind::Quotation => "quotation",
            PassageKind::Syndicated => "syndicated",
            PassageKind::Boilerplate => "boilerplate",
            PassageKind::Reprint => "reprint",
        }
    }

    pub(crate) fn of(occurrences: &[Occurrence], spread: &Spread) -> Self {
        let quoted = occurrences.iter().filter(|occurrence| occurrence.quoted).count();
        // The post that is quoted, and one that quotes it, are half.
        let mailed = occurrences.iter().filter(|occurrence| occurrence.mailed).count();
        if spread.documents == 1 {
            PassageKind::Itself
        } else if 2 * quoted > occurrences.len() || 2 * mailed >= occurrences.len() {
            PassageKind::Quotation
        } else if spread.sources > 1 {
            PassageKind::Syndicated
        } else if spread.documents >= MANY {
            PassageKind::Boilerplate
        } else {
            PassageKind::Reprint
        }
    }
}

impl fmt::Display for PassageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How far a passage spread.
///
/// ```
/// assert_eq!(retold::passages::Spread::default().documents, 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// Documents in which it stands.
    pub documents: usize,
    /// Different values of the source field.
    pub sources: usize,
    /// The earliest date of a document that can be read, as it is written there.
    pub first: Option<String>,
    /// The latest.
    pub last: Option<String>,
}

impl Spread {
    /// `occurrences` are in document order.
    pub(crate) fn of(
        occurrences: &[Occurrence],
        fields: &Fields,
        (source, date): (&str, &str),
    ) -> Self {
        let mut docs: Vec<DocId> = occurrences.iter().map(|occurrence| occurrence.doc).collect();
        docs.dedup();
        let sources: BTreeSet<&str> =
            docs.iter().filter_map(|doc| fields.get(source, *doc)).collect();
        let dates = docs.iter().filter_map(|doc| fields.get(date, *doc));
        let dated: Vec<(i64, &str)> =
            dates.filter_map(|date| Some((timestamp(date)?, date))).collect();
        let text = |date: Option<&(i64, &str)>| date.map(|(_, text)| (*text).to_owned());
        Self {
            documents: docs.len(),
            sources: sources.len(),
            first: text(dated.iter().min()),
            last: text(dated.iter().max()),
        }
    }
}
