//! Links to matches: extended, chained, cut.

use super::links::{Link, links};
use crate::Result;
use crate::align::{Alignment, Extender, Pair};
use crate::passages::PassageSettings;
use crate::progress::{Stage, Watch};
use crate::seeds::{SeedIndex, SuffixOrder};
use rayon::prelude::*;
use std::ops::Range;

/// How much below the identity asked for an extension may fall on its way.
const SLOPE: f64 = 0.1;

/// Two spans that are nearly the same text.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    /// The texts; the first is not behind the second.
    pub(crate) texts: (u32, u32),
    pub(crate) alignment: Alignment,
}

/// All matches that are long and alike enough, sorted by texts and places.
pub(crate) fn matches<T: AsRef<[u32]> + Sync>(
    texts: &[T],
    index: &SeedIndex,
    order: &SuffixOrder,
    settings: &PassageSettings,
    watch: Watch<'_>,
) -> Result<Vec<Match>> {
    let (min_tokens, identity) = (settings.min_tokens(), settings.identity());
    let links = links(texts, index, order, settings.min_tokens());
    let pairs: Vec<&[Link]> = links.chunk_by(|a, b| a.texts == b.texts).collect();
    let extender = || Extender::new(identity - SLOPE);
    watch.begin(Stage::Align, Some(pairs.len() as u64))?;
    let found = pairs.par_iter().map_init(extender, |extender, links| {
        let (a, b) = links[0].texts;
        let pair =
            Pair { a: texts[a as usize].as_ref(), b: texts[b as usize].as_ref(), is_self: a == b };
        let extended = extend(extender, pair, links);
        let chained = chain(extended, identity);
        let parts = chained.into_iter().flat_map(|one| one.parts(identity, min_tokens));
        // A cut may fall between a run and a token of it that the other side of the cut took.
        let mut parts: Vec<Alignment> = parts.map(|one| pair.to_ends(one)).collect();
        add_missed(&mut parts, pair, links, min_tokens);
        let parts = parts.into_iter().flat_map(|one| units(one, pair, min_tokens));
        watch.advance(Stage::Align, 1)?;
        Ok(parts.map(|alignment| Match { texts: (a, b), alignment }).collect())
    });
    let found: Vec<Vec<Match>> = found.collect::<Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// The alignments through the links, by their start; links that lie inside one already found are
/// passed over.
fn extend(extender: &mut Extender, pair: Pair<'_>, links: &[Link]) -> Vec<Alignment> {
    let mut found: Vec<Alignment> = Vec::new();
    // Those that the links to come may lie in.
    let mut open: Vec<usize> = Vec::new();
    for link in links {
        let (a, b) = (link.places.0 as usize, link.places.1 as usize);
        open.retain(|at| found[*at].a().end > a);
        if open.iter().any(|at| found[*at].a().contains(&a) && found[*at].b().contains(&b)) {
            continue;
        }
        open.push(found.len());
        found.push(extender.through(pair, a, b));
    }
    found
}

/// Joins alignments that follow each other on both sides as long as the whole keeps the identity.
fn chain(mut alignments: Vec<Alignment>, identity: f64) -> Vec<Alignment> {
    alignments.sort_unstable_by_key(|one| (one.a().start, one.b().start));
    let mut chained: Vec<Alignment> = Vec::new();
    for next in alignments {
        let follows = |last: &&mut Alignment| {
            last.a().end <= next.a().start && last.b().end <= next.b().start
        };
        match chained.last_mut().filter(follows) {
            Some(last) if last.joint_identity(&next) >= identity => last.join(next),
            _ => chained.push(next),
        }
    }
    chained
}

/// Adds the long runs that no alignment holds: an extension that other links led past one took
/// another way, and was cut elsewhere.
fn add_missed(parts: &mut Vec<Alignment>, pair: Pair<'_>, links: &[Link], min_tokens: usize) {
    parts.sort_unstable_by_key(|one| (one.a().start, one.b().start));
    let mut missed: Vec<Alignment> = Vec::new();
    // Where runs to come may lie in.
    let mut open: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let mut known = parts.iter().map(|one| (one.a(), one.b())).peekable();
    for link in links.iter().filter(|link| link.len > 0) {
        let (a, b) = (link.places.0 as usize, link.places.1 as usize);
        open.extend(std::iter::from_fn(|| known.next_if(|(known, _)| known.start <= a)));
        open.retain(|(known, _)| known.end > a);
        let run = pair.run_through(a, b);
        let holds = |(known_a, known_b): &(Range<usize>, Range<usize>)| {
            (known_a.start <= run.a && run.a + run.len <= known_a.end)
                && (known_b.start <= run.b && run.b + run.len <= known_b.end)
        };
        if run.len >= min_tokens && !open.iter().any(holds) {
            let alignment = Alignment::new(vec![run]);
            open.push((alignment.a(), alignment.b()));
            missed.push(alignment);
        }
    }
    parts.append(&mut missed);
}

/// A text that repeats a passage in a row is aligned to itself one passage further on, with both
/// sides overlapping: what repeats is the step between them.
fn units(alignment: Alignment, pair: Pair<'_>, min_tokens: usize) -> Vec<Alignment> {
    let (a, b) = (alignment.a(), alignment.b());
    let step = b.start - a.start.min(b.start);
    if pair.is_self && b.start < a.end && step >= min_tokens {
        alignment.cut_every(step, min_tokens)
    } else {
        vec![alignment]
    }
}
