//! Passages of documents in memory.

use super::gather::retold::{Retold, RetoldPair};
use super::gather::shared::SharedText;
use super::passage::{Occurrence, Passage};
use super::pipeline::{Road, distinct};
use super::settings::PassageSettings;
use crate::base::document::{DocId, Document, InMemory};
use crate::base::error::Result;
use crate::base::progress::{CancelToken, Observer, Stage, Watch};
use crate::documents::fields::Fields;
use crate::text::Tokenizer;
use crate::text::row::TokenRow;
use rayon::prelude::*;

/// Finds what is told at several places: across documents and within one.
///
/// Runs in the current rayon thread pool; the outcome does not depend on the number of threads, nor
/// the passages on the order of the documents.
///
/// Every run of [`min_tokens`](PassageSettings::min_tokens) tokens that stands at two places lies
/// inside an occurrence, however often it recurs, unless it holds fewer different words than
/// [`min_distinct`](PassageSettings::min_distinct) asks for. Where a text repeats a unit in a row, a
/// run across the seam of two units is covered by occurrences that follow each other. Passages with changed words are found as long as
/// some runs of eight tokens are left of them, mostly shorter ones too.
///
/// Cost: linear in the text; little more than a byte for each byte of text beside the documents.
///
/// ```
/// use retold::{Document, PassageFinder};
/// use retold::passages::PassageSettings;
/// let finder = PassageFinder::new(PassageSettings::builder().min_tokens(10).build()?);
/// let refrain = "and the boats that left the harbour in the morning came back in the evening";
/// let text = format!("One, {refrain}. Two, {refrain}. Three, {refrain}.");
/// let found = finder.find([Document::new("ballad", text)])?;
/// assert_eq!(found.passages().len(), 1);
/// assert_eq!(found.passages()[0].occurrences.len(), 3);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct PassageFinder {
    settings: PassageSettings,
}

/// Documents, and the passages found in them.
///
/// ```
/// let found = retold::PassageFinder::default().find([])?;
/// assert!(found.passages().is_empty() && found.shared().is_empty());
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Passages {
    documents: Vec<Document>,
    passages: Vec<Passage>,
    shared: Vec<SharedText>,
    retold: Retold,
}

impl PassageFinder {
    /// A finder with these settings.
    pub fn new(settings: PassageSettings) -> Self {
        Self { settings }
    }

    /// Its settings.
    pub fn settings(&self) -> &PassageSettings {
        &self.settings
    }

    /// Finds the passages among these documents, which are numbered in the order they come in.
    ///
    /// # Errors
    /// Of the kind `Input` if there is more text than can be numbered: some 10 billion tokens.
    pub fn find(&self, documents: impl IntoIterator<Item = Document>) -> Result<Passages> {
        self.find_observed(documents, &(), &CancelToken::default())
    }

    /// The same, watched and stoppable.
    ///
    /// # Errors
    /// Of the kind `Cancelled` if it was stopped.
    pub fn find_observed(
        &self,
        documents: impl IntoIterator<Item = Document>,
        observer: &dyn Observer,
        cancel: &CancelToken,
    ) -> Result<Passages> {
        let watch = Watch::new(observer, cancel);
        watch.begin(Stage::Read, None)?;
        let documents: Vec<Document> = documents.into_iter().collect();
        let init = || (Tokenizer::default(), Vec::new());
        let rows = documents.par_iter().map_init(init, |(tokenizer, hashes), document| {
            watch.advance(Stage::Read, document.text.len() as u64)?;
            Ok(TokenRow::of(&document.text, tokenizer, hashes))
        });
        let rows: Vec<TokenRow> = rows.collect::<Result<_>>()?;
        let all = (0..documents.len() as u32).map(DocId);
        self.on_rows(documents, &rows, all, watch)
    }

    /// The passages among some of the documents, given by their rows.
    pub(crate) fn on_rows(
        &self,
        documents: Vec<Document>,
        rows: &[TokenRow],
        among: impl Iterator<Item = DocId>,
        watch: Watch<'_>,
    ) -> Result<Passages> {
        let names = [self.settings.source_field(), self.settings.date_field()];
        let mut fields = Fields::new(names);
        for document in &documents {
            fields.push(names.map(|name| document.get(name)));
        }
        let distinct = distinct(rows, among);
        let road = Road::to_matches(rows, &distinct, &self.settings, watch)?;
        let passages = road.passages(&InMemory(&documents), &fields, watch)?;
        let containment = self.settings.containment();
        let shared = road.coverages().map(|pair| SharedText::new(&pair, &distinct, containment));
        let mut shared: Vec<SharedText> = shared.collect();
        shared.sort_unstable_by_key(|pair| (pair.a, pair.b));
        let retold = if self.settings.retellings() {
            road.retellings(&InMemory(&documents), watch)?
        } else {
            Retold::default()
        };
        Ok(Passages { documents, passages, shared, retold })
    }
}

impl Passages {
    /// All documents, in the order they came in.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The passages, by their first occurrence.
    pub fn passages(&self) -> &[Passage] {
        &self.passages
    }

    /// The text of an occurrence.
    pub fn text(&self, occurrence: &Occurrence) -> &str {
        &self.documents[occurrence.doc.index()].text[occurrence.bytes.clone()]
    }

    /// Pairs of documents that were found to share text, in order: every document that shares some
    /// is in one; of a passage in many documents not all pairs are listed.
    pub fn shared(&self) -> &[SharedText] {
        &self.shared
    }

    /// What is retold in other words, if the settings ask for it.
    pub fn retellings(&self) -> &[RetoldPair] {
        &self.retold.pairs
    }

    /// How many retellings were left out because they look like
    /// [recurring](PassageSettings::recurring) reports.
    pub fn recurring_left_out(&self) -> usize {
        self.retold.left_out
    }
}
