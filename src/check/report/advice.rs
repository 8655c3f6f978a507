//! What to do about a finding.

use crate::check::finding::RuleId;

impl RuleId {
    /// One sentence that tells what to do, without a full stop at its end.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::Leakage => {
                "Take the text out of one of the two corpora: what a model has read cannot test it"
            }
            Self::Duplicates => "Keep one of the documents; `retold dedup` does so for a corpus",
            Self::RepeatedPassages => {
                "Keep the passage at one place, or accept it if it belongs at all of them"
            }
            Self::Boilerplate => "Cut the passage where texts are taken from their source",
            Self::DuplicateIds => {
                "Give each document an id of its own, or drop all but one if they are the same"
            }
            Self::Encoding => "Decode the source anew, as what was lost cannot be told from here",
            Self::Empty => "Drop the document, or see why its text was not found",
        }
    }
}
