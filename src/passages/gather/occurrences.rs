//! Spans to occurrences: spans of one text that are nearly the same are one.
//!
//! A passage is matched with many others, and noise at its ends makes each match a little longer
//! or shorter. The longest span leads; another joins it if they share at least four fifths of what
//! they cover together. A span inside a much longer one is an occurrence of its own: a paragraph
//! that ten articles share, in an article of which there are two.
//!
//! Cost: a sort of the spans, and a search in a tree for each.

use crate::passages::chain::matches::Match;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// What two spans must share of their union to be one occurrence.
const SAME: f64 = 0.8;

/// A place where some passage stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) text: u32,
    /// Its tokens: all that its spans cover.
    pub(super) span: Range<u32>,
    /// How many spans it was made of.
    pub(super) spans: u32,
}

impl Place {
    /// Both cover nearly the same tokens of one text.
    pub(super) fn is_like(&self, other: &Place) -> bool {
        let span = |place: &Place| Span {
            text: place.text,
            start: place.span.start,
            end: place.span.end,
            from: None,
        };
        self.text == other.text && span(self).likeness(&span(other)) >= SAME
    }
}

/// All occurrences, by text; and for each match those of its two sides.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub(super) places: Vec<Place>,
    pub(super) of_match: Vec<[u32; 2]>,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    text: u32,
    start: u32,
    end: u32,
    /// The match and its side; none for a text that is there several times.
    from: Option<(u32, u8)>,
}

impl Span {
    fn len(&self) -> u32 {
        self.end - self.start
    }

    /// The share of the union that both cover.
    fn likeness(&self, other: &Span) -> f64 {
        let common = self.end.min(other.end).saturating_sub(self.start.max(other.start));
        let union = self.len() + other.len() - common;
        f64::from(common) / f64::from(union.max(1))
    }
}

/// The occurrences in these matches, and the whole of each of the `copied` texts, given with their
/// lengths.
pub(crate) fn places(matches: &[Match], copied: &[(u32, u32)]) -> Places {
    let sides = matches.par_iter().enumerate().flat_map_iter(|(at, one)| {
        let side = |text, span: Range<usize>, side| {
            let from = Some((at as u32, side));
            Span { text, start: span.start as u32, end: span.end as u32, from }
        };
        [side(one.texts.0, one.alignment.a(), 0), side(one.texts.1, one.alignment.b(), 1)]
    });
    let whole = |(text, len): &(u32, u32)| Span { text: *text, start: 0, end: *len, from: None };
    let mut spans: Vec<Span> = sides.chain(copied.par_iter().map(whole)).collect();
    spans.par_sort_unstable_by_key(|s| (s.text, Reverse(s.len()), s.start, s.from));
    let by_text: Vec<&[Span]> = spans.chunk_by(|a, b| a.text == b.text).collect();
    let grouped: Vec<Grouped> = by_text.par_iter().map(|spans| group(spans)).collect();
    let mut all = Places { places: Vec::new(), of_match: vec![[0; 2]; matches.len()] };
    for (spans, grouped) in by_text.into_iter().zip(grouped) {
        let before = all.places.len() as u32;
        for (span, place) in spans.iter().zip(&grouped.of_span) {
            if let Some((at, side)) = span.from {
                all.of_match[at as usize][usize::from(side)] = before + place;
            }
        }
        all.places.extend(grouped.places);
    }
    all
}

/// The occurrences in one text, and for each of its spans that which it is part of.
#[derive(Default)]
struct Grouped {
    places: Vec<Place>,
    of_span: Vec<u32>,
}

/// Groups the spans of one text, the longest first.
fn group(spans: &[Span]) -> Grouped {
    let mut grouped = Grouped::default();
    let mut leaders: BTreeMap<(u32, u32), (Span, u32)> = BTreeMap::new();
    for span in spans {
        // A leader is not shorter than this span, and reaches at most a quarter of it beyond.
        let slack = span.len() / 4 + 1;
        let near = (span.start.saturating_sub(slack), 0)..(span.start + slack, 0);
        let alike = leaders.range(near).map(|(_, (leader, place))| (span.likeness(leader), *place));
        let best = alike
            .filter(|(likeness, _)| *likeness >= SAME)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let place = match best {
            Some((_, place)) => {
                let known = &mut grouped.places[place as usize];
                known.span.start = known.span.start.min(span.start);
                known.span.end = known.span.end.max(span.end);
                known.spans += 1;
                place
            }
            None => {
                let place = grouped.places.len() as u32;
                leaders.insert((span.start, place), (*span, place));
                grouped.places.push(Place {
                    text: span.text,
                    span: span.start..span.end,
                    spans: 1,
                });
                place
            }
        };
        grouped.of_span.push(place);
    }
    grouped
}
