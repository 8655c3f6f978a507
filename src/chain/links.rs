//! Links: places of one seed that are worth looking at.
//!
//! Each place of a seed is linked to
//!
//! - the first place: so a passage under a hundred thousand articles is compared with one of them;
//! - the place before it in the same text: so what recurs there is found, tandem repeats too;
//! - its neighbours in the order of what follows, if long enough a run of seeds is shared: so every
//!   long shared run is found, whatever else recurs;
//! - all others, if they are few: so that rare seeds make up for those that noise destroyed.

use crate::seeds::{SEED_TOKENS, SLACK, SeedIndex, SuffixOrder};
use rayon::prelude::*;

/// Texts with a seed of which all are linked with each other.
const FEW: usize = 4;

/// Two places of one seed: in an earlier text, or earlier in one text, and in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub(super) texts: (u32, u32),
    pub(super) places: (u32, u32),
}

/// All links, sorted by texts and places, each once.
pub(super) fn links(index: &SeedIndex, order: &SuffixOrder, min_tokens: usize) -> Vec<Link> {
    let linker = Linker { index, min_span: min_tokens.saturating_sub(2 * SLACK) as u32 };
    let found = order.groups().fold(Found::default, |mut found, group| {
        linker.of_group(group, &mut found);
        found
    });
    let mut links: Vec<Link> = found.map(|found| found.links).flatten_iter().collect();
    links.par_sort_unstable();
    links.dedup();
    links
}

struct Linker<'a> {
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

impl Linker<'_> {
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
                Some(before) => links.push(self.link(seeds[before], seeds[at])),
                None => firsts.push(at),
            }
        }
        let partners = if firsts.len() <= FEW { firsts.len() } else { 1 };
        for (i, from) in firsts.iter().enumerate().take(partners) {
            links.extend(firsts[i + 1..].iter().map(|to| self.link(seeds[*from], seeds[*to])));
        }
    }

    fn neighbours(&self, group: &[u32], links: &mut Vec<Link>) {
        for pair in group.windows(2) {
            let (x, y) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            // Where the seeds before are equal too, they are neighbours, and linked.
            if !self.same_before(x, y) && self.span(x, y) >= self.min_span {
                links.push(self.link(x, y));
            }
        }
    }

    fn same_before(&self, x: u32, y: u32) -> bool {
        let index = self.index;
        let before = x.checked_sub(1).zip(y.checked_sub(1));
        before.is_some_and(|(x, y)| {
            !index.is_stop(x) && !index.is_stop(y) && index.symbol(x) == index.symbol(y)
        })
    }

    /// Tokens from the first to the last of the seeds that follow on both sides.
    fn span(&self, x: u32, y: u32) -> u32 {
        let index = self.index;
        let shared = |step: &u32| {
            let (x, y) = (x + step, y + step);
            !index.is_stop(x) && !index.is_stop(y) && index.symbol(x) == index.symbol(y)
        };
        let seeds = (0..).take_while(shared).count() as u32;
        index.place(x + seeds - 1) - index.place(x) + SEED_TOKENS as u32
    }

    fn link(&self, x: u32, y: u32) -> Link {
        let index = self.index;
        Link { texts: (index.text(x), index.text(y)), places: (index.place(x), index.place(y)) }
    }
}
