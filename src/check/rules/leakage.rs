//! Text of one corpus that stands in another: whole documents, and passages inside others.
//!
//! Documents are compared as deduplication does, but only across the two corpora; what is no copy
//! as a whole may still share passages. Each document is told once, by its strongest relation.

use super::Place;
use super::duplicates::{Repeat, repeats};
use super::passages::sources;
use crate::base::document::{DocId, Relation, Texts};
use crate::base::error::Result;
use crate::base::progress::{CancelToken, Watch};
use crate::check::found::{Found, Spot, name, verb};
use crate::check::library::Part;
use crate::passages::align::Alignment;
use crate::passages::chain::matches::Match;
use crate::passages::gather::locate::Locator;
use crate::passages::gather::shared::in_some;
use crate::passages::passage::Occurrence;
use crate::passages::pipeline::{Road, distinct};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) fn find(place: &Place<'_>, all: &mut Vec<Found>, watch: Watch<'_>) -> Result<()> {
    let (Some(within), of) = (place.rule.within, place.rule.of) else { return Ok(()) };
    let mut leaks = BTreeMap::new();
    copies(place, (of, within), &mut leaks, watch)?;
    passages(place, (of, within), &mut leaks, watch)?;
    for (doc, leak) in leaks {
        if place.rule.relations.contains(&leak.relation) {
            all.push(leak.found(place, doc)?);
        }
    }
    Ok(())
}

/// How a document leaks.
struct Leak {
    relation: Relation,
    /// The similarity, or the share of its tokens that stand there.
    score: f64,
    /// The longest stretch; the whole document if it is none.
    span: Option<(Range<usize>, Range<usize>)>,
    /// Where it stands.
    there: Vec<Spot>,
}

/// Documents that are copies of one there.
fn copies(
    place: &Place<'_>,
    (of, within): (usize, usize),
    leaks: &mut BTreeMap<DocId, Leak>,
    watch: Watch<'_>,
) -> Result<()> {
    // Those there come first, so that they are the witnesses.
    let docs: Vec<DocId> = place.docs(within).chain(place.docs(of)).collect();
    let there = place.docs(within).count();
    let corpora: Vec<&str> =
        (0..docs.len()).map(|doc| if doc < there { "in" } else { "of" }).collect();
    let part = Part { library: place.library, docs };
    for Repeat { doc, witness, relation, score } in repeats(place, &part, &corpora, watch)? {
        leaks.insert(doc, Leak { relation, score, span: None, there: vec![Spot::whole(witness)] });
    }
    Ok(())
}

