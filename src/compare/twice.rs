//! What two texts both tell, or one text twice, in the same words and in others.

use super::{Matches, RetellingMatch};
use crate::base::document::Relation;
use crate::base::error::Result;
use crate::passages::between::{Side, between, within};
use crate::passages::gather::recurring::is_recurring;
use crate::passages::retell::rarity::Rarity;
use crate::passages::retell::{Prepared, Retelling};
use crate::passages::settings::PassageSettings;
use std::ops::Range;

/// The matches, and how much of each text stands in the other.
pub(super) struct Twice {
    pub(super) matches: Matches,
    pub(super) relation: Option<(Relation, f64)>,
}

/// Of `a` in `b`, or of `a` elsewhere in itself.
pub(super) fn told_twice(a: &str, b: Option<&str>, settings: &PassageSettings) -> Result<Twice> {
    let a = Side::new(a);
    let rarity = Rarity::background();
    let told = Prepared::new(&a.row.tokens, &rarity);
    let listed = |one: &RetellingMatch| !one.recurring || settings.recurring();
    let Some(b) = b.map(Side::new) else {
        let passages = within(&a, settings)?;
        let retold = told.within(settings.retelling_score());
        let retellings = retold.into_iter().map(|one| retelling(&a, &a, one)).filter(listed);
        let matches = Matches { passages, retellings: retellings.collect() };
        return Ok(Twice { matches, relation: None });
    };
    let shared = between(&a, &b, settings)?;
    let same = a.row.digest == b.row.digest;
    let retold = if same {
        // Copies are told better as such.
        Vec::new()
    } else {
        told.between(&b.row.tokens, settings.retelling_score())
    };
    let retellings = retold.into_iter().map(|one| retelling(&a, &b, one)).filter(listed);
    let mut retellings: Vec<RetellingMatch> = retellings.collect();
    retellings.sort_by_key(|found| (found.a.start, found.b.start));
    let matches = Matches { passages: shared.passages, retellings };
    Ok(Twice { matches, relation: shared.relation })
}

fn retelling(a: &Side, b: &Side, told: Retelling) -> RetellingMatch {
    let numbers = |side: &Side, tokens: &Range<usize>| side.located.numbers_in(tokens).collect();
    RetellingMatch {
        recurring: is_recurring(numbers(a, &told.a), numbers(b, &told.b)),
        a: a.located.bytes(&told.a),
        b: b.located.bytes(&told.b),
        a_tokens: told.a,
        b_tokens: told.b,
        score: told.score,
        anchors: told.anchors.len(),
    }
}
