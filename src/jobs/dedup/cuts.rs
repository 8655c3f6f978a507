//! Passages that documents which stay have in common: cut out, or marked.

use super::spans::{Later, spans};
use crate::base::document::DocId;
use crate::base::error::{Error, Result};
use crate::base::progress::Watch;
use crate::dedup::pipeline::Outcome;
use crate::documents::fields::keep::KeepOrder;
use crate::input::formats::origin::without;
use crate::jobs::corpus::reading::Corpus;
use crate::passages::passage::{Passage, PassageId};
use crate::passages::pipeline::{Road, distinct};
use crate::passages::settings::PassageSettings;
use crate::report::passages::{PassageMark, mark_member};
use crate::report::summary::Summary;
use crate::text::row::TokenRow;
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

/// What becomes of passages that documents that stay have in common.
///
/// ```
/// assert_eq!("mark".parse::<retold::Repeats>()?, retold::Repeats::Mark);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Repeats {
    /// All but the first telling are cut out of the text; what is cut is listed. What differs from
    /// the first telling in a number stays: it may be other news.
    Remove,
    /// All are listed in a new member `retold_passages` of the JSON record.
    Mark,
}

impl std::str::FromStr for Repeats {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "remove" => Ok(Repeats::Remove),
            "mark" => Ok(Repeats::Mark),
            _ => Err(Error::settings(format!(
                "repeated passages are dealt with by `remove` or `mark`, not `{name}`"
            ))),
        }
    }
}

/// An occurrence in a document that stays.
#[derive(Clone, Debug)]
struct Place {
    doc: DocId,
    /// Bytes of the document's text.
    bytes: Range<usize>,
    /// The passage, by its place in the list.
    passage: u32,
    is_first: bool,
    /// It has the numbers of the first telling, and no others.
    same_numbers: bool,
}

/// What is to be cut or marked, by document.
pub(super) struct Cuts {
    repeats: Repeats,
    passages: Vec<Passage>,
    /// The first telling of each, which stays.
    firsts: Vec<First>,
    places: Vec<Place>,
}

/// Where a passage is told first, by keep order.
#[derive(Clone, Debug)]
struct First {
    doc: DocId,
    /// Where it ends in the text.
    end: usize,
}

/// Bytes that are cut out of a record.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cut {
    /// Its bytes in the record.
    pub(super) bytes: Range<usize>,
    pub(super) passage: PassageId,
    /// Where the first telling stands.
    pub(super) first: DocId,
}

impl Cuts {
    /// Finds the passages of the documents that stay.
    pub(super) fn find(
        repeats: Repeats,
        settings: &PassageSettings,
        (tokens, keep_order): (&[TokenRow], &KeepOrder<'_>),
        corpus: &Corpus,
        outcome: &Outcome,
        watch: Watch<'_>,
    ) -> Result<Self> {
        let distinct = distinct(tokens, outcome.kept());
        let road = Road::to_matches(tokens, &distinct, settings, watch)?;
        let passages = road.passages(corpus, &corpus.fields, watch)?;
        let rank = |doc: DocId| keep_order.rank(doc);
        let (mut places, mut firsts) = (Vec::new(), Vec::with_capacity(passages.len()));
        for (passage, number) in passages.iter().zip(0..) {
            let first = (passage.occurrences.iter().enumerate())
                .min_by_key(|(_, one)| (rank(one.doc), one.tokens.start))
                .map_or(0, |(at, _)| at);
            let told = &passage.occurrences[first];
            firsts.push(First { doc: told.doc, end: told.bytes.end });
            places.extend(passage.occurrences.iter().enumerate().map(|(at, one)| Place {
                doc: one.doc,
                bytes: one.bytes.clone(),
                passage: number,
                is_first: at == first,
                same_numbers: one.numbers == told.numbers,
            }));
        }
        places.par_sort_by_key(|place| (place.doc, place.bytes.start, place.bytes.end));
        Ok(Self { repeats, passages, firsts, places })
    }

    /// Fills in what was found.
    pub(super) fn count(&self, summary: &mut Summary) {
        summary.passages = Some(self.passages.len() as u64);
        summary.passage_occurrences = Some(self.places.len() as u64);
    }

    fn of(&self, doc: DocId) -> &[Place] {
        let start = self.places.partition_point(|place| place.doc < doc);
        let end = self.places.partition_point(|place| place.doc <= doc);
        &self.places[start..end]
    }

    /// The record as it is to be written, and what is cut out of it.
    pub(super) fn apply<'b>(
        &self,
        doc: DocId,
        bytes: Cow<'b, [u8]>,
        corpus: &Corpus,
    ) -> Result<(Cow<'b, [u8]>, Vec<Cut>)> {
        let places = self.of(doc);
        if places.is_empty() {
            return Ok((bytes, Vec::new()));
        }
        match self.repeats {
            Repeats::Mark => {
                let marks: Vec<PassageMark> = places.iter().map(|place| self.mark(place)).collect();
                Ok((Cow::Owned(mark_member(&bytes, &marks)?), Vec::new()))
            }
            Repeats::Remove => self.remove(doc, places, bytes, corpus),
        }
    }

    fn mark(&self, place: &Place) -> PassageMark {
        let passage = &self.passages[place.passage as usize];
        PassageMark {
            passage: passage.id,
            kind: passage.kind,
            bytes: [place.bytes.start, place.bytes.end],
            first: place.is_first,
            occurrences: passage.occurrences.len(),
        }
    }

    fn remove<'b>(
        &self,
        doc: DocId,
        places: &[Place],
        bytes: Cow<'b, [u8]>,
        corpus: &Corpus,
    ) -> Result<(Cow<'b, [u8]>, Vec<Cut>)> {
        let record = corpus.place(doc);
        let mut text = String::new();
        corpus.store.text(record, &mut text)?;
        let spans = spans(self.later(doc, places), &text);
        if spans.is_empty() {
            return Ok((bytes, Vec::new()));
        }
        let origins = corpus.store.origins(record)?;
        let cuts = spans.iter().map(|(span, passage)| Cut {
            bytes: origins.raw(span.clone()),
            passage: self.passages[*passage as usize].id,
            first: self.firsts[*passage as usize].doc,
        });
        let cuts: Vec<Cut> = cuts.collect();
        let raw: Vec<Range<usize>> = cuts.iter().map(|cut| cut.bytes.clone()).collect();
        let rest = without(&bytes, &raw);
        let decoded: Vec<Range<usize>> = spans.into_iter().map(|(span, _)| span).collect();
        let wanted = without(text.as_bytes(), &decoded);
        // A record that would then be read as another, or as none, stays whole.
        let wanted = String::from_utf8(wanted).ok();
        if wanted.is_some_and(|wanted| corpus.store.reads_as(&rest, &wanted)) {
            Ok((Cow::Owned(rest), cuts))
        } else {
            Ok((bytes, Vec::new()))
        }
    }

    /// The tellings in a document that are to be cut, in order.
    fn later<'s>(&'s self, doc: DocId, places: &'s [Place]) -> impl Iterator<Item = Later> + 's {
        let later = places.iter().filter(|place| !place.is_first && place.same_numbers);
        later.map(move |place| {
            let first = &self.firsts[place.passage as usize];
            let from = if first.doc == doc { first.end } else { 0 };
            Later { bytes: place.bytes.clone(), passage: place.passage, from }
        })
    }
}
