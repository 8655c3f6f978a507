//! What an index is made with, and how it is used.

use crate::base::document::Relation;
use crate::base::error::{Error, Result};
use crate::passages::settings::PassageSettings;
use crate::settings::Settings;
use std::time::Duration;

/// What is kept of a text, so that verdicts are exact.
///
/// ```
/// assert_eq!(retold::index::Stored::default(), retold::index::Stored::Text);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stored {
    /// The text, compressed: half of its bytes for short English news, a fifth for longer text in
    /// other scripts. Passages need it.
    #[default]
    Text,
    /// The set of its shingles, some 7.2 bytes for each: often more than the text, but nobody can
    /// read it.
    Shingles,
}

/// When a change is told to be done.
///
/// ```
/// assert_eq!(retold::index::Durability::default(), retold::index::Durability::Commit);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// When it is on disk: it survives a loss of power. Threads that wait at once share one
    /// commit.
    #[default]
    Commit,
    /// When the system has it: it survives the end of the process, however it ends, and a loss of
    /// power after [`Index::sync`](super::Index::sync).
    Relaxed,
}

/// Settings of an [`Index`](super::Index), validated when built. All but [`durability`] and
/// [`memory`] are stored in it, and cannot be changed.
///
/// [`durability`]: IndexSettings::durability
/// [`memory`]: IndexSettings::memory
///
/// ```
/// use retold::Settings;
/// use retold::index::IndexSettings;
/// use std::time::Duration;
/// let settings = IndexSettings::builder()
///     .sameness(Settings::builder().threshold(0.8).seed(0xC0FFEE).build()?)
///     .window(Duration::from_secs(30 * 86_400))
///     .max_documents(1_000_000)
///     .build()?;
/// assert_eq!(settings.sameness().threshold(), 0.8);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct IndexSettings {
    pub(super) sameness: Settings,
    pub(super) stored: Stored,
    pub(super) passages: Option<PassageSettings>,
    pub(super) max_documents: Option<u64>,
    pub(super) window: Option<u64>,
    pub(super) durability: Durability,
    pub(super) memory: u64,
}

impl Default for IndexSettings {
    fn default() -> Self {
        Self {
            sameness: Settings::default(),
            stored: Stored::default(),
            passages: None,
            max_documents: None,
            window: None,
            durability: Durability::default(),
            memory: 64 << 20,
        }
    }
}

impl IndexSettings {
    /// The defaults, to be changed.
    pub fn builder() -> IndexSettingsBuilder {
        IndexSettingsBuilder(Self::default())
    }

    /// What counts as the same, and which relations make a text one that was told before.
    pub fn sameness(&self) -> &Settings {
        &self.sameness
    }

    /// What is kept of a text.
    pub fn stored(&self) -> Stored {
        self.stored
    }

    /// How passages are told, if they are looked for.
    pub fn passages(&self) -> Option<&PassageSettings> {
        self.passages.as_ref()
    }

    /// The most documents that are held; beyond, the first that came go first.
    pub fn max_documents(&self) -> Option<u64> {
        self.max_documents
    }

    /// How long a document counts: one seen longer than this before the latest is no longer there.
    pub fn window(&self) -> Option<Duration> {
        self.window.map(Duration::from_secs)
    }

    /// When a change is told to be done. Not stored.
    pub fn durability(&self) -> Durability {
        self.durability
    }

    /// What the index may hold in memory, in bytes, beyond mapped files. Not stored.
    pub fn memory(&self) -> u64 {
        self.memory
    }

    /// Whether a text in this relation to a document was told before.
    pub(super) fn tells(&self, relation: Relation) -> bool {
        self.sameness.removes(relation)
    }
}

/// Makes [`IndexSettings`].
///
/// ```
/// let settings = retold::index::IndexSettings::builder().passages(Default::default()).build()?;
/// assert!(settings.passages().is_some());
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct IndexSettingsBuilder(IndexSettings);

