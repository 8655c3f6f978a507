//! Two texts, all scores.

use super::sketch::fingerprint::Fingerprinter;
use super::verify::judge;
use crate::base::document::Relation;
use crate::settings::Settings;
use crate::settings::banding::BINS;

/// How alike two texts are, by every measure.
///
/// ```
/// let scores = retold::similarity("one two three four five six", "one two three four five");
/// assert_eq!(scores.jaccard, 0.5);
/// assert_eq!(scores.containment, 1.0);
/// assert_eq!(scores.relation, None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Similarity {
    /// Jaccard similarity of the shingle sets, 0 to 1 (higher = more alike).
    pub jaccard: f64,
    /// The share of the shorter text's shingles that stand in the other, 0 to 1.
    pub containment: f64,
    /// What the sketches estimate the Jaccard similarity to be: the share of equal bins of 128,
    /// each cut to a byte.
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
/// use retold::Settings;
/// use retold::dedup::similarity_with;
/// let pairs = Settings::builder().shingle_tokens(2).build()?;
/// assert_eq!(similarity_with("a b c", "a b d", &pairs).jaccard, 1.0 / 3.0);
/// # Ok::<(), retold::Error>(())
/// ```
pub fn similarity_with(a: &str, b: &str, settings: &Settings) -> Similarity {
    let mut fingerprinter = Fingerprinter::new(settings);
    let (a, a_set) = fingerprinter.fingerprint_and_set(a);
    let (b, b_set) = fingerprinter.fingerprint_and_set(b);
    let empty = a.tokens() == 0 || b.tokens() == 0;
    let agreeing = if empty { 0 } else { a.signature.agreeing(&b.signature) };
    let relation = if a.tokens() == 0 && b.tokens() == 0 {
        Some(Relation::Empty)
    } else {
        judge((&a.core, &a_set), (&b.core, &b_set), settings.threshold())
            .map(|verdict| verdict.relation)
    };
    Similarity {
        jaccard: a_set.jaccard(&b_set),
        containment: a_set.containment(&b_set),
        estimate: f64::from(agreeing) / BINS as f64,
        relation,
    }
}
