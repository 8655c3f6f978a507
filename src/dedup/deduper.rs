//! Deduplication of documents in memory.

use super::audit::{Audit, audit};
use super::candidates::nodes::Nodes;
use super::pipeline::{Documents, Outcome, find};
use super::sketch::fingerprint::{Fingerprint, Fingerprinter};
use super::sketch::prints::Prints;
use super::verify::Verifier;
use crate::base::document::{DocId, Document, InMemory, Relation};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::progress::{CancelToken, Observer, Stage, Watch};
use crate::documents::fields::keep::identity;
use crate::documents::fields::{Constraint, Fields};
use crate::passages::finder::{PassageFinder, Passages};
use crate::passages::settings::PassageSettings;
use crate::settings::Settings;
use crate::storage::space::Space;
use crate::text::row::TokenRow;
use rayon::prelude::*;

/// Documents that are fingerprinted at once.
const BATCH: usize = 4096;

/// Finds the duplicates among documents.
///
/// Runs in the current rayon thread pool; the outcome does not depend on the number of threads.
/// Keeps all documents in memory, since candidates are verified on their texts; files are better
/// given to [`dedup_files`](crate::jobs::dedup::run::dedup_files), which maps them.
///
/// Cost: linear in the text; some 500 bytes a document beside the documents.
///
/// ```
/// use retold::{Deduper, Document, Relation, Settings};
///
/// let story = "The ferry to the outer islands runs again after nine weeks in dock, the port said.";
/// let deduper = Deduper::new(Settings::builder().threshold(0.6).build()?);
/// let deduped = deduper.dedup([
///     Document::new("wire", story),
///     Document::new("other", "Council members will vote on the new library on Thursday evening."),
///     Document::new("reprint", story.to_uppercase()),
///     Document::new("late", format!("{story} Tickets cost the same.")),
/// ])?;
///
/// let kept: Vec<&str> = deduped.kept().map(|document| document.id.as_str()).collect();
/// assert_eq!(kept, ["wire", "other"]);
/// let reprint = &deduped.removed()[0];
/// assert_eq!((reprint.document.id.as_str(), reprint.witness.id.as_str()), ("reprint", "wire"));
/// assert_eq!((reprint.relation, reprint.score), (Relation::Exact, 1.0));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug)]
pub struct Deduper {
    settings: Settings,
    passages: PassageSettings,
    fingerprinter: Fingerprinter,
}

impl Default for Deduper {
    fn default() -> Self {
        Self::new(Settings::default())
    }
}

/// Documents, and what was found among them.
///
/// ```
/// use retold::{Deduper, Document};
/// let deduped = Deduper::default().dedup(["a", "b"].map(|id| Document::new(id, "one story")))?;
/// assert_eq!(deduped.documents().len(), 2);
/// assert_eq!(deduped.into_kept().count(), 1);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug)]
pub struct Deduped {
    documents: Vec<Document>,
    outcome: Outcome,
}

/// A document that goes, and why.
///
/// ```
/// use retold::{Deduper, Document};
/// let deduped = Deduper::default().dedup(["a", "b"].map(|id| Document::new(id, "one story")))?;
/// let removal = deduped.removed()[0];
/// assert_eq!((removal.document.id.as_str(), removal.witness.id.as_str()), ("b", "a"));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Removal<'a> {
    /// The document.
    pub document: &'a Document,
    /// The document that stays in its place.
    pub witness: &'a Document,
    /// How the two are related.
    pub relation: Relation,
    /// The Jaccard similarity of their shingle sets.
    pub score: f64,
}

impl Deduper {
    /// A deduper with these settings.
    pub fn new(settings: Settings) -> Self {
        let fingerprinter = Fingerprinter::new(&settings);
        Self { settings, passages: PassageSettings::default(), fingerprinter }
    }