/// Documents that share passages with one there.
fn passages(
    place: &Place<'_>,
    (of, within): (usize, usize),
    leaks: &mut BTreeMap<DocId, Leak>,
    watch: Watch<'_>,
) -> Result<()> {
    let library = place.library;
    let all: Vec<DocId> = place.docs(of).chain(place.docs(within)).collect();
    let texts = distinct(&library.rows, all.into_iter());
    let road = Road::to_matches(&library.rows, &texts, &place.rule.passages, watch)?;
    let passages = road.passages(library, &sources(library), watch)?;
    // What is shared with which document there.
    let mut shared: BTreeMap<DocId, Sharing<'_>> = BTreeMap::new();
    let corpus = |one: &&Occurrence| library.doc(one.doc).corpus as usize;
    for passage in passages.iter().filter(|passage| place.rule.kinds.contains(&passage.kind)) {
        let some = |wanted| passage.occurrences.iter().filter(move |one| corpus(one) == wanted);
        let mut all_there: Vec<&Occurrence> = some(within).collect();
        // The most alike; of equals the earliest.
        all_there.sort_by(|a, b| b.identity.total_cmp(&a.identity));
        all_there.truncate(WIDE);
        for here in some(of).filter(|here| !leaks.contains_key(&here.doc)) {
            for there in all_there.iter().copied() {
                let places = shared.entry(here.doc).or_default().entry(there.doc);
                places.or_default().push((here, there));
            }
        }
    }
    let shared: Vec<(DocId, Sharing<'_>)> = shared.into_iter().collect();
    let found = shared.par_iter().map(|(doc, sharing)| Ok((*doc, leak(place, *doc, sharing)?)));
    let found: Vec<(DocId, Option<Leak>)> = found.collect::<Result<_>>()?;
    leaks.extend(found.into_iter().filter_map(|(doc, leak)| Some((doc, leak?))));
    Ok(())
}

/// By document there: the places of passages that both have.
type Sharing<'p> = BTreeMap<DocId, Vec<(&'p Occurrence, &'p Occurrence)>>;

/// Places there of one passage that are looked at: what stands under every page of both corpora
/// must not cost as much as all pairs of them.
const WIDE: usize = 64;

/// Documents there that are aligned with the one that leaks.
const COMPARED: usize = 8;

/// How a document leaks, if aligning it with those there shows that it does: places of a passage
/// are like its representative, which need not make them like each other.
fn leak(place: &Place<'_>, doc: DocId, sharing: &Sharing<'_>) -> Result<Option<Leak>> {
    let library = place.library;
    let tokens = library.row(doc).tokens.len() as f64;
    let mut likely: Vec<(usize, DocId)> = sharing
        .iter()
        .map(|(there, places)| {
            (in_some(places.iter().map(|(here, _)| here.tokens.clone())), *there)
        })
        .collect();
    // The most first; of equals the earliest.
    likely.sort_by_key(|(covered, there)| (Reverse(*covered), *there));
    let mut best: Option<(usize, DocId, Vec<Alignment>)> = None;
    for (_, there) in likely.iter().copied().take(COMPARED) {
        let aligned = aligned(place, doc, there)?;
        let runs = aligned.iter().flat_map(Alignment::runs);
        let covered = in_some(runs.map(|run| run.a..run.a + run.len));
        if covered > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((covered, there, aligned));
        }
    }
    // Among many, the one that it is like may not have been asked; that is no reason to be silent.
    let unasked = likely.get(COMPARED).and(likely.first());
    let best = best.or(unasked.map(|(covered, there)| (*covered, *there, Vec::new())));
    let Some((covered, there, aligned)) = best else { return Ok(None) };
    let score = covered as f64 / tokens;
    let contains = score >= place.rule.passages.containment();
    let (here, that) = match aligned.iter().max_by_key(|one| one.matches()) {
        Some(longest) => (spot(place, doc, longest.a())?, spot(place, there, longest.b())?),
        None => {
            let Some((here, that)) = sharing.get(&there).and_then(|places| places.first()) else {
                return Ok(None);
            };
            (Spot::of(here), Spot::of(that))
        }
    };
    let others = sharing.iter().filter(|(other, _)| **other != there);
    let others = others.filter_map(|(_, places)| Some(Spot::of(places.first()?.1)));
    Ok(Some(Leak {
        relation: if contains { Relation::Contains } else { Relation::Shares },
        score,
        span: here.span.filter(|_| !contains),
        there: std::iter::once(that).chain(others).collect(),
    }))
}

/// Some tokens of a document.
fn spot(place: &Place<'_>, doc: DocId, tokens: Range<usize>) -> Result<Spot> {
    let mut text = String::new();
    place.library.read(doc, &mut text)?;
    let bytes = Locator::of(&text).bytes(&tokens);
    Ok(Spot { doc, span: Some((tokens, bytes)) })
}

/// The passages of two documents, the first one's places as `a`.
fn aligned(place: &Place<'_>, here: DocId, there: DocId) -> Result<Vec<Alignment>> {
    let rows = &place.library.rows;
    let texts = distinct(rows, [here, there].into_iter());
    let cancel = CancelToken::default();
    let watch = Watch::new(&(), &cancel);
    let road = Road::to_matches(rows, &texts, &place.rule.passages, watch)?;
    let across = road.matches().iter().filter(|one| one.texts.0 != one.texts.1);
    let turned = texts.first(0) == there;
    let seen = |one: &Match| if turned { one.alignment.turned() } else { one.alignment.clone() };
    Ok(across.map(seen).collect())
}

impl Leak {
    fn found(self, place: &Place<'_>, doc: DocId) -> Result<Found> {
        let Leak { relation, score, span, there } = self;
        let library = place.library;
        let (this, that) = (name(library, doc), name(library, there[0].doc));
        let message = match relation {
            Relation::Contains | Relation::Shares => {
                let percent = (score * 100.0).round();
                format!("{percent} % of {this} stands in {that}")
            }
            _ => format!("{this} {} {that}", verb(relation)),
        };
        let spots = std::iter::once(Spot { doc, span }).chain(there).collect();
        Ok(Found {
            rule: place.number,
            relation: Some(relation),
            score: Some(score),
            message,
            spots,
            counted: 1,
            first: 0,
            weight: 1,
        })
    }
}
