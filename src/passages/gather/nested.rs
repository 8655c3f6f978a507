//! Passages inside longer ones: where two texts share much, both tell what one of them tells
//! together with others.
//!
//! A paragraph is matched from each of its places to the first. Where the first stands in an
//! article of which there are near copies, those match it as wholes, and their copies of the
//! paragraph are in no match of their own. So each match is cut to the occurrences inside it.
//!
//! Cost: at most [`MAX_NESTED`] looks for each side of a match.

use super::occurrences::{Place, Places};
use crate::passages::chain::matches::Match;
use crate::storage::union_find::UnionFind;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::ops::Range;

/// Occurrences of a text that are looked for in its matches: those with most spans.
const MAX_NESTED: usize = 8;

/// Matches cut to occurrences inside them, where these do not meet yet.
pub(crate) fn nested(
    matches: &[Match],
    places: &Places,
    min_tokens: usize,
    identity: f64,
) -> Vec<Match> {
    let mut joined = UnionFind::new(places.places.len());
    for [a, b] in &places.of_match {
        joined.join(*a as usize, *b as usize);
    }
    let cutter = Cutter { places: &places.places, joined, min_tokens, identity };
    let sides = matches.par_iter().filter(|one| one.texts.0 != one.texts.1);
    let cut = sides.flat_map_iter(|one| {
        let turned = Match { texts: (one.texts.1, one.texts.0), alignment: one.alignment.turned() };
        let back = |cut: Match| Match { texts: one.texts, alignment: cut.alignment.turned() };
        let of_b: Vec<Match> = cutter.cut(&turned).map(back).collect();
        cutter.cut(one).chain(of_b).collect::<Vec<Match>>()
    });
    cut.collect()
}

struct Cutter<'p> {
    /// By text.
    places: &'p [Place],
    joined: UnionFind,
    min_tokens: usize,
    identity: f64,
}

impl Cutter<'_> {
    /// A match, cut to the occurrences of its first text inside it that its second lacks.
    fn cut<'m>(&'m self, one: &'m Match) -> impl Iterator<Item = Match> + 'm {
        let whole = one.alignment.a();
        let mut inside: Vec<(usize, &Place)> =
            self.of_text(one.texts.0).filter(|(_, place)| is_nested(&place.span, &whole)).collect();
        inside.sort_unstable_by_key(|(at, place)| (Reverse(place.spans), *at));
        inside.truncate(MAX_NESTED);
        inside.into_iter().filter_map(move |(at, place)| {
            let span = place.span.start as usize..place.span.end as usize;
            let alignment = one.alignment.within_a(&span);
            let tells = alignment.matches() >= self.min_tokens
                && alignment.identity() >= self.identity
                && !self.meets(at, one.texts.1, &alignment.b());
            tells.then_some(Match { texts: one.texts, alignment })
        })
    }

    /// A text has an occurrence there that is joined with this one already.
    fn meets(&self, place: usize, text: u32, span: &Range<usize>) -> bool {
        let here = Place { text, span: span.start as u32..span.end as u32, spans: 0 };
        self.of_text(text)
            .any(|(at, other)| here.is_like(other) && self.joined.connected(at, place))
    }

    fn of_text(&self, text: u32) -> impl Iterator<Item = (usize, &Place)> {
        let start = self.places.partition_point(|place| place.text < text);
        let places = self.places[start..].iter().enumerate();
        places.map(move |(at, place)| (start + at, place)).take_while(move |(_, p)| p.text == text)
    }
}

/// Inside, and so much shorter that it is an occurrence of its own.
fn is_nested(span: &Range<u32>, whole: &Range<usize>) -> bool {
    let inside = whole.start <= span.start as usize && span.end as usize <= whole.end;
    inside && span.len() * 5 < whole.len() * 4
}