    /// What counts as a passage, where `contains` is removed.
    ///
    /// ```
    /// use retold::{Deduper, Document, Relation, Settings};
    /// use retold::passages::PassageSettings;
    /// let deduper = Deduper::new(Settings::builder().remove(Relation::Contains).build()?)
    ///     .passages(PassageSettings::builder().min_tokens(8).build()?);
    /// let brief = "The ferry to the outer islands runs again from Monday.";
    /// let story = format!("{brief} Nine weeks in dock have cost the port more than it had set aside.");
    /// let deduped = deduper.dedup([Document::new("brief", brief), Document::new("story", story)])?;
    /// let removal = deduped.removed()[0];
    /// assert_eq!((removal.document.id.as_str(), removal.relation), ("brief", Relation::Contains));
    /// # Ok::<(), retold::Error>(())
    /// ```
    pub fn passages(mut self, passages: PassageSettings) -> Self {
        self.passages = passages;
        self
    }

    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Finds the duplicates among the documents, which are numbered in the order they come in.
    ///
    /// # Errors
    /// Of the kind `Input` if there are more than 4 billion documents.
    pub fn dedup(&self, documents: impl IntoIterator<Item = Document>) -> Result<Deduped> {
        self.dedup_observed(documents, &(), &CancelToken::default())
    }

    /// The same, watched and stoppable.
    ///
    /// # Errors
    /// Of the kind `Cancelled` if it was stopped.
    pub fn dedup_observed(
        &self,
        documents: impl IntoIterator<Item = Document>,
        observer: &dyn Observer,
        cancel: &CancelToken,
    ) -> Result<Deduped> {
        Ok(self.run(documents, false, Watch::new(observer, cancel))?.0)
    }

    /// Finds the duplicates among the documents, and the passages that those which stay have in
    /// common, in one pass over the texts. Both outcomes hold the documents.
    ///
    /// ```
    /// use retold::{Deduper, Document, PassageFinder};
    /// let notice = "Passengers are reminded that the night boat to the outer islands sails from the \
    ///     north pier until further notice and that old tickets stay valid on it.";
    /// let documents = [
    ///     Document::new("a", format!("Storm closes the south pier. {notice}")),
    ///     Document::new("b", format!("{notice} This was said by the port on Friday, without a date.")),
    ///     Document::new("a again", format!("STORM closes the south pier. {notice}")),
    /// ];
    /// let (deduped, passages) =
    ///     Deduper::default().dedup_and_find(documents, &PassageFinder::default())?;
    /// assert_eq!(deduped.kept().count(), 2);
    /// assert_eq!(passages.passages()[0].occurrences.len(), 2);
    /// # Ok::<(), retold::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`dedup`](Deduper::dedup) and of [`PassageFinder::find`].
    pub fn dedup_and_find(
        &self,
        documents: impl IntoIterator<Item = Document>,
        finder: &PassageFinder,
    ) -> Result<(Deduped, Passages)> {
        let cancel = CancelToken::default();
        let watch = Watch::new(&(), &cancel);
        let (deduped, rows) = self.run(documents, true, watch)?;
        let kept = deduped.outcome.kept();
        let passages = finder.on_rows(deduped.documents.clone(), &rows, kept, watch)?;
        Ok((deduped, passages))
    }

