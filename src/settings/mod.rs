//! What a run is to do, as plain validated data.

pub(crate) mod banding;
pub(crate) mod keep;
pub(crate) mod share;
pub(crate) mod window;

use keep::KeepRule;
use window::Window;

use crate::base::document::Relation;
use crate::base::error::{Error, Result};
use banding::Banding;
use std::collections::BTreeSet;

/// Settings of a [`Deduper`](crate::dedup::deduper::Deduper), validated when built.
///
/// ```
/// use retold::{KeepRule, Relation, Settings};
/// let settings = Settings::builder()
///     .threshold(0.8)
///     .keep([KeepRule::Longest, "earliest:date".parse()?])
///     .remove(Relation::Template)
///     .within("lang")
///     .build()?;
/// assert_eq!(settings.threshold(), 0.8);
/// assert_eq!(settings.fields(), ["date", "lang"]);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    threshold: f64,
    shingle_tokens: usize,
    seed: u64,
    exact: bool,
    remove: BTreeSet<Relation>,
    keep: Vec<KeepRule>,
    window: Option<Window>,
    across: Option<String>,
    within: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: 0.7,
            shingle_tokens: 5,
            seed: 0,
            exact: false,
            remove: [Relation::Exact, Relation::Near].into(),
            keep: Vec::new(),
            window: None,
            across: None,
            within: None,
        }
    }
}

impl Settings {
    /// The defaults, to be changed.
    pub fn builder() -> SettingsBuilder {
        SettingsBuilder(Settings::default())
    }

    /// The least Jaccard similarity of a `near` pair, in (0, 1]: higher = stricter.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// Tokens of a shingle: more = stricter, since one changed word spoils more shingles.
    pub fn shingle_tokens(&self) -> usize {
        self.shingle_tokens
    }

    /// What all hashes depend on.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Whether candidates are found by an exact join of the shingle sets, which misses no pair,
    /// instead of by sketches.
    pub fn exact(&self) -> bool {
        self.exact
    }

    /// The chance that a pair exactly at the threshold is missed, 0 to 1 (higher = more are missed):
    /// that of the [`banding`](Settings::banding), or 0 if the join is [`exact`](Settings::exact).
    ///
    /// ```
    /// use retold::Settings;
    /// assert!(Settings::default().miss_rate() < 0.001);
    /// assert_eq!(Settings::builder().exact(true).build()?.miss_rate(), 0.0);
    /// # Ok::<(), retold::Error>(())
    /// ```
    pub fn miss_rate(&self) -> f64 {
        if self.exact { 0.0 } else { self.banding().miss_rate(self.threshold) }
    }

    /// Whether documents in this relation to a kept one are removed.
    pub fn removes(&self, relation: Relation) -> bool {
        self.remove.contains(&relation)
    }

    /// The relations to a kept document for which documents are removed, the strongest first.
    pub(crate) fn removed(&self) -> impl Iterator<Item = Relation> {
        self.remove.iter().copied()
    }

    /// Which document of a cluster stays, by the first rule that tells two apart.
    pub fn keep(&self) -> &[KeepRule] {
        &self.keep
    }

    /// Only documents whose dates lie this close are compared.
    pub fn window(&self) -> Option<&Window> {
        self.window.as_ref()
    }

    /// Only documents that differ in this field are compared; those without it never differ.
    pub fn across(&self) -> Option<&str> {
        self.across.as_deref()
    }

    /// Only documents that agree in this field are compared; those without it agree with each
    /// other.
    pub fn within(&self) -> Option<&str> {
        self.within.as_deref()
    }

    /// The layout of bands that the threshold asks for.
    pub fn banding(&self) -> Banding {
        Banding::for_threshold(self.threshold)
    }

