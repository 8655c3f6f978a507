//! Links to matches: extended, chained, cut.

use super::links::{Link, links};
use super::missed::missed;
use super::rows::Rows;
use crate::base::error::Result;
use crate::base::progress::{Stage, Watch};
use crate::passages::align::Alignment;
use crate::passages::align::extend::{Extender, Pair};
use crate::passages::seeds::index::SeedIndex;
use crate::passages::seeds::order::SuffixOrder;
use crate::passages::settings::PassageSettings;
use rayon::prelude::*;

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
    let extender = || Extender::new(identity);
    watch.begin(Stage::Align, Some(pairs.len() as u64))?;
    let found = pairs.par_iter().map_init(extender, |extender, links| {
        let (a, b) = links[0].texts;
        let pair =
            Pair { a: texts[a as usize].as_ref(), b: texts[b as usize].as_ref(), is_self: a == b };
        let extended = extend(extender, pair, links, min_tokens);
        let chained = chain(extended, identity);
        let parts = chained.into_iter().flat_map(|one| one.parts(identity, min_tokens));
        // A cut may fall between a run and a token of it that the other side of the cut took.
        let parts: Vec<Alignment> = parts.map(|one| pair.to_ends(one)).collect();
        let rows = Rows { is_self: pair.is_self, identity, min_tokens };
        let missed = missed(&parts, pair, links, rows);
        let all = parts.into_iter().chain(missed);
        let mut units: Vec<Alignment> = all.flat_map(|one| rows.units(one)).collect();
        units.sort_unstable_by_key(|one| (one.a().start, one.b().start));
        watch.advance(Stage::Align, 1)?;
        let matches = units.into_iter().map(|alignment| Match { texts: (a, b), alignment });
        Ok(matches.collect())
    });
    let found: Vec<Vec<Match>> = found.collect::<Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// The alignments through the links, by their start; links that lie inside one already found are
/// passed over.
fn extend(
    extender: &mut Extender,
    pair: Pair<'_>,
    links: &[Link],
    min_tokens: usize,
) -> Vec<Alignment> {
    let mut found: Vec<Alignment> = Vec::new();
    // Those that the links to come may lie in.
    let mut open: Vec<usize> = Vec::new();
    for link in links {
        let (a, b) = (link.places.0 as usize, link.places.1 as usize);
        open.retain(|at| found[*at].a().end > a);
        if open.iter().any(|at| found[*at].a().contains(&a) && found[*at].b().contains(&b)) {
            continue;
        }
        if !link.is_long && !extender.promises(pair, a, b, min_tokens) {
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
