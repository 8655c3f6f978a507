//! Pairs of sampled documents, by a banding so lax that it hardly misses one that is shown.
//!
//! Two bins of the signature are a band: of 64 bands a pair of similarity s shares one with chance
//! 1 - (1 - s²)^64, which is 0.93 at 0.2 and 0.998 at 0.3. The weight of a pair makes good for the
//! rest. Documents of one skeleton are pairs too, whatever they share. Similarities are exact,
//! computed from the texts.
//!
//! Cost: a sort of the sampled documents a band; the texts of those in pairs are read once more.
//! Where there are too many pairs, documents are left out at random, and those that stay weigh
//! more.

use super::sampled::Sampled;
use crate::base::document::{DocId, Relation};
use crate::base::error::Result;
use crate::base::mix::mix;
use crate::dedup::candidates::nodes::{NodeId, Nodes};
use crate::dedup::shingle::ShingleSet;
use crate::dedup::sketch::fingerprint::Fingerprinter;
use crate::documents::fields::Constraint;
use crate::input::sample::draw::weight;
use crate::plan::doc_pair::{DocPair, LEAST};
use crate::settings::Settings;
use crate::settings::banding::BINS;
use rayon::prelude::*;
use std::time::Instant;

const BANDS: usize = BINS / 2;

/// The band behind the last stands for the skeletons.
const SKELETONS: usize = BANDS;

/// Equal bins below which a pair is not looked at: three standard errors under a similarity of 0.2.
const LEAST_AGREEING: u32 = 12;

/// Pairs that are looked at, and that are compared exactly.
const LOOKS: f64 = 2e7;
const PAIRS: f64 = 2e5;

/// Documents of one text of which all pairs are listed; of more, these stand for all.
const COPIES: usize = 24;

/// Documents that are hashed at least, to know what that costs.
const TIMED: usize = 256;

pub(super) struct Paired {
    pub(super) pairs: Vec<DocPair>,
    /// The chance of a pair to be left out for want of time was 1 less this.
    pub(super) thinned: f64,
    /// What reading a text again and making its set costs: seconds a token, all threads at work.
    pub(super) seconds_a_token: f64,
}

/// Finds the pairs.
pub(super) fn pairs(sampled: &Sampled, nodes: &Nodes<'_>, settings: &Settings) -> Result<Paired> {
    let (proposed, kept) = propose(nodes);
    let (similarities, seconds_a_token) = compare(&proposed, nodes, sampled, settings)?;
    let constraint = Constraint::new(&sampled.fields, settings);
    let thinned = kept * kept;
    let mut pairs = Vec::new();
    let mut add = |a: &[DocId], b: &[DocId], similarity: f64, relation, factor: f64| {
        for (a, b) in a.iter().flat_map(|a| b.iter().map(move |b| (*a, *b))) {
            if (relation != Relation::Exact || a < b) && constraint.allows(a, b) {
                let weight =
                    factor * weight(&sampled.sample.strata, sampled.spot(a), sampled.spot(b));
                pairs.push(DocPair { a, b, similarity, relation, weight });
            }
        }
    };
    let some = |node: NodeId| {
        let docs = nodes.docs(node);
        (&docs[..docs.len().min(COPIES)], docs.len() as f64)
    };
    for node in nodes.ids() {
        let (docs, all) = some(node);
        if let listed @ 2.. = docs.len() {
            let listed = (listed * (listed - 1)) as f64;
            add(docs, docs, 1.0, Relation::Exact, all * (all - 1.0) / listed);
        }
    }
    for ((a, b), similarity) in proposed.iter().zip(similarities) {
        let is_template = nodes.core(*a).shares_skeleton(nodes.core(*b));
        if similarity >= LEAST || is_template {
            let relation = if is_template { Relation::Template } else { Relation::Near };
            let ((a, all_a), (b, all_b)) = (some(*a), some(*b));
            let copies = all_a * all_b / (a.len() * b.len()) as f64;
            let proposed = if is_template { 1.0 } else { proposal_rate(similarity) };
            add(a, b, similarity, relation, copies / (proposed * thinned));
        }
    }
    Ok(Paired { pairs, thinned, seconds_a_token })
}

/// The chance of a pair to be proposed.
fn proposal_rate(similarity: f64) -> f64 {
    let similarity = similarity.max(LEAST);
    1.0 - (1.0 - similarity * similarity).powi(BANDS as i32)
}

type NodePair = (NodeId, NodeId);