    /// The names of all fields that these settings look at, each once.
    pub fn fields(&self) -> Vec<&str> {
        let mut fields: Vec<&str> = Vec::new();
        let kept = self.keep.iter().filter_map(KeepRule::field);
        let window = self.window.iter().map(|window| window.field.as_str());
        for field in kept.chain(window).chain(self.across()).chain(self.within()) {
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        fields
    }
}

/// Makes [`Settings`].
///
/// ```
/// let settings = retold::Settings::builder().threshold(0.9).across("source").build()?;
/// assert_eq!(settings.across(), Some("source"));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SettingsBuilder(Settings);

impl SettingsBuilder {
    /// See [`Settings::threshold`]; default 0.7.
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.0.threshold = threshold;
        self
    }

    /// See [`Settings::shingle_tokens`]; default 5.
    pub fn shingle_tokens(mut self, tokens: usize) -> Self {
        self.0.shingle_tokens = tokens;
        self
    }

    /// A secret seed keeps others from crafting texts that collide; default 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }

    /// Finds the candidates by an exact join instead of by sketches; default false.
    ///
    /// Every pair whose Jaccard similarity reaches the threshold is then found: the two end up in
    /// one cluster, and do not both stay. Cost: texts are read and hashed twice more; a byte and a
    /// quarter for each token beside, and 12 bytes for each rare shingle that several texts begin
    /// with.
    ///
    /// ```
    /// use retold::{Deduper, Document, Settings};
    /// let story = "The ferry to the outer islands runs again after nine weeks in dock, it is said.";
    /// let settings = Settings::builder().exact(true).threshold(0.5).build()?;
    /// let deduped = Deduper::new(settings).dedup([
    ///     Document::new("wire", story),
    ///     Document::new("post", format!("{story} More tomorrow.")),
    /// ])?;
    /// assert_eq!(deduped.removed()[0].document.id, "post");
    /// # Ok::<(), retold::Error>(())
    /// ```
    pub fn exact(mut self, exact: bool) -> Self {
        self.0.exact = exact;
        self
    }

    /// Removes documents in this relation too; `exact` and `near` are removed by default.
    pub fn remove(mut self, relation: Relation) -> Self {
        self.0.remove.insert(relation);
        self
    }

    /// The rules of keeping, the first that tells two documents apart decides; after all of them
    /// document order does. Default: document order.
    pub fn keep(mut self, rules: impl IntoIterator<Item = KeepRule>) -> Self {
        self.0.keep = rules.into_iter().collect();
        self
    }

    /// See [`Settings::window`].
    pub fn window(mut self, window: Window) -> Self {
        self.0.window = Some(window);
        self
    }

    /// See [`Settings::across`].
    pub fn across(mut self, field: impl Into<String>) -> Self {
        self.0.across = Some(field.into());
        self
    }

    /// See [`Settings::within`].
    pub fn within(mut self, field: impl Into<String>) -> Self {
        self.0.within = Some(field.into());
        self
    }

    /// The settings, if they make sense.
    ///
    /// # Errors
    /// Of the kind `Settings`, naming the value and the range it should lie in.
    pub fn build(self) -> Result<Settings> {
        let settings = self.0;
        let threshold = settings.threshold;
        if !(0.1..=1.0).contains(&threshold) {
            return Err(Error::settings(format!(
                "the threshold is a similarity from 0.1 to 1 (higher = stricter), not {threshold}"
            )));
        }
        if !(1..=64).contains(&settings.shingle_tokens) {
            return Err(Error::settings(format!(
                "a shingle has 1 to 64 tokens, not {}",
                settings.shingle_tokens
            )));
        }
        if settings.across.is_some() && settings.across == settings.within {
            return Err(Error::settings(
                "no two documents both agree and differ in one field: across and within name the \
                 same",
            ));
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_makes_no_sense() {
        for threshold in [0.0, -1.0, 1.1, f64::NAN] {
            let error = Settings::builder().threshold(threshold).build().unwrap_err();
            assert!(error.to_string().contains("from 0.1 to 1"), "{error}");
        }
        assert!(Settings::builder().shingle_tokens(0).build().is_err());
        assert!(Settings::builder().across("a").within("a").build().is_err());
    }
}
