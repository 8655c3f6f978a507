//! Which passages a text and a document both tell.

use crate::base::document::Relation;
use crate::base::error::Result;
use crate::base::progress::{CancelToken, Watch};
use crate::compare::PassageMatch;
use crate::passages::chain::matches::matches;
use crate::passages::gather::locate::Locator;
use crate::passages::gather::shared::coverages;
use crate::passages::seeds::index::SeedIndex;
use crate::passages::seeds::order::SuffixOrder;
use crate::passages::settings::PassageSettings;
use crate::text::Tokenizer;
use crate::text::row::TokenRow;

/// `contains` or `shares` with its score, and where.
pub(super) type Told = ((Relation, f64), Vec<PassageMatch>);

/// Nothing, if they share no passage. The text is `a`.
pub(super) fn told(text: &str, document: &str, settings: &PassageSettings) -> Result<Option<Told>> {
    let (mut tokenizer, mut hashes) = (Tokenizer::default(), Vec::new());
    let rows = [text, document].map(|text| TokenRow::of(text, &mut tokenizer, &mut hashes));
    let index = SeedIndex::new(&rows.each_ref().map(|row| &*row.tokens))?;
    let texts = rows.each_ref().map(|row| &*row.tokens);
    let order = SuffixOrder::new(&index, &texts);
    let cancel = CancelToken::default();
    let found = matches(&texts, &index, &order, settings, Watch::new(&(), &cancel))?;
    let Some(pair) = coverages(&found, |text| texts[text as usize].len()).next() else {
        return Ok(None);
    };
    let relation = pair.relation(settings.containment());
    let located = [text, document].map(Locator::of);
    let between = found.iter().filter(|one| one.texts.0 != one.texts.1);
    let mut passages: Vec<PassageMatch> = between
        .map(|one| PassageMatch {
            a: located[0].bytes(&one.alignment.a()),
            b: located[1].bytes(&one.alignment.b()),
            a_tokens: one.alignment.a(),
            b_tokens: one.alignment.b(),
            identity: one.alignment.identity(),
        })
        .collect();
    passages.sort_by_key(|found| (found.a.start, found.b.start));
    Ok(Some((relation, passages)))
}