/// Pairs of nodes that share a band, and the chance of a node to be looked at.
fn propose(nodes: &Nodes<'_>) -> (Vec<NodePair>, f64) {
    let mut kept = 1.0;
    let mut some: Vec<NodeId> = nodes.ids().collect();
    loop {
        let looks: f64 = (0..=SKELETONS)
            .into_par_iter()
            .map(|band| buckets(nodes, &some, band, |bucket| (bucket.len() as f64).powi(2) / 2.0))
            .sum();
        if looks <= LOOKS {
            break;
        }
        kept *= (LOOKS / looks).sqrt() * 0.9;
        some.retain(|node| stays(nodes, *node, kept));
    }
    let pairs = (0..=SKELETONS).into_par_iter().map(|band| {
        let mut found = Vec::new();
        buckets(nodes, &some, band, |bucket| {
            let ids = bucket.iter().map(|entry| NodeId(*entry as u32)).enumerate();
            for (i, b) in ids {
                let earlier = bucket[..i].iter().map(|entry| NodeId(*entry as u32));
                found.extend(earlier.filter(|a| is_new(nodes, *a, b, band)).map(|a| (a, b)));
            }
            0.0
        });
        found
    });
    let pairs: Vec<Vec<NodePair>> = pairs.collect();
    let mut pairs = pairs.concat();
    if pairs.len() as f64 > PAIRS {
        kept *= (PAIRS / pairs.len() as f64).sqrt();
        pairs.retain(|(a, b)| stays(nodes, *a, kept) && stays(nodes, *b, kept));
    }
    (pairs, kept)
}

/// The sum of what `each` makes of the buckets of a band.
fn buckets(
    nodes: &Nodes<'_>,
    some: &[NodeId],
    band: usize,
    mut each: impl FnMut(&[u64]) -> f64,
) -> f64 {
    let key = |node: &NodeId| {
        if band == SKELETONS {
            return Some((nodes.core(*node).skeleton()? as u64) & !u64::from(u32::MAX));
        }
        let bytes = nodes.signature(*node).bytes();
        Some(u64::from(bytes[2 * band]) << 40 | u64::from(bytes[2 * band + 1]) << 32)
    };
    let entry = |node: &NodeId| Some(key(node)? | u64::from(node.0));
    let mut entries: Vec<u64> = some.iter().filter_map(entry).collect();
    entries.sort_unstable();
    entries
        .chunk_by(|a, b| a >> 32 == b >> 32)
        .filter(|bucket| bucket.len() > 1)
        .map(&mut each)
        .sum()
}

/// The pair is proposed in this band, and in none before it; those of one skeleton in the band of
/// skeletons alone.
fn is_new(nodes: &Nodes<'_>, a: NodeId, b: NodeId, band: usize) -> bool {
    let shares_skeleton = nodes.core(a).shares_skeleton(nodes.core(b));
    if band == SKELETONS || shares_skeleton {
        return band == SKELETONS && shares_skeleton;
    }
    let (xs, ys) = (nodes.signature(a).bytes(), nodes.signature(b).bytes());
    let shares = |band: usize| xs[2 * band..2 * band + 2] == ys[2 * band..2 * band + 2];
    nodes.agreeing(a, b) >= LEAST_AGREEING && !(0..band).any(shares)
}

/// A share of the nodes, chosen by content.
fn stays(nodes: &Nodes<'_>, node: NodeId, share: f64) -> bool {
    let random = mix(nodes.core(node).exact() as u64 ^ 0x706c_616e);
    (random >> 11) as f64 / (1u64 << 53) as f64 <= share
}

/// The exact similarity of each pair, and the seconds that a token costs.
fn compare(
    pairs: &[NodePair],
    nodes: &Nodes<'_>,
    sampled: &Sampled,
    settings: &Settings,
) -> Result<(Vec<f64>, f64)> {
    let mut of: Vec<NodeId> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    of.extend(nodes.ids().take(TIMED));
    of.par_sort_unstable();
    of.dedup();
    let tokens: u64 = of.iter().map(|node| u64::from(nodes.tokens(*node))).sum();
    let fingerprinter = Fingerprinter::new(settings);
    let init = || (fingerprinter.clone(), String::new());
    let start = Instant::now();
    let sets = of.par_iter().map_init(init, |(fingerprinter, text), node| {
        sampled.sample.text(&sampled.places[nodes.doc(*node).index()], text)?;
        Ok(fingerprinter.set(text))
    });
    let sets: Vec<ShingleSet> = sets.collect::<Result<_>>()?;
    let seconds = start.elapsed().as_secs_f64();
    let set = |node: NodeId| of.binary_search(&node).ok().map(|at| &sets[at]);
    let jaccard = |(a, b): &NodePair| set(*a).zip(set(*b)).map_or(0.0, |(a, b)| a.jaccard(b));
    Ok((pairs.par_iter().map(jaccard).collect(), seconds / tokens.max(1) as f64))
}
