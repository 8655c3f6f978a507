//! The rules: each looks at the library and says what it found.

mod duplicates;
pub(crate) mod faults;
mod leakage;
mod passages;
mod records;

use super::finding::RuleId;
use super::found::Found;
use super::library::{Library, Part};
use super::plan::Plan;
use super::rule::Rule;
use crate::base::document::{DocId, Texts};
use crate::base::error::Result;
use crate::base::progress::Watch;
use crate::dedup::sketch::fingerprint::{Fingerprint, Fingerprinter};
use crate::dedup::sketch::prints::Prints;
use crate::settings::Settings;
use duplicates::Duplicates;
use rayon::prelude::*;

/// What all rules of a plan find, in the order of the rules. `among` says which documents are looked
/// at.
pub(super) fn find(
    plan: &Plan,
    library: &Library,
    among: &[bool],
    watch: Watch<'_>,
) -> Result<Vec<Found>> {
    let mut all = Vec::new();
    let mut duplicates = Duplicates::default();
    for (number, rule) in plan.rules.iter().enumerate() {
        let place = Place { library, among, rule, number };
        match rule.id {
            RuleId::Duplicates => duplicates.find(&place, &mut all, watch)?,
            RuleId::Leakage => leakage::find(&place, &mut all, watch)?,
            RuleId::DuplicateIds => records::duplicate_ids(&place, &mut all),
            RuleId::Encoding => records::encoding(&place, &mut all)?,
            RuleId::Empty => records::empty(&place, &mut all),
            RuleId::RepeatedPassages | RuleId::Boilerplate => {}
        }
    }
    // What repeats a whole document is told once, not passage by passage.
    passages::find(plan, library, among, &duplicates, &mut all, watch)?;
    all.sort_by_key(|found| found.rule);
    Ok(all)
}

/// A rule, and what it is applied to.
struct Place<'p> {
    library: &'p Library,
    among: &'p [bool],
    rule: &'p Rule,
    number: usize,
}

impl Place<'_> {
    /// The documents of a corpus that are looked at.
    fn docs(&self, corpus: usize) -> impl Iterator<Item = DocId> + '_ {
        self.library.of(corpus).filter(|doc| self.among[doc.index()])
    }
}

/// The fingerprints of some documents by these settings. Unless they are those of the library, the
/// texts are read for it.
fn prints(part: &Part<'_>, settings: &Settings) -> Result<Prints> {
    let Part { library, docs } = part;
    let (known, wanted) = (&library.settings, settings);
    let alike = known.banding() == wanted.banding()
        && (known.shingle_tokens(), known.seed()) == (wanted.shingle_tokens(), wanted.seed());
    let some: Vec<Fingerprint> = if alike {
        docs.iter().map(|doc| library.prints[doc.index()].clone()).collect()
    } else {
        let state = || (Fingerprinter::new(settings), String::new());
        let made = docs.par_iter().map_init(state, |(fingerprinter, text), doc| {
            library.read(*doc, text)?;
            Ok(fingerprinter.fingerprint(text))
        });
        made.collect::<Result<_>>()?
    };
    Prints::of(&some, settings.banding().bands)
}