impl IndexSettingsBuilder {
    /// See [`IndexSettings::sameness`]. A seed keys the index: without it nobody can craft texts
    /// that meet in one bucket.
    pub fn sameness(mut self, sameness: Settings) -> Self {
        self.0.sameness = sameness;
        self
    }

    /// See [`IndexSettings::stored`]; default [`Stored::Text`].
    pub fn stored(mut self, stored: Stored) -> Self {
        self.0.stored = stored;
        self
    }

    /// Looks for passages too: verdicts tell `contains` and `shares`, with spans. Costs some 1.2
    /// bytes more a token. Default: not looked for.
    pub fn passages(mut self, passages: PassageSettings) -> Self {
        self.0.passages = Some(passages);
        self
    }

    /// See [`IndexSettings::max_documents`]; default: no limit.
    pub fn max_documents(mut self, documents: u64) -> Self {
        self.0.max_documents = Some(documents);
        self
    }

    /// See [`IndexSettings::window`], in whole seconds; default: no limit.
    pub fn window(mut self, window: Duration) -> Self {
        self.0.window = Some(window.as_secs());
        self
    }

    /// See [`Durability`]; default [`Durability::Commit`].
    pub fn durability(mut self, durability: Durability) -> Self {
        self.0.durability = durability;
        self
    }

    /// See [`IndexSettings::memory`]; default 64 MiB, at least 4 MiB.
    pub fn memory(mut self, bytes: u64) -> Self {
        self.0.memory = bytes;
        self
    }

    /// The settings, if they make sense.
    ///
    /// # Errors
    /// Of the kind `Settings`, naming what is out of range or cannot be had together.
    pub fn build(self) -> Result<IndexSettings> {
        let settings = self.0;
        let same = &settings.sameness;
        if !same.fields().is_empty() || !same.keep().is_empty() || same.exact() {
            return Err(Error::settings(
                "an index compares a text with all that it holds, by sketches: it takes no keep \
                 rule, window on a field, across, within or exact join",
            ));
        }
        if settings.passages.is_some() && settings.stored != Stored::Text {
            return Err(Error::settings(
                "passages are aligned on texts: store the text, not the shingles",
            ));
        }
        let tells_passages = same.removes(Relation::Contains) || same.removes(Relation::Shares);
        if tells_passages && settings.passages.is_none() {
            return Err(Error::settings(
                "to tell `contains` or `shares` an index must look for passages",
            ));
        }
        if settings.max_documents == Some(0) {
            return Err(Error::settings("an index holds one document or more, not 0"));
        }
        if settings.window == Some(0) {
            return Err(Error::settings("the window is a second or more, not 0"));
        }
        if settings.memory < 4 << 20 {
            return Err(Error::settings(format!(
                "an index needs 4 MiB of memory, not {} bytes",
                settings.memory
            )));
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_cannot_be_had() {
        let refused = |make: fn(IndexSettingsBuilder) -> IndexSettingsBuilder| {
            make(IndexSettings::builder()).build().unwrap_err().to_string()
        };
        let same = |build: crate::settings::SettingsBuilder| build.build().unwrap();
        assert!(refused(|b| b.max_documents(0)).contains("one document or more"));
        assert!(refused(|b| b.window(Duration::from_millis(900))).contains("a second or more"));
        assert!(refused(|b| b.memory(5)).contains("4 MiB"));
        let passages = refused(|b| b.stored(Stored::Shingles).passages(Default::default()));
        assert!(passages.contains("store the text"));
        for build in [Settings::builder().within("lang"), Settings::builder().exact(true)] {
            let error = IndexSettings::builder().sameness(same(build)).build().unwrap_err();
            assert!(error.to_string().contains("compares a text with all"), "{error}");
        }
        let contains = same(Settings::builder().remove(Relation::Contains));
        let error = IndexSettings::builder().sameness(contains).build().unwrap_err();
        assert!(error.to_string().contains("look for passages"), "{error}");
    }
}
