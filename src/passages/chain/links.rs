//! Links: places of one seed that are worth looking at.
//!
//! Each place of a seed is linked to
//!
//! - the first place: so a passage under a hundred thousand articles is compared with one of them;
//! - the place before it in the same text: so what recurs there is found, tandem repeats too;
//! - its neighbours in the order of what follows, if long enough a run of seeds is shared, among all
//!   places and among those with the same one, two and three tokens before: so every long shared
//!   run is found to its ends, whatever else recurs;
//! - all others, if they are few: so that rare seeds make up for those that noise destroyed.

use crate::passages::seeds::index::SeedIndex;
use crate::passages::seeds::order::SuffixOrder;
use crate::passages::seeds::{SEED_TOKENS, SLACK};
use ahash::AHashMap;
use rayon::prelude::*;

/// Texts with a seed of which all are linked with each other.
const FEW: usize = 4;

/// Two places of one seed: in an earlier text, or earlier in one text, and in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub(super) texts: (u32, u32),
    pub(super) places: (u32, u32),
    /// A run of seeds that both share begins here, and is long enough for a passage.
    pub(super) is_long: bool,
}

/// All links, sorted by texts and places, each once.
pub(super) fn links<T: AsRef<[u32]> + Sync>(
    texts: &[T],
    index: &SeedIndex,
    order: &SuffixOrder,
    min_tokens: usize,
) -> Vec<Link> {
    let linker = Linker { texts, index, min_span: min_tokens.saturating_sub(2 * SLACK) as u32 };
    let found = order.groups().fold(Found::default, |mut found, group| {
        linker.of_group(group, &mut found);
        found
    });
    let mut links: Vec<Link> = found.map(|found| found.links).flatten_iter().collect();
    links.par_sort_unstable();
    let same = |a: &Link, b: &Link| (a.texts, a.places) == (b.texts, b.places);
    links.dedup_by(|next, kept| {
        let is_same = same(next, kept);
        if is_same {
            kept.is_long |= next.is_long;
        }
        is_same
    });
    links
}

struct Linker<'a, T> {
    texts: &'a [T],
    index: &'a SeedIndex,
    /// Tokens from the first to the last seed of a run that is long enough.
    min_span: u32,
}

/// What was found, and buffers.
#[derive(Default)]
struct Found {
    links: Vec<Link>,
    seeds: Vec<u32>,
    texts: Vec<u32>,
    /// The first place in each text.
    firsts: Vec<usize>,
}

impl<T: AsRef<[u32]>> Linker<'_, T> {
    fn of_group(&self, group: &[u32], found: &mut Found) {
        let Found { links, seeds, texts, firsts } = found;
        self.neighbours(group, links);
        seeds.clear();
        seeds.extend_from_slice(group);
        seeds.sort_unstable();
        texts.clear();
        texts.extend(seeds.iter().map(|seed| self.index.text(*seed)));
        firsts.clear();
        for at in 0..seeds.len() {
            match at.checked_sub(1).filter(|before| texts[*before] == texts[at]) {
                Some(before) => links.push(self.link(seeds[before], seeds[at], false)),
                None => firsts.push(at),
            }
        }
        let partners = if firsts.len() <= FEW { firsts.len() } else { 1 };
        for (i, from) in firsts.iter().enumerate().take(partners) {
            links.extend(
                firsts[i + 1..].iter().map(|to| self.link(seeds[*from], seeds[*to], false)),
            );
        }
    }

    fn neighbours(&self, group: &[u32], links: &mut Vec<Link>) {
        if let [x, y] = group {
            return self.neighbour(*x.min(y), *x.max(y), links);
        }
        // By the tokens before, none to three: the last place in the order that has them.
        let mut last: AHashMap<&[u32], u32> = AHashMap::new();
        for seed in group {
            let before = self.before(*seed);
            let mut met = None;
            for start in (0..=before.len()).rev() {
                let other = last.insert(&before[start..], *seed);
                if let Some(other) = other.filter(|_| other != met) {
                    self.neighbour(other.min(*seed), other.max(*seed), links);
                    met = Some(other);
                }
            }
        }
    }

    /// The tokens before a seed that may belong to a run of which it is the first.
    fn before(&self, seed: u32) -> &[u32] {
        let place = self.index.place(seed) as usize;
        let text = self.texts[self.index.text(seed) as usize].as_ref();
        &text[place.saturating_sub(SLACK)..place]
    }

    fn neighbour(&self, x: u32, y: u32, links: &mut Vec<Link>) {
        // Where the seeds before are equal too, they are neighbours, and linked.
        if !self.same_before(x, y) && self.span(x, y) >= self.min_span {
            links.push(self.link(x, y, true));
        }
    }

    fn same_before(&self, x: u32, y: u32) -> bool {
        let before = x.checked_sub(1).zip(y.checked_sub(1));
        before.is_some_and(|before| self.is_shared(before, (x, y)))
    }

    /// Tokens from the first to the last of the seeds that follow on both sides.
    fn span(&self, x: u32, y: u32) -> u32 {
        let shared = |step: &u32| {
            let here = (x + step, y + step);
            *step == 0 || self.is_shared(here, (here.0 - 1, here.1 - 1))
        };
        let seeds = (0..).take_while(shared).count() as u32;
        self.index.place(x + seeds - 1) - self.index.place(x) + SEED_TOKENS as u32
    }

    /// Two seeds are the same, as far from those beside them.
    fn is_shared(&self, (x, y): (u32, u32), beside: (u32, u32)) -> bool {
        let index = self.index;
        let step = |seed, beside| index.place(seed).abs_diff(index.place(beside));
        !index.is_stop(x)
            && !index.is_stop(y)
            && index.symbol(x) == index.symbol(y)
            && step(x, beside.0) == step(y, beside.1)
    }

    fn link(&self, x: u32, y: u32, is_long: bool) -> Link {
        let index = self.index;
        let texts = (index.text(x), index.text(y));
        Link { texts, places: (index.place(x), index.place(y)), is_long }
    }
}
