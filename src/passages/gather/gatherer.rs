//! Occurrences to passages: what is told at several places.
//!
//! Occurrences that matches join are one group. In it the occurrence with the most matches is the
//! first representative; every other joins the first representative to which its identity reaches
//! the threshold, over the whole of both spans, or becomes one itself. So, as with witnesses, a
//! chain A~B~C never puts C with A. Who stays alone is told with the partner of its best match.
//!
//! Cost: an alignment for each occurrence, mostly one that was made already.

use super::occurrences::{Place, Places};
use crate::passages::align::Alignment;
use crate::passages::align::extend::{Extender, Pair};
use crate::passages::chain::matches::Match;
use crate::passages::seeds::index::SeedIndex;
use crate::storage::union_find::UnionFind;
use ahash::AHashMap;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::ops::Range;

/// Representatives that an occurrence is compared with.
const MAX_COMPARED: usize = 16;

/// Shared seeds from which a comparison without a match is tried.
const MAX_TRIED: usize = 4;

/// A span of a text, and how much of it is that of the representative.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Told {
    pub(crate) text: u32,
    pub(crate) span: Range<u32>,
    pub(crate) identity: f64,
}

/// A passage: the representative first.
pub(crate) type Passage = Vec<Told>;

/// What alignments are made of.
pub(crate) struct Gatherer<'a, T> {
    pub(crate) texts: &'a [T],
    pub(crate) index: &'a SeedIndex,
    pub(crate) matches: &'a [Match],
    pub(crate) places: &'a Places,
    pub(crate) identity: f64,
    /// Whether more documents than one have a text.
    pub(crate) is_copied: &'a (dyn Fn(u32) -> bool + Sync),
}

impl<T: AsRef<[u32]> + Sync> Gatherer<'_, T> {
    /// All passages. Their order depends on the contents of the texts alone.
    pub(crate) fn passages(&self) -> Vec<Passage> {
        let mut joined = UnionFind::new(self.places.places.len());
        for [a, b] in &self.places.of_match {
            joined.join(*a as usize, *b as usize);
        }
        let mut places: Vec<(u32, u32)> = (0..self.places.places.len())
            .map(|place| (joined.root(place) as u32, place as u32))
            .collect();
        places.par_sort_unstable();
        let mut matches: Vec<(u32, u32)> = (self.places.of_match.iter().zip(0..))
            .map(|([a, _], at)| (joined.root(*a as usize) as u32, at))
            .collect();
        matches.par_sort_unstable();
        let groups: Vec<&[(u32, u32)]> = places.chunk_by(|a, b| a.0 == b.0).collect();
        let extender = || Extender::new(self.identity);
        let passages = groups.par_iter().map_init(extender, |extender, group| {
            let root = group[0].0;
            let start = matches.partition_point(|(of, _)| *of < root);
            let end = matches.partition_point(|(of, _)| *of <= root);
            let members = group.iter().map(|(_, place)| *place).collect();
            let matches = matches[start..end].iter().map(|(_, at)| *at).collect();
            Group::new(self, members, matches).passages(extender)
        });
        passages.flatten_iter().collect()
    }

    fn place(&self, place: u32) -> &Place {
        &self.places.places[place as usize]
    }

    fn tokens(&self, place: &Place) -> &[u32] {
        let tokens = self.texts[place.text as usize].as_ref();
        &tokens[place.span.start as usize..place.span.end as usize]
    }

    /// The seeds that lie in an occurrence, each with its place in it.
    fn seeds(&self, place: &Place) -> impl Iterator<Item = (u32, u32)> {
        let seeds = self.index.of_text(place.text);
        let span = place.span.clone();
        let first = self.index.first_from(seeds.clone(), span.start);
        let inside = (first..seeds.end).take_while(move |seed| self.index.place(*seed) < span.end);
        let start = place.span.start;
        inside.map(move |seed| (self.index.symbol(seed), self.index.place(seed) - start))
    }
}

/// Occurrences that matches join.
struct Group<'g, 'a, T> {
    all: &'g Gatherer<'a, T>,
    /// In the order in which they may become representatives.
    members: Vec<u32>,
    matches: Vec<u32>,
    /// The matches between two occurrences, the lower first.
    between: Vec<(u32, u32, u32)>,
}

/// An occurrence that others are compared with.
struct Representative {
    place: u32,
    members: Passage,
    /// Where each seed of it stands, made when it is first asked for.
    seeds: Option<AHashMap<u32, u32>>,
}

impl<'g, 'a, T: AsRef<[u32]> + Sync> Group<'g, 'a, T> {
    fn new(all: &'g Gatherer<'a, T>, mut members: Vec<u32>, matches: Vec<u32>) -> Self {
        members.sort_unstable_by_key(|place| {
            let Place { text, span, spans } = all.place(*place);
            (Reverse(*spans), Reverse(span.len()), *text, span.start)
        });
        let ends = |at: &u32| {
            let [a, b] = all.places.of_match[*at as usize];
            (a.min(b), a.max(b), *at)
        };
        let mut between: Vec<(u32, u32, u32)> = matches.iter().map(ends).collect();
        between.sort_unstable();
        Self { all, members, matches, between }
    }

