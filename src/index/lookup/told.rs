//! Which passages a text and a document both tell.

use crate::base::document::Relation;
use crate::base::error::Result;
use crate::passages::between::{Between, PassageMatch, Side, between};
use crate::passages::settings::PassageSettings;

/// `contains` or `shares` with its score, and where.
pub(super) type Told = ((Relation, f64), Vec<PassageMatch>);

/// Nothing, if they share no passage. The text is `a`.
pub(super) fn told(text: &str, document: &str, settings: &PassageSettings) -> Result<Option<Told>> {
    let Between { passages, relation } = between(&Side::new(text), &Side::new(document), settings)?;
    Ok(relation.map(|relation| (relation, passages)))
}
