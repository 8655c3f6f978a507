//! Two texts, all scores.

use crate::shingle::{ShingleSet, shingles};
use crate::sketch::Sketch;
use crate::text::skeleton::Skeletons;
use crate::{Relation, Settings, Tokenizer};

/// How alike two texts are, by every measure.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Similarity {
    /// Jaccard similarity of the shingle sets, 0 to 1 (higher = more alike).
    pub jaccard: f64,
    /// The share of the shorter text's shingles that stand in the other, 0 to 1.
    pub containment: f64,
    /// What sketches of 128 bins estimate the Jaccard similarity to be.
    pub estimate: f64,
    /// The relation that a run with these settings would find, if any.
    pub relation: Option<Relation>,
}

/// Compares two texts with the default [`Settings`].
///
/// ```
/// use retold::{Relation, similarity};
/// let monday = "On Monday the crown closed at 301.25 to the dollar after a calm day, the bank said.";
/// let friday = "On Friday the crown closed at 299.50 to the dollar after a calm day, the bank said.";
/// let scores = similarity(monday, friday);
/// assert_eq!(scores.relation, Some(Relation::Template));
/// assert!(scores.jaccard < 0.5);
/// ```
pub fn similarity(a: &str, b: &str) -> Similarity {
    similarity_with(a, b, &Settings::default())
}

/// Compares two texts with given settings. Cost: linear in both texts, and a sort of their
/// shingles.
///
/// ```
/// use retold::{Settings, similarity_with};
/// let pairs = Settings::builder().shingle_tokens(2).build()?;
/// assert_eq!(similarity_with("a b c", "a b d", &pairs).jaccard, 1.0 / 3.0);
/// # Ok::<(), retold::Error>(())
/// ```
pub fn similarity_with(a: &str, b: &str, settings: &Settings) -> Similarity {
    let skeletons = Skeletons::new(settings.seed());
    let mut tokenizer = Tokenizer::with_seed(settings.seed());
    let mut take = |text: &str| {
        let (mut tokens, mut hashes) = (Vec::new(), Vec::new());
        tokenizer.hashes(text, &mut tokens);
        shingles(&tokens, settings.shingle_tokens(), &mut hashes);
        let skeleton = skeletons.digest(&tokens, &mut Vec::new());
        (
            tokens,
            skeleton,
            Sketch::of(&hashes),
            ShingleSet::new(hashes),
        )
    };
    let (a_tokens, a_skeleton, a_sketch, a_set) = take(a);
    let (b_tokens, b_skeleton, b_sketch, b_set) = take(b);
    let jaccard = a_set.jaccard(&b_set);
    let relation = if a_tokens == b_tokens {
        Some(if a_tokens.is_empty() {
            Relation::Empty
        } else {
            Relation::Exact
        })
    } else if a_skeleton.is_some() && a_skeleton == b_skeleton {
        Some(Relation::Template)
    } else {
        (jaccard >= settings.threshold()).then_some(Relation::Near)
    };
    let estimate = if a_set.is_empty() {
        0.0
    } else {
        a_sketch.estimate(&b_sketch)
    };
    Similarity {
        jaccard,
        containment: a_set.containment(&b_set),
        estimate,
        relation,
    }
}