    fn passages(&self, extender: &mut Extender) -> Vec<Passage> {
        let mut representatives: Vec<Representative> = Vec::new();
        for place in &self.members {
            let compared = representatives.iter_mut().take(MAX_COMPARED);
            let identities = compared.map(|one| (self.identity(extender, *place, one), one));
            let mut joins = identities.filter(|(identity, _)| *identity >= self.all.identity);
            let Place { text, span, .. } = self.all.place(*place).clone();
            match joins.next() {
                Some((identity, one)) => one.members.push(Told { text, span, identity }),
                None => representatives.push(Representative {
                    place: *place,
                    members: vec![Told { text, span, identity: 1.0 }],
                    seeds: None,
                }),
            }
        }
        let is_told =
            |members: &Passage| members.len() > 1 || (self.all.is_copied)(members[0].text);
        let (told, alone): (Vec<_>, Vec<_>) =
            representatives.into_iter().partition(|one| is_told(&one.members));
        let told = told.into_iter().map(|one| one.members);
        told.chain(self.pairs(alone.into_iter().map(|one| one.place).collect())).collect()
    }

    /// Passages of two, for occurrences that no representative took.
    fn pairs(&self, mut alone: Vec<u32>) -> Vec<Passage> {
        alone.sort_unstable();
        let is_alone = |place: &u32| alone.binary_search(place).is_ok();
        let of_match = |at: &u32| self.all.places.of_match[*at as usize];
        let mut matches: Vec<&u32> =
            self.matches.iter().filter(|at| of_match(at).iter().any(is_alone)).collect();
        let matching = |at: u32| &self.all.matches[at as usize];
        matches.sort_by_key(|at| Reverse(matching(**at).alignment.matches()));
        let mut told: AHashMap<u32, Vec<Range<usize>>> = AHashMap::new();
        let mut pairs = Vec::new();
        for at in matches {
            let Match { texts, alignment } = matching(*at);
            let sides = [(texts.0, alignment.a()), (texts.1, alignment.b())];
            // One that stands in a longer pair of the same occurrence is told already.
            let news = of_match(at).iter().zip(&sides).any(|(place, (_, span))| {
                let inside =
                    |known: &Range<usize>| known.start <= span.start && span.end <= known.end;
                is_alone(place) && !told.get(place).is_some_and(|known| known.iter().any(inside))
            });
            if !news {
                continue;
            }
            let identities = [1.0, alignment.identity()];
            pairs.push(
                sides
                    .iter()
                    .zip(identities)
                    .map(|((text, span), identity)| {
                        let span = span.start as u32..span.end as u32;
                        Told { text: *text, span, identity }
                    })
                    .collect(),
            );
            for (place, (_, span)) in of_match(at).into_iter().zip(sides) {
                told.entry(place).or_default().push(span);
            }
        }
        pairs
    }

    /// The identity of an occurrence to a representative, over the whole of both; 0 if nothing
    /// shows that they are alike.
    fn identity(&self, extender: &mut Extender, place: u32, to: &mut Representative) -> f64 {
        let (of, rep) = (self.all.place(place), self.all.place(to.place));
        let (short, long) = (of.span.len().min(rep.span.len()), of.span.len().max(rep.span.len()));
        if (short as f64) < self.all.identity * long as f64 {
            return 0.0;
        }
        let (tokens, rep_tokens) = (self.all.tokens(of), self.all.tokens(rep));
        if tokens == rep_tokens {
            return 1.0;
        }
        if let Some(identity) = self.matched(place, to.place) {
            return identity;
        }
        let all = self.all;
        let seeds = to.seeds.get_or_insert_with(|| all.seeds(rep).collect());
        let shared = all.seeds(of).filter_map(|(symbol, b)| Some((*seeds.get(&symbol)?, b)));
        let pair = Pair { a: rep_tokens, b: tokens, is_self: false };
        let mut best = 0.0;
        let mut tried: Vec<Alignment> = Vec::new();
        for (a, b) in shared {
            let (a, b) = (a as usize, b as usize);
            if tried.iter().any(|one| one.a().contains(&a) && one.b().contains(&b)) {
                continue;
            }
            let alignment = extender.through(pair, a, b);
            let whole = (0..rep_tokens.len(), 0..tokens.len());
            best = alignment.identity_within(whole.0, whole.1).max(best);
            tried.push(alignment);
            if tried.len() == MAX_TRIED || best >= all.identity {
                break;
            }
        }
        best
    }

    /// The identity by the best match of two occurrences, if they have one.
    fn matched(&self, one: u32, other: u32) -> Option<f64> {
        let key = (one.min(other), one.max(other));
        let start = self.between.partition_point(|(a, b, _)| (*a, *b) < key);
        let of_both = self.between[start..].iter().take_while(|(a, b, _)| (*a, *b) == key);
        let span = |place: u32| {
            let span = &self.all.place(place).span;
            span.start as usize..span.end as usize
        };
        let identity = |(_, _, at): &(u32, u32, u32)| {
            let [a, b] = self.all.places.of_match[*at as usize];
            let alignment = &self.all.matches[*at as usize].alignment;
            alignment.identity_within(span(a), span(b))
        };
        of_both.map(identity).max_by(f64::total_cmp)
    }
}
