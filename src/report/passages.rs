//! Lines about passages: `passages.jsonl`, cuts, and marks in records.

use super::records::line;
use crate::base::document::DocId;
use crate::base::error::Result;
use crate::passages::gather::kind::{PassageKind, Spread};
use crate::passages::passage::{Occurrence, Passage, PassageId};
use crate::report::named::{Name, Named, TextSpan};
use rayon::prelude::*;
use serde::Serialize;
use std::ops::Range;

#[derive(Serialize)]
struct PassageLine<'p> {
    passage: PassageId,
    kind: PassageKind,
    tokens: usize,
    text: &'p str,
    #[serde(flatten)]
    spread: &'p Spread,
    occurrences: Vec<OccurrenceEntry>,
}

#[derive(Serialize)]
struct OccurrenceEntry {
    #[serde(flatten)]
    name: Name,
    tokens: [usize; 2],
    bytes: [usize; 2],
    file_bytes: [u64; 2],
    identity: f64,
    quoted: bool,
    representative: bool,
}

/// Some documents, read once more: what lines about their spans need.
struct Look {
    name: Name,
    /// By the place of the span in the list that was asked for.
    spans: Vec<(usize, Range<u64>)>,
}

/// Where spans of documents stand in their files, with the names of these; in the order given.
pub(super) fn stand(
    spans: &[(DocId, TextSpan)],
    named: &dyn Named,
) -> Result<Vec<(Name, Range<u64>)>> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|at| spans[*at].0);
    let by_doc: Vec<&[usize]> = order.chunk_by(|a, b| spans[*a].0 == spans[*b].0).collect();
    let looks = by_doc.par_iter().map(|places| {
        let doc = spans[places[0]].0;
        let wanted: Vec<TextSpan> = places.iter().map(|at| spans[*at].1.clone()).collect();
        let found = named.in_file(doc, &wanted)?;
        let spans = places.iter().copied().zip(found).collect();
        Ok(Look { name: named.name(doc)?, spans })
    });
    let looks: Vec<Look> = looks.collect::<Result<_>>()?;
    let mut stand: Vec<(usize, (Name, Range<u64>))> = Vec::with_capacity(spans.len());
    for Look { name, spans } in looks {
        stand.extend(spans.into_iter().map(|(at, span)| (at, (name.clone(), span))));
    }
    stand.sort_unstable_by_key(|(at, _)| *at);
    Ok(stand.into_iter().map(|(_, one)| one).collect())
}

/// Lines of `passages.jsonl`.
pub(crate) fn passage_lines(passages: &[Passage], named: &dyn Named) -> Result<Vec<Vec<u8>>> {
    let occurrences = passages.iter().flat_map(|passage| &passage.occurrences);
    let spans: Vec<(DocId, TextSpan)> =
        occurrences.map(|one| (one.doc, one.bytes.clone())).collect();
    let mut stand = stand(&spans, named)?.into_iter();
    let standing: Vec<Vec<(Name, Range<u64>)>> = passages
        .iter()
        .map(|passage| stand.by_ref().take(passage.occurrences.len()).collect())
        .collect();
    let lines = passages.par_iter().zip(standing).map(|(passage, stand)| {
        let text = named.text(passage.representative().doc)?;
        passage_line(passage, stand, &text)
    });
    lines.collect()
}

fn passage_line(passage: &Passage, stand: Vec<(Name, Range<u64>)>, text: &str) -> Result<Vec<u8>> {
    let representative = passage.representative();
    let entry = |(at, (one, (name, in_file))): (usize, (&Occurrence, (Name, Range<u64>)))| {
        OccurrenceEntry {
            name,
            tokens: [one.tokens.start, one.tokens.end],
            bytes: [one.bytes.start, one.bytes.end],
            file_bytes: [in_file.start, in_file.end],
            identity: one.identity,
            quoted: one.quoted,
            representative: at == passage.representative,
        }
    };
    line(&PassageLine {
        passage: passage.id,
        kind: passage.kind,
        tokens: representative.tokens.len(),
        text: text.get(representative.bytes.clone()).unwrap_or_default(),
        spread: &passage.spread,
        occurrences: passage.occurrences.iter().zip(stand).enumerate().map(entry).collect(),
    })
}

/// A passage as it is marked in a record.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PassageMark {
    pub(crate) passage: PassageId,
    pub(crate) kind: PassageKind,
    /// Bytes of the text.
    pub(crate) bytes: [usize; 2],
    /// This is the first telling.
    pub(crate) first: bool,
    /// How often it is told in all.
    pub(crate) occurrences: usize,
}

/// A JSON record with the member `retold_passages` behind all others.
pub(crate) fn mark_member(record: &[u8], marks: &[PassageMark]) -> Result<Vec<u8>> {
    let end = record.iter().rposition(|byte| *byte == b'}').unwrap_or(record.len());
    let mut marked = record[..end].to_vec();
    marked.extend_from_slice(b",\"retold_passages\":");
    let mut list = line(&marks)?;
    // A line, of which the end is not wanted here.
    list.pop();
    marked.extend(list);
    marked.extend_from_slice(&record[end..]);
    Ok(marked)
}

#[derive(Serialize)]
struct CutLine<'a> {
    #[serde(flatten)]
    name: &'a Name,
    kept_record: u64,
    offset: usize,
    passage: PassageId,
    first: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hex: Option<String>,
}

/// A line of `cuts.jsonl`: what was cut out of a record, and where.
pub(crate) fn cut_line(
    (name, kept_record): (&Name, u64),
    (offset, cut): (usize, &[u8]),
    (passage, first): (PassageId, &str),
) -> Result<Vec<u8>> {
    let text = std::str::from_utf8(cut).ok();
    let hex = text.is_none().then(|| super::records::hex(cut));
    line(&CutLine { name, kept_record, offset, passage, first, cut: text, hex })
}
