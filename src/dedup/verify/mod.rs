//! Verification: candidates become edges when their re-hashed texts say so.
//!
//! Sketches only propose. Here the shingle sets of both texts are built again from the text, and
//! their exact Jaccard similarity decides, so no pair is joined by an estimate.
//!
//! ```text
//! for each block of lower nodes (some 4 million tokens):
//!     build their sets                                   in parallel
//!     for each upper node with a candidate in the block: in parallel
//!         build its set, compare it with those not yet connected to it
//!     join what was found
//! ```
//!
//! Cost: a text is read and hashed once for every block it has a candidate in, mostly once or
//! twice in all; memory stays bounded by the block. Pairs that an earlier block connected are not
//! compared: that changes no cluster, whatever the order.

use crate::base::document::Texts;
use crate::storage::union_find::UnionFind;

use super::candidates::nodes::{NodeId, Nodes};
use super::shingle::ShingleSet;
use super::sketch::core::Core;
use super::sketch::fingerprint::Fingerprinter;
use crate::base::document::Relation;
use crate::base::error::Result;
use crate::base::progress::{Stage, Watch};
use crate::settings::Settings;
use crate::storage::pairs::Pair;
use crate::storage::space::Space;
use rayon::prelude::*;
use std::cell::RefCell;
use std::cmp::Ordering;

/// Tokens whose sets are held at once.
const BLOCK_TOKENS: u64 = 4 << 20;

/// What a thread needs to read texts again.
struct Reader {
    settings: Settings,
    fingerprinter: Fingerprinter,
    text: String,
}

thread_local! {
    static READER: RefCell<Option<Reader>> = const { RefCell::new(None) };
}

/// Compares nodes exactly.
#[derive(Clone, Copy)]
pub(crate) struct Verifier<'a> {
    pub(crate) nodes: &'a Nodes<'a>,
    texts: &'a dyn Texts,
    pub(crate) settings: &'a Settings,
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) relation: Relation,
    /// The Jaccard similarity of the shingle sets.
    pub(crate) score: f64,
}

impl Verdict {
    /// The strongest relation first, then the highest score.
    pub(crate) fn by_strength(&self, other: &Verdict) -> Ordering {
        self.relation.cmp(&other.relation).then(other.score.total_cmp(&self.score))
    }
}

impl<'a> Verifier<'a> {
    pub(crate) fn new(nodes: &'a Nodes<'a>, texts: &'a dyn Texts, settings: &'a Settings) -> Self {
        Self { nodes, texts, settings }
    }

    /// The set of a node's shingles, from its text.
    pub(crate) fn set(&self, node: NodeId) -> Result<ShingleSet> {
        self.read(node, |fingerprinter, text| fingerprinter.set(text))
    }

    /// Looks at a node's shingles, from its text: in order and with repetitions, in a buffer that
    /// may be changed.
    pub(crate) fn shingles<T>(
        &self,
        node: NodeId,
        look: impl FnOnce(&mut Vec<u64>) -> T,
    ) -> Result<T> {
        self.read(node, |fingerprinter, text| look(fingerprinter.shingles(text)))
    }

    fn read<T>(&self, node: NodeId, make: impl FnOnce(&mut Fingerprinter, &str) -> T) -> Result<T> {
        READER.with_borrow_mut(|reader| {
            if reader.as_ref().is_none_or(|reader| reader.settings != *self.settings) {
                *reader = None;
            }
            let Reader { fingerprinter, text, .. } = reader.get_or_insert_with(|| Reader {
                settings: self.settings.clone(),
                fingerprinter: Fingerprinter::new(self.settings),
                text: String::new(),
            });
            self.texts.read(self.nodes.doc(node), text)?;
            Ok(make(fingerprinter, text))
        })
    }

    /// How two nodes are related, if they are.
    pub(crate) fn judge(
        &self,
        (a, a_set): (NodeId, &ShingleSet),
        (b, b_set): (NodeId, &ShingleSet),
    ) -> Option<Verdict> {
        let (a, b) = (self.nodes.core(a), self.nodes.core(b));
        judge((a, a_set), (b, b_set), self.settings.threshold())
    }
}