    /// The duplicates, and the tokens of all documents, if they are wanted.
    fn run(
        &self,
        documents: impl IntoIterator<Item = Document>,
        wants_tokens: bool,
        watch: Watch<'_>,
    ) -> Result<(Deduped, Vec<TokenRow>)> {
        watch.begin(Stage::Read, None)?;
        let contains = self.settings.removes(Relation::Contains);
        let mut input = documents.into_iter();
        let mut documents: Vec<Document> = Vec::new();
        let (mut fingerprints, mut rows) = (Vec::new(), Vec::new());
        loop {
            let from = documents.len();
            documents.extend(input.by_ref().take(BATCH));
            if documents.len() == from {
                break;
            }
            for (fingerprint, row) in
                self.fingerprint(&documents[from..], wants_tokens || contains, watch)?
            {
                fingerprints.push(fingerprint);
                rows.extend(row);
            }
        }
        if u32::try_from(documents.len()).is_err() {
            return Err(Error::new(ErrorKind::Input, "more documents than 32 bits can number"));
        }
        let fields = Fields::of(&documents, &self.settings);
        let tellings = contains.then_some((&rows[..], &self.passages));
        let prints = Prints::of(&fingerprints, self.settings.banding().bands)?;
        drop(fingerprints);
        let space = Space::unbounded();
        let nodes = Nodes::new(&prints, &space)?;
        let texts = InMemory(&documents);
        let ids = |doc: DocId| {
            let document = &documents[doc.index()];
            identity(&document.id, &document.text)
        };
        let found =
            Documents { nodes: &nodes, tellings, fields: &fields, texts: &texts, ids: &ids };
        let outcome = find(found, &self.settings, &space, watch)?;
        Ok((Deduped { documents, outcome }, rows))
    }

    /// Measures the recall that a run of this deduper reached: compares `samples` of the distinct
    /// texts with all, by brute force, and asks of each near pair whether the run joined it. The
    /// same texts are sampled every time; all, if there are no more.
    ///
    /// Cost: two readings of all texts, and some 70 bytes for each shingle of the sample.
    ///
    /// # Errors
    /// None of its own: those of the texts, which are in memory here.
    pub fn audit(&self, deduped: &Deduped, samples: usize) -> Result<Audit> {
        let cancel = CancelToken::default();
        let watch = Watch::new(&(), &cancel);
        let documents = &deduped.documents;
        let made = self.fingerprint(documents, false, watch)?;
        let fingerprints: Vec<Fingerprint> = made.into_iter().map(|(made, _)| made).collect();
        let prints = Prints::of(&fingerprints, self.settings.banding().bands)?;
        let nodes = Nodes::new(&prints, &Space::unbounded())?;
        let texts = InMemory(documents);
        let verifier = Verifier::new(&nodes, &texts, &self.settings);
        let fields = Fields::of(documents, &self.settings);
        let constraint = Constraint::new(&fields, &self.settings);
        audit(verifier, &deduped.outcome, &constraint, samples, watch)
    }

    fn fingerprint(
        &self,
        documents: &[Document],
        wants_tokens: bool,
        watch: Watch<'_>,
    ) -> Result<Vec<(Fingerprint, Option<TokenRow>)>> {
        let fingerprinter = || self.fingerprinter.clone();
        let made = documents.par_iter().map_init(fingerprinter, |fingerprinter, document| {
            watch.advance(Stage::Read, document.text.len() as u64)?;
            let fingerprint = fingerprinter.fingerprint(&document.text);
            let row = wants_tokens.then(|| fingerprinter.token_row(&fingerprint));
            Ok((fingerprint, row))
        });
        made.collect()
    }
}

impl Deduped {
    /// What was found, by number of document.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// All documents, in the order they came in.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The documents that stay.
    pub fn kept(&self) -> impl Iterator<Item = &Document> {
        self.outcome.kept().map(|doc| self.document(doc))
    }

    /// The documents that stay, owned.
    pub fn into_kept(self) -> impl Iterator<Item = Document> {
        let Deduped { documents, outcome } = self;
        let numbered = (0..).map(DocId).zip(documents);
        numbered.filter(move |(doc, _)| outcome.is_kept(*doc)).map(|(_, document)| document)
    }

    /// The documents that go, each with its witness.
    pub fn removed(&self) -> Vec<Removal<'_>> {
        let removals = self.outcome.removed().into_iter().map(|(doc, link)| Removal {
            document: self.document(doc),
            witness: self.document(link.witness),
            relation: link.relation,
            score: link.score,
        });
        removals.collect()
    }

    fn document(&self, doc: DocId) -> &Document {
        &self.documents[doc.index()]
    }
}
