//! What counts as a passage.

use super::retell::DEFAULT_THRESHOLD;
use super::seeds::GUARANTEED;
use crate::base::error::{Error, Result};

/// Settings of a [`PassageFinder`](super::finder::PassageFinder), validated when built.
///
/// ```
/// let settings = retold::passages::PassageSettings::builder().min_tokens(40).identity(0.9).build()?;
/// assert_eq!(settings.min_tokens(), 40);
/// assert!(retold::passages::PassageSettings::builder().min_tokens(3).build().is_err());
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PassageSettings {
    min_tokens: usize,
    min_distinct: f64,
    identity: f64,
    containment: f64,
    retellings: bool,
    retelling_score: f64,
    recurring: bool,
    source_field: String,
    date_field: String,
}

impl Default for PassageSettings {
    fn default() -> Self {
        Self {
            min_tokens: 25,
            min_distinct: 0.3,
            identity: 0.8,
            containment: 0.9,
            retellings: false,
            retelling_score: DEFAULT_THRESHOLD,
            recurring: false,
            source_field: "source".to_owned(),
            date_field: "date".to_owned(),
        }
    }
}

impl PassageSettings {
    /// The defaults, to be changed.
    pub fn builder() -> PassageSettingsBuilder {
        PassageSettingsBuilder(PassageSettings::default())
    }

    /// Tokens of a passage that are the same at both places, at least: more = stricter.
    pub fn min_tokens(&self) -> usize {
        self.min_tokens
    }

    /// How many different words some run of [`min_tokens`](Self::min_tokens) tokens in a passage
    /// holds at least, as a share of these tokens, from 0 to 1: higher = stricter. What holds
    /// fewer is filler (encoded bytes, rulers, tables of numbers) and no passage; 0 lists it, too.
    pub fn min_distinct(&self) -> f64 {
        self.min_distinct
    }

    /// That share in words, rounded up.
    pub(crate) fn least_words(&self) -> usize {
        (self.min_distinct * self.min_tokens as f64 - 1e-9).ceil() as usize
    }

    /// The least share of an alignment's columns that match, from 0.5 to 1: higher = stricter.
    pub fn identity(&self) -> f64 {
        self.identity
    }

    /// The least share of a document's tokens that stand in another for it to be contained in
    /// that, in (0, 1]: higher = stricter.
    pub fn containment(&self) -> f64 {
        self.containment
    }

    /// Whether retellings are looked for, too.
    pub fn retellings(&self) -> bool {
        self.retellings
    }

    /// The least score of a retelling: higher = stricter. Each rare word or phrase that two spans
    /// share in the same order scores 3 to 6.4.
    pub fn retelling_score(&self) -> f64 {
        self.retelling_score
    }

    /// Whether retellings that look like recurring reports are listed, too: those of which both
    /// spans hold six numbers or more and share fewer than two thirds of them.
    pub fn recurring(&self) -> bool {
        self.recurring
    }

    /// The field that names a document's source.
    pub fn source_field(&self) -> &str {
        &self.source_field
    }

    /// The field that holds a document's date.
    pub fn date_field(&self) -> &str {
        &self.date_field
    }
}

/// Makes [`PassageSettings`].
///
/// ```
/// let settings = retold::passages::PassageSettings::builder().source_field("outlet").build()?;
/// assert_eq!(settings.source_field(), "outlet");
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct PassageSettingsBuilder(PassageSettings);

impl PassageSettingsBuilder {
    /// See [`PassageSettings::min_tokens`]; default 25.
    pub fn min_tokens(mut self, tokens: usize) -> Self {
        self.0.min_tokens = tokens;
        self
    }

    /// See [`PassageSettings::min_distinct`]; default 0.3.
    pub fn min_distinct(mut self, share: f64) -> Self {
        self.0.min_distinct = share;
        self
    }

    /// See [`PassageSettings::identity`]; default 0.8.
    pub fn identity(mut self, identity: f64) -> Self {
        self.0.identity = identity;
        self
    }

    /// See [`PassageSettings::containment`]; default 0.9.
    pub fn containment(mut self, share: f64) -> Self {
        self.0.containment = share;
        self
    }

    /// See [`PassageSettings::retellings`]; default false.
    pub fn retellings(mut self, wanted: bool) -> Self {
        self.0.retellings = wanted;
        self
    }

    /// See [`PassageSettings::retelling_score`]; default 80.
    pub fn retelling_score(mut self, score: f64) -> Self {
        self.0.retelling_score = score;
        self
    }

    /// See [`PassageSettings::recurring`]; default false.
    pub fn recurring(mut self, listed: bool) -> Self {
        self.0.recurring = listed;
        self
    }

    /// See [`PassageSettings::source_field`]; default `source`.
    pub fn source_field(mut self, name: impl Into<String>) -> Self {
        self.0.source_field = name.into();
        self
    }

    /// See [`PassageSettings::date_field`]; default `date`.
    pub fn date_field(mut self, name: impl Into<String>) -> Self {
        self.0.date_field = name.into();
        self
    }

    /// The settings.
    ///
    /// # Errors
    /// Of the kind `Settings` if one is out of range.
    pub fn build(self) -> Result<PassageSettings> {
        let PassageSettings {
            min_tokens,
            min_distinct,
            identity,
            containment,
            retelling_score,
            ..
        } = self.0;
        if min_tokens < GUARANTEED {
            return Err(Error::settings(format!(
                "a passage has {GUARANTEED} tokens or more, not {min_tokens}: shorter runs recur \
                 by chance"
            )));
        }
        if !(0.0..=1.0).contains(&min_distinct) {
            return Err(Error::settings(format!(
                "the share of different words is 0 to 1, not {min_distinct}"
            )));
        }
        if !(0.5..=1.0).contains(&identity) {
            return Err(Error::settings(format!("the identity is 0.5 to 1, not {identity}")));
        }
        if !(containment > 0.0 && containment <= 1.0) {
            return Err(Error::settings(format!(
                "the containment is above 0 and at most 1, not {containment}"
            )));
        }
        if !(retelling_score > 0.0 && retelling_score.is_finite()) {
            return Err(Error::settings(format!(
                "the score of a retelling is above 0, not {retelling_score}"
            )));
        }
        Ok(self.0)
    }
}
