//! Passages that documents which stay have in common: cut out, or marked.

use super::corpus::Corpus;
use crate::passages::{Road, distinct};
use crate::pipeline::Outcome;
use crate::progress::Watch;
use crate::read::without;
use crate::report::{PassageMark, Summary, mark_member};
use crate::text::TokenRow;
use crate::{DocId, Passage, PassageId, PassageSettings, Result};
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
    type Err = crate::Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "remove" => Ok(Repeats::Remove),
            "mark" => Ok(Repeats::Mark),
            _ => Err(crate::Error::settings(format!(
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
    places: Vec<Place>,
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
        (tokens, ranks): (&[TokenRow], &[u32]),
        corpus: &Corpus,
        outcome: &Outcome,
        watch: Watch<'_>,
    ) -> Result<Self> {
        let distinct = distinct(tokens, outcome.kept());
        let road = Road::to_matches(tokens, &distinct, settings, watch)?;
        let passages = road.passages(corpus, &corpus.fields, watch)?;
        let rank = |doc: DocId| ranks[doc.index()];
        let mut places = Vec::new();
        for (passage, number) in passages.iter().zip(0..) {
            let first = (passage.occurrences.iter().enumerate())
                .min_by_key(|(_, one)| (rank(one.doc), one.tokens.start))
                .map_or(0, |(at, _)| at);
            places.extend(passage.occurrences.iter().enumerate().map(|(at, one)| Place {
                doc: one.doc,
                bytes: one.bytes.clone(),
                passage: number,
                is_first: at == first,
                same_numbers: one.numbers == passage.occurrences[first].numbers,
            }));
        }
        places.par_sort_by_key(|place| (place.doc, place.bytes.start, place.bytes.end));
        Ok(Self { repeats, passages, places })
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
        let spans = self.spans(places, &text);
        let origins = corpus.store.origins(record)?;
        let cuts = spans.iter().map(|(span, passage)| Cut {
            bytes: origins.raw(span.clone()),
            passage: self.passages[*passage as usize].id,
            first: self.first(*passage),
        });
        let cuts: Vec<Cut> = cuts.filter(|cut| !cut.bytes.is_empty()).collect();
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

    fn first(&self, passage: u32) -> DocId {
        // Sorted by document, not by rank: so it is looked up.
        let of = |place: &&Place| place.passage == passage && place.is_first;
        let first = self.passages[passage as usize]
            .occurrences
            .iter()
            .find_map(|one| self.of(one.doc).iter().find(of).map(|place| place.doc));
        first.unwrap_or(DocId(0))
    }

    /// The bytes of the text to cut, disjoint and in order, each with the passage that it is of.
    fn spans(&self, places: &[Place], text: &str) -> Vec<(Range<usize>, u32)> {
        let mut spans: Vec<(Range<usize>, u32)> = Vec::new();
        for place in places.iter().filter(|place| !place.is_first && place.same_numbers) {
            let mut span = widen(text, place.bytes.clone());
            // What the first telling in this text overlaps, stays.
            let stays = places.iter().find(|one| one.is_first && one.passage == place.passage);
            if let Some(stays) = stays.filter(|stays| stays.bytes.end > span.start) {
                span.start = stays.bytes.end.min(span.end);
            }
            match spans.last_mut() {
                Some((last, _)) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => spans.push((span, place.passage)),
            }
        }
        spans
    }
}

/// With the marks that stand at its words, and the white space behind these: what is left of a
/// sentence that was cut should not be its full stop.
fn widen(text: &str, span: Range<usize>) -> Range<usize> {
    let mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let start = text[..span.start].trim_end_matches(mark).len();
    let behind = text[span.end..].trim_start_matches(mark);
    let at_word = start == 0 || text[..start].ends_with(char::is_whitespace);
    let behind = if at_word { behind.trim_start() } else { behind };
    let end = text.len() - behind.len();
    if at_word { start..end } else { span.start..end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_takes_its_marks_along() {
        let text = "One. “The pier is closed.” Two. ක්‍රම pier.";
        let start = text.find("The").unwrap();
        let end = text.find("closed").unwrap() + "closed".len();
        let cut = widen(text, start..end);
        assert_eq!(&text[cut.clone()], "“The pier is closed.” ");
        assert_eq!(format!("{}{}", &text[..cut.start], &text[cut.end..]), "One. Two. ක්‍රම pier.");
    }
}
