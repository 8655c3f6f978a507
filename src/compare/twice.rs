//! What two texts both tell, or one text twice: the second road, walked with one or two texts.

use super::{Matches, PassageMatch, RetellingMatch};
use crate::base::document::{DocId, Relation};
use crate::base::error::Result;
use crate::base::progress::{CancelToken, Watch};
use crate::passages::align::Alignment;
use crate::passages::chain::matches::Match;
use crate::passages::gather::locate::Locator;
use crate::passages::pipeline::{Road, distinct};
use crate::passages::retell::rarity::Rarity;
use crate::passages::retell::{Prepared, Retelling};
use crate::passages::settings::PassageSettings;
use crate::text::Tokenizer;
use crate::text::row::TokenRow;
use std::ops::Range;

/// The matches, and how much of each text stands in the other.
pub(super) struct Twice {
    pub(super) matches: Matches,
    pub(super) relation: Option<(Relation, f64)>,
}

/// One side: a text and its tokens.
struct Side {
    row: TokenRow,
    located: Locator,
}

impl Side {
    fn new(text: &str) -> Self {
        let row = TokenRow::of(text, &mut Tokenizer::default(), &mut Vec::new());
        Self { row, located: Locator::of(text) }
    }

    fn len(&self) -> usize {
        self.row.tokens.len()
    }
}

/// Of `a` in `b`, or of `a` elsewhere in itself.
pub(super) fn told_twice(a: &str, b: Option<&str>, settings: &PassageSettings) -> Result<Twice> {
    let a = Side::new(a);
    let rarity = Rarity::background();
    let told = Prepared::new(&a.row.tokens, &rarity);
    let Some(b) = b.map(Side::new) else {
        let (found, _) = walk(std::slice::from_ref(&a.row), settings)?;
        let passages = found.iter().map(|one| passage((&a, one.a()), (&a, one.b()), one)).collect();
        let retold = told.within(settings.retelling_score());
        let retellings = retold.into_iter().map(|one| retelling(&a, &a, one)).collect();
        return Ok(Twice { matches: Matches { passages, retellings }, relation: None });
    };
    if a.row.digest == b.row.digest {
        // One text, all of which both have.
        let whole = Alignment::new(vec![crate::passages::align::Run { a: 0, b: 0, len: a.len() }]);
        let long = a.len() >= settings.min_tokens();
        let passages = long.then(|| passage((&a, 0..a.len()), (&b, 0..b.len()), &whole));
        let passages = passages.into_iter().collect();
        let relation = long.then_some((Relation::Contains, 1.0));
        return Ok(Twice { matches: Matches { passages, ..Matches::default() }, relation });
    }
    // Texts are numbered by their digests.
    let turned = b.row.digest < a.row.digest;
    let rows = [a.row.clone(), b.row.clone()];
    let (found, relation) = walk(&rows, settings)?;
    let found: Vec<Alignment> =
        found.into_iter().map(|one| if turned { one.turned() } else { one }).collect();
    let mut passages: Vec<PassageMatch> =
        found.iter().map(|one| passage((&a, one.a()), (&b, one.b()), one)).collect();
    passages.sort_by_key(|found| (found.a.start, found.b.start));
    let retold = told.between(&b.row.tokens, settings.retelling_score());
    let mut retellings: Vec<RetellingMatch> =
        retold.into_iter().map(|one| retelling(&a, &b, one)).collect();
    retellings.sort_by_key(|found| (found.a.start, found.b.start));
    Ok(Twice { matches: Matches { passages, retellings }, relation })
}

/// Alignments, and the relation that they show.
type Walked = (Vec<Alignment>, Option<(Relation, f64)>);

/// The alignments between two texts, or within one; and for two `contains` or `shares`, by the
/// share of that text of which more stands in the other.
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

fn passage(
    (a, a_tokens): (&Side, Range<usize>),
    (b, b_tokens): (&Side, Range<usize>),
    alignment: &Alignment,
) -> PassageMatch {
    PassageMatch {
        a: a.located.bytes(&a_tokens),
        b: b.located.bytes(&b_tokens),
        a_tokens,
        b_tokens,
        identity: alignment.identity(),
    }
}

fn retelling(a: &Side, b: &Side, told: Retelling) -> RetellingMatch {
    RetellingMatch {
        a: a.located.bytes(&told.a),
        b: b.located.bytes(&told.b),
        a_tokens: told.a,
        b_tokens: told.b,
        score: told.score,
        anchors: told.anchors.len(),
    }
}
