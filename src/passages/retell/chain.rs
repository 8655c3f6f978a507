//! Collinear chains of anchors.
//!
//! ```text
//! for each anchor x, by its start in a:
//!     best(x) = weight(x) + max(0, best(y) - penalty(y, x))
//!         over the anchors y that end before x begins, in both texts, within GAP tokens
//! take the anchors of the best chain, then of the best that is left, ...
//! ```
//!
//! As genome aligners chain seeds (Abouelhoda and Ohlebusch 2005, section 3; Li 2018, section
//! 2.1). Deviations: (1) only the last [`LOOKBACK`] anchors that end before x are looked at, so
//! that time is linear in the anchors; (2) of a chain within one text the best part is taken whose
//! sides do not overlap; (3) a chain that runs into tokens that are taken ends there; (4) a span
//! is a little wider than its anchors.
//!
//! Cost: at most [`LOOKBACK`] steps and 40 bytes an anchor.

use super::Retelling;
use super::anchors::Anchor;
use super::spans::{Sides, Taken};

/// Tokens between neighbours in a chain, on either side: a long paragraph that one side leaves
/// out. At 80 an updated statement falls apart where its new version tells more.
const GAP: usize = 128;

const LOOKBACK: usize = 256;

/// Penalties for each token of the longer gap, and for each by which the gaps differ: 128 tokens
/// that one side lacks cost one rare word.
const SKIP: f64 = 0.03;
const DRIFT: f64 = 0.02;

/// The best chain that ends with an anchor: its score, and the anchor before.
#[derive(Clone, Copy)]
struct Link {
    score: f64,
    before: Option<usize>,
}

/// The chains that score at least `threshold`: disjoint on both sides, best first.
pub(super) fn chains(
    anchors: &[Anchor],
    lengths: (usize, usize),
    sides: Sides,
    threshold: f64,
) -> Vec<Retelling> {
    let links = link(anchors);
    let mut ends: Vec<usize> = (0..anchors.len()).collect();
    ends.retain(|end| links[*end].score >= threshold);
    ends.sort_by(|x, y| links[*y].score.total_cmp(&links[*x].score).then(x.cmp(y)));
    let mut used = vec![false; anchors.len()];
    let mut taken = Taken::new(lengths, sides);
    let mut retellings: Vec<Retelling> = Vec::new();
    for end in ends {
        let chain = trace(end, anchors, &links, &mut used, &taken);
        let score = |part: &[usize]| score(part, anchors, &links);
        let chain = if sides == Sides::One { apart(&chain, anchors, score) } else { &chain };
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else { continue };
        let score = score(chain);
        if score < threshold {
            continue;
        }
        let a = anchors[*first].a..anchors[*last].a_end();
        let b = anchors[*first].b..anchors[*last].b_end();
        let (a, b) = taken.widen((a, b), chain.len());
        taken.take(a.clone(), b.clone());
        let anchors = chain.iter().map(|at| anchors[*at].clone()).collect();
        retellings.push(Retelling { score, a, b, anchors });
    }
    retellings.sort_by(|x, y| y.score.total_cmp(&x.score).then(x.a.start.cmp(&y.a.start)));
    retellings
}

fn link(anchors: &[Anchor]) -> Vec<Link> {
    let mut by_end: Vec<usize> = (0..anchors.len()).collect();
    by_end.sort_unstable_by_key(|at| (anchors[*at].a_end(), anchors[*at].b_end(), *at));
    let mut links: Vec<Link> = Vec::with_capacity(anchors.len());
    let mut ended = 0;
    for anchor in anchors {
        while ended < by_end.len() && anchors[by_end[ended]].a_end() <= anchor.a {
            ended += 1;
        }
        let mut link = Link { score: anchor.weight, before: None };
        for at in by_end[..ended].iter().rev().take(LOOKBACK) {
            let before = &anchors[*at];
            let a_gap = anchor.a - before.a_end();
            if a_gap > GAP {
                break;
            }
            let Some(b_gap) = anchor.b.checked_sub(before.b_end()).filter(|gap| *gap <= GAP) else {
                continue;
            };
            let penalty = SKIP * a_gap.max(b_gap) as f64 + DRIFT * a_gap.abs_diff(b_gap) as f64;
            let joined = links[*at].score - penalty + anchor.weight;
            if joined > link.score {
                link = Link { score: joined, before: Some(*at) };
            }
        }
        links.push(link);
    }
    links
}

/// The chain that ends there, as far back as nobody has used it.
fn trace(
    end: usize,
    anchors: &[Anchor],
    links: &[Link],
    used: &mut [bool],
    taken: &Taken,
) -> Vec<usize> {
    let mut chain = Vec::new();
    let mut at = Some(end);
    let mut to = (anchors[end].a_end(), anchors[end].b_end());
    while let Some(here) = at.filter(|here| !used[*here]) {
        let anchor = &anchors[here];
        if taken.any(anchor.a_end().min(to.0)..to.0, anchor.b_end().min(to.1)..to.1) {
            break;
        }
        used[here] = true;
        if taken.any(anchor.a..anchor.a_end(), anchor.b..anchor.b_end()) {
            break;
        }
        chain.push(here);
        to = (anchor.a, anchor.b);
        at = links[here].before;
    }
    chain.reverse();
    chain
}

/// What a part of a chain scores.
fn score(part: &[usize], anchors: &[Anchor], links: &[Link]) -> f64 {
    match part {
        [first, .., last] => links[*last].score - links[*first].score + anchors[*first].weight,
        [only] => anchors[*only].weight,
        [] => 0.0,
    }
}

/// The best part of a chain whose sides do not overlap: for each first anchor, the last that ends
/// before the first begins on the other side.
fn apart<'c>(
    chain: &'c [usize],
    anchors: &[Anchor],
    score: impl Fn(&[usize]) -> f64,
) -> &'c [usize] {
    let mut best: &[usize] = &[];
    let mut end = 0;
    for (start, first) in chain.iter().enumerate() {
        while end < chain.len() && anchors[chain[end]].a_end() <= anchors[*first].b {
            end += 1;
        }
        let part = &chain[start.min(end)..end];
        if score(part) > score(best) {
            best = part;
        }
    }
    best
}
