//! Two texts, word by word: what they share, what changed, what is told twice.
//!
//! Cost: that of [`similarity_with`], a sort of the shingles of long texts,
//! and some 60 bytes a token; two unrelated texts of 10 MB take seconds. See `src/compare/align.rs` for why no
//! text takes longer.

mod align;
pub(crate) mod steps;
mod twice;

pub use crate::passages::between::PassageMatch;
use steps::steps;

use crate::base::document::Relation;
use crate::base::error::Result;
use crate::dedup::similarity::{Similarity, similarity_with};
use crate::passages::settings::PassageSettings;
use crate::settings::Settings;
use serde::Serialize;
use std::ops::Range;
use twice::{Twice, told_twice};

/// Two texts compared.
///
/// ```
/// use retold::{Settings, compare};
/// use retold::compare::Change;
/// let (old, new) = ("The ferry runs again.", "The night ferry runs again!");
/// let comparison = compare(old, new, &Settings::default(), &Default::default())?;
/// let added = &comparison.steps[1];
/// assert_eq!((added.change, &new[added.b.clone()]), (Change::OnlyB, "night "));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// How alike the two are.
    pub similarity: Similarity,
    /// `Contains` or `Shares`, if passages stand in both, with the share of that text of which more
    /// stands in the other.
    pub shared: Option<(Relation, f64)>,
    /// From the beginnings of both texts to their ends, leaving nothing out.
    pub steps: Vec<Step>,
    /// What both tell in the same words or in others.
    pub matches: Matches,
}

impl Comparison {
    /// Every relation between the two that a run with these settings would find, with its score.
    ///
    /// ```
    /// use retold::{Relation, Settings, compare};
    /// let comparison = compare("one", "ONE!", &Settings::default(), &Default::default())?;
    /// assert_eq!(comparison.relations(), [(Relation::Exact, 1.0)]);
    /// # Ok::<(), retold::Error>(())
    /// ```
    pub fn relations(&self) -> Vec<(Relation, f64)> {
        let score = |relation| match relation {
            // All that there is in either is in the other.
            Relation::Empty => 1.0,
            _ => self.similarity.jaccard,
        };
        let whole = self.similarity.relation.map(|relation| (relation, score(relation)));
        let retold = self.matches.retellings.iter().map(|one| one.score);
        let retold = retold.max_by(f64::total_cmp).map(|score| (Relation::Retells, score));
        whole.into_iter().chain(self.shared).chain(retold).collect()
    }
}

/// A stretch of both texts. Separators, such as blanks and punctuation, belong to the token before
/// them; those at the beginning of a text to its first.
///
/// ```
/// use retold::{Settings, compare};
/// let steps = compare("one two", "one three", &Settings::default(), &Default::default())?.steps;
/// assert_eq!((steps[1].a.clone(), steps[1].b.clone()), (4..7, 4..9));
/// assert_eq!((steps[1].a_tokens.clone(), steps[1].b_tokens.clone()), (1..2, 1..2));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What became of it.
    pub change: Change,
    /// Its bytes in the first text.
    pub a: Range<usize>,
    /// Its bytes in the second text.
    pub b: Range<usize>,
    /// Its tokens in the first text, counted from 0.
    pub a_tokens: Range<usize>,
    /// Its tokens in the second text.
    pub b_tokens: Range<usize>,
}

/// What became of a stretch of text.
///
/// ```
/// use retold::{Settings, compare};
/// use retold::compare::Change;
/// let steps = compare("one two", "TWO", &Settings::default(), &Default::default())?.steps;
/// let changes: Vec<Change> = steps.iter().map(|step| step.change).collect();
/// assert_eq!(changes, [Change::OnlyA, Change::Same]);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The same tokens; letter case and what stands between them may differ.
    Same,
    /// Some tokens stand in the place of others.
    Changed,
    /// Only the first text has these tokens.
    OnlyA,
    /// Only the second text has these tokens.
    OnlyB,
}

/// What is told twice.
///
/// ```
/// assert!(retold::compare::Matches::default().passages.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Matches {
    /// In the same words or nearly so, by their place in the first text.
    pub passages: Vec<PassageMatch>,
    /// In other words, by their place in the first text.
    pub retellings: Vec<RetellingMatch>,
}

/// A stretch of one text that tells what the other tells, in other words.
///
/// ```
/// let retelling = retold::compare::RetellingMatch {
///     a: 0..9, b: 4..13, a_tokens: 0..2, b_tokens: 1..3, score: 0.5, anchors: 3,
///     recurring: false,
/// };
/// assert_eq!(retelling.anchors, 3);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RetellingMatch {
    /// Its bytes in the first text.
    pub a: Range<usize>,
    /// Its bytes in the second text, or of its second place in the one.
    pub b: Range<usize>,
    /// Its tokens in the first text.
    pub a_tokens: Range<usize>,
    /// Its tokens in the second text.
    pub b_tokens: Range<usize>,
    /// How much rarer than chance the anchors are, all together: see [`Relation::Retells`].
    pub score: f64,
    /// How many names, numbers and the like both have.
    pub anchors: usize,
    /// Both look like [recurring](PassageSettings::recurring) reports.
    pub recurring: bool,
}

/// Compares two texts.
///
/// # Errors
/// Of the kind `Input` if a text has more tokens than can be numbered: some 10 billion.
///
/// ```
/// use retold::{Relation, Settings, compare};
/// use retold::passages::PassageSettings;
/// let comparison =
///     compare("No news.", "no news", &Settings::default(), &PassageSettings::default())?;
/// assert_eq!(comparison.similarity.relation, Some(Relation::Exact));
/// # Ok::<(), retold::Error>(())
/// ```
pub fn compare(
    a: &str,
    b: &str,
    settings: &Settings,
    passages: &PassageSettings,
) -> Result<Comparison> {
    let Twice { matches, relation } = told_twice(a, Some(b), passages)?;
    Ok(Comparison {
        similarity: similarity_with(a, b, settings),
        shared: relation,
        steps: steps(a, b),
        matches,
    })
}

/// Compares a text with itself: what does it tell twice?
///
/// # Errors
/// As [`compare`].
///
/// ```
/// let matches = retold::compare::compare_within("One sentence.", &Default::default())?;
/// assert!(matches.passages.is_empty() && matches.retellings.is_empty());
/// # Ok::<(), retold::Error>(())
/// ```
pub fn compare_within(text: &str, passages: &PassageSettings) -> Result<Matches> {
    Ok(told_twice(text, None, passages)?.matches)
}
