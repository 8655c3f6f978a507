//! The passages of two texts, or of one with itself: the way of passages, with one or two texts.
//!
//! All that is aligned is given, filler too.

use super::align::{Alignment, Run};
use super::chain::matches::Match;
use super::gather::locate::Locator;
use super::pipeline::{Road, distinct};
use super::settings::PassageSettings;
use crate::base::document::{DocId, Relation};
use crate::base::error::Result;
use crate::base::progress::{CancelToken, Watch};
use crate::text::Tokenizer;
use crate::text::row::TokenRow;
use serde::Serialize;
use std::ops::Range;

/// A passage that stands in both texts, or twice in one.
///
/// ```
/// let passage = retold::compare::PassageMatch { a: 0..9, b: 4..13, a_tokens: 0..2, b_tokens: 1..3, identity: 1.0 };
/// assert_eq!(passage.a.len(), passage.b.len());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PassageMatch {
    /// Its bytes in the first text.
    pub a: Range<usize>,
    /// Its bytes in the second text, or of its second place in the one.
    pub b: Range<usize>,
    /// Its tokens in the first text.
    pub a_tokens: Range<usize>,
    /// Its tokens in the second text.
    pub b_tokens: Range<usize>,
    /// The share of its tokens that are the same, 0 to 1 (higher = more alike).
    pub identity: f64,
}

/// One side: a text and its tokens.
pub(crate) struct Side {
    pub(crate) row: TokenRow,
    pub(crate) located: Locator,
}

impl Side {
    pub(crate) fn new(text: &str) -> Self {
        let row = TokenRow::of(text, &mut Tokenizer::default(), &mut Vec::new());
        Self { row, located: Locator::of(text) }
    }

    fn len(&self) -> usize {
        self.row.tokens.len()
    }
}

/// What two texts share.
pub(crate) struct Between {
    /// By their places in the first text.
    pub(crate) passages: Vec<PassageMatch>,
    /// `Contains` or `Shares`, by the share of that text of which more stands in the other; none if
    /// they share no passage.
    pub(crate) relation: Option<(Relation, f64)>,
}

/// The passages of two texts.
pub(crate) fn between(a: &Side, b: &Side, settings: &PassageSettings) -> Result<Between> {
    if a.row.digest == b.row.digest {
        // One text, all of which both have.
        let whole = Alignment::new(vec![Run { a: 0, b: 0, len: a.len() }]);
        let long = a.len() >= settings.min_tokens();
        let passages = long.then(|| passage(a, b, &whole)).into_iter().collect();
        return Ok(Between { passages, relation: long.then_some((Relation::Contains, 1.0)) });
    }
    // Texts are numbered by their digests.
    let turned = b.row.digest < a.row.digest;
    let (found, relation) = walk(&[a.row.clone(), b.row.clone()], settings)?;
    let found = found.into_iter().map(|one| if turned { one.turned() } else { one });
    let mut passages: Vec<PassageMatch> = found.map(|one| passage(a, b, &one)).collect();
    passages.sort_by_key(|found| (found.a.start, found.b.start));
    Ok(Between { passages, relation })
}

/// The passages that stand twice in one text.
pub(crate) fn within(text: &Side, settings: &PassageSettings) -> Result<Vec<PassageMatch>> {
    let (found, _) = walk(std::slice::from_ref(&text.row), settings)?;
    Ok(found.iter().map(|one| passage(text, text, one)).collect())
}

/// Alignments, and the relation that they show.
type Walked = (Vec<Alignment>, Option<(Relation, f64)>);

/// The alignments between two texts, or within one.
fn walk(rows: &[TokenRow], settings: &PassageSettings) -> Result<Walked> {
    let cancel = CancelToken::default();
    let distinct = distinct(rows, (0..rows.len() as u32).map(DocId));
    let road = Road::to_matches(rows, &distinct, settings, Watch::new(&(), &cancel))?;
    let between = rows.len() > 1;
    let wanted = |one: &&Match| (one.texts.0 != one.texts.1) == between;
    let alignments = road.matches().iter().filter(wanted).map(|one| one.alignment.clone());
    let relation = road.coverages().map(|pair| pair.relation(settings.containment())).next();
    Ok((alignments.collect(), relation))
}

fn passage(a: &Side, b: &Side, alignment: &Alignment) -> PassageMatch {
    let (a_tokens, b_tokens) = (alignment.a(), alignment.b());
    PassageMatch {
        a: a.located.bytes(&a_tokens),
        b: b.located.bytes(&b_tokens),
        a_tokens,
        b_tokens,
        identity: alignment.identity(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Side, between, within};
    use crate::base::document::Relation;
    use crate::passages::settings::PassageSettings;

    const SHARED: &str = "the keeper of the lock counts every barge by lantern";

    #[test]
    fn both_sides_see_the_same() {
        let settings = PassageSettings::builder().min_tokens(8).build().expect("valid");
        let (long, short) = (format!("At dusk {SHARED}, then sleeps."), format!("Now {SHARED}"));
        let (a, b) = (Side::new(&long), Side::new(&short));
        let (there, back) = (between(&a, &b, &settings), between(&b, &a, &settings));
        let (there, back) = (there.expect("little text"), back.expect("little text"));
        assert_eq!(there.relation, back.relation);
        assert_eq!(there.relation, Some((Relation::Contains, 10.0 / 11.0)));
        let (one, other) = (&there.passages[0], &back.passages[0]);
        assert_eq!((&one.a, &one.b), (&other.b, &other.a));
        assert_eq!((&long[one.a.clone()], &short[one.b.clone()]), (SHARED, SHARED));
    }

    #[test]
    fn one_text_is_shared_whole_if_it_is_long_enough() {
        let settings = PassageSettings::builder().min_tokens(10).build().expect("valid");
        let side = Side::new(SHARED);
        let whole = between(&side, &Side::new(&SHARED.to_uppercase()), &settings);
        let whole = whole.expect("little text");
        assert_eq!(whole.relation, Some((Relation::Contains, 1.0)));
        assert_eq!(whole.passages[0].a_tokens, 0..10);
        assert!(within(&side, &settings).expect("little text").is_empty());
        let settings = PassageSettings::builder().min_tokens(11).build().expect("valid");
        let short = between(&side, &side, &settings).expect("little text");
        assert!(short.passages.is_empty() && short.relation.is_none());
    }
}