/// How two texts with tokens are related, if they are.
pub(crate) fn judge(
    (a, a_set): (&Core, &ShingleSet),
    (b, b_set): (&Core, &ShingleSet),
    threshold: f64,
) -> Option<Verdict> {
    let score = a_set.jaccard(b_set);
    let relation = if a.exact() == b.exact() {
        Relation::Exact
    } else if a.shares_skeleton(b) {
        Relation::Template
    } else if score >= threshold {
        Relation::Near
    } else {
        return None;
    };
    Some(Verdict { relation, score })
}

/// What verification found.
pub(crate) struct Verified {
    /// The nodes, joined by verified edges.
    pub(crate) joined: UnionFind,
    /// Pairs that were compared.
    pub(crate) compared: u64,
}

/// Compares the candidates: sorted, the lower node first.
pub(crate) fn verify(
    verifier: Verifier<'_>,
    pairs: &[Pair],
    space: &Space,
    watch: Watch<'_>,
) -> Result<Verified> {
    watch.begin(Stage::Verify, Some(pairs.len() as u64))?;
    let mut verified = Verified::none(verifier.nodes, space)?;
    verified.extend(verifier, pairs, watch)?;
    Ok(verified)
}

impl Verified {
    /// Nothing is compared yet.
    pub(crate) fn none(nodes: &Nodes<'_>, space: &Space) -> Result<Self> {
        Ok(Self { joined: UnionFind::apart(nodes.len(), space)?, compared: 0 })
    }

    /// Compares more candidates: sorted, each once.
    pub(crate) fn extend(
        &mut self,
        verifier: Verifier<'_>,
        pairs: &[Pair],
        watch: Watch<'_>,
    ) -> Result<()> {
        let mut rest = pairs;
        while !rest.is_empty() {
            let (block, behind) = split_block(verifier.nodes, rest);
            let (edges, count) = verify_block(verifier, block, &self.joined)?;
            for (a, b) in edges {
                self.joined.join(a.index(), b.index());
            }
            self.compared += count;
            watch.advance(Stage::Verify, block.len() as u64)?;
            rest = behind;
        }
        Ok(())
    }
}

type Pairs<'p> = &'p [Pair];

/// Cuts off the pairs whose lower nodes have at most `BLOCK_TOKENS` tokens together.
fn split_block<'p>(nodes: &Nodes<'_>, pairs: Pairs<'p>) -> (Pairs<'p>, Pairs<'p>) {
    let mut tokens = 0;
    let mut end = 0;
    for of_one in pairs.chunk_by(|a, b| a.lower() == b.lower()) {
        tokens += u64::from(nodes.tokens(NodeId(of_one[0].lower())));
        if end > 0 && tokens > BLOCK_TOKENS {
            break;
        }
        end += of_one.len();
    }
    pairs.split_at(end)
}

/// The verified pairs of a block, and how many were compared.
fn verify_block(
    verifier: Verifier<'_>,
    block: Pairs<'_>,
    joined: &UnionFind,
) -> Result<(Vec<(NodeId, NodeId)>, u64)> {
    let open = |pair: &&Pair| !joined.connected(pair.lower() as usize, pair.upper() as usize);
    let mut by_upper: Vec<(NodeId, NodeId)> =
        block.iter().filter(open).map(|p| (NodeId(p.upper()), NodeId(p.lower()))).collect();
    let mut lower: Vec<NodeId> = by_upper.iter().map(|pair| pair.1).collect();
    lower.sort_unstable();
    lower.dedup();
    let sets: Vec<ShingleSet> =
        lower.par_iter().map(|node| verifier.set(*node)).collect::<Result<_>>()?;
    by_upper.par_sort_unstable();
    let groups: Vec<&[(NodeId, NodeId)]> = by_upper.chunk_by(|a, b| a.0 == b.0).collect();
    let edges = groups.par_iter().map(|group| {
        let upper = group[0].0;
        let set = verifier.set(upper)?;
        let related = |partner: NodeId| {
            // `lower` holds every partner.
            let at = lower.binary_search(&partner).ok()?;
            verifier.judge((partner, &sets[at]), (upper, &set))
        };
        let edges = group.iter().filter(|(_, partner)| related(*partner).is_some());
        Ok(edges.map(|(_, partner)| (*partner, upper)).collect::<Vec<_>>())
    });
    let edges: Vec<Vec<(NodeId, NodeId)>> = edges.collect::<Result<_>>()?;
    Ok((edges.concat(), by_upper.len() as u64))
}
