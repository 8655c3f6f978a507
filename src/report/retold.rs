//! Lines of `retellings.jsonl`.

use super::passages::stand;
use super::records::line;
use crate::base::error::Result;
use crate::passages::gather::retold::{RetoldPair, RetoldSpan};
use crate::report::named::{Name, Named};
use serde::Serialize;
use std::ops::Range;

#[derive(Serialize)]
struct RetellingLine {
    score: f64,
    a: SpanEntry,
    b: SpanEntry,
    anchors: Vec<AnchorEntry>,
    recurring: bool,
}

#[derive(Serialize)]
struct SpanEntry {
    #[serde(flatten)]
    name: Name,
    tokens: [usize; 2],
    bytes: [usize; 2],
    file_bytes: [u64; 2],
}

#[derive(Serialize)]
struct AnchorEntry {
    text: String,
    a: [usize; 2],
    b: [usize; 2],
    weight: f64,
}

/// A line for each retelling.
pub(crate) fn retelling_lines(pairs: &[RetoldPair], named: &dyn Named) -> Result<Vec<Vec<u8>>> {
    let sides = pairs.iter().flat_map(|pair| [&pair.a, &pair.b]);
    let spans: Vec<_> = sides.map(|side| (side.doc, side.bytes.clone())).collect();
    let mut stand = stand(&spans, named)?.into_iter();
    let mut entry = |span: &RetoldSpan| {
        stand.next().map(|(name, in_file)| SpanEntry {
            name,
            tokens: [span.tokens.start, span.tokens.end],
            bytes: [span.bytes.start, span.bytes.end],
            file_bytes: [in_file.start, in_file.end],
        })
    };
    let mut lines = Vec::with_capacity(pairs.len());
    for pair in pairs {
        // There is one for each side.
        let (Some(a), Some(b)) = (entry(&pair.a), entry(&pair.b)) else { continue };
        let text = named.text(pair.a.doc)?;
        let both = |range: &Range<usize>| [range.start, range.end];
        let anchors = pair.anchors.iter().map(|anchor| AnchorEntry {
            text: text.get(anchor.a.clone()).unwrap_or_default().to_owned(),
            a: both(&anchor.a),
            b: both(&anchor.b),
            weight: anchor.weight,
        });
        let anchors = anchors.collect();
        let RetoldPair { score, recurring, .. } = *pair;
        lines.push(line(&RetellingLine { score, a, b, anchors, recurring })?);
    }
    Ok(lines)
}
