//! The file that says what an index is: `retold.index`.
//!
//! Two lines of text: a JSON object, and the XXH3-64 of its line in 16 hexadecimal digits. All that
//! hashes depend on stands there, so that no other program takes the index for what it is not.

use super::files;
use super::head::IndexId;
use crate::base::document::Relation;
use crate::base::error::{Error, ErrorKind, Result};
use crate::index::disk::damaged::damaged;
use crate::index::settings::{IndexSettings, Stored};
use crate::passages::settings::PassageSettings;
use crate::settings::Settings;
use crate::text::{HASHES, TOKENS};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Duration;
use xxhash_rust::xxh3::xxh3_64;

/// Version of the formats of all files of an index. One of an older format keeps it, so that the
/// program that made it can still read it.
pub(crate) const FORMAT: u32 = 2;

pub(crate) const NAME: &str = "retold.index";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Header {
    format: u32,
    /// What all files of one index have in common, and those of no other.
    pub(super) index: String,
    tokens: String,
    hashes: String,
    threshold: f64,
    shingle_tokens: usize,
    seed: u64,
    rows: usize,
    bands: usize,
    min_agreeing: u32,
    told: Vec<Relation>,
    stored: String,
    passages: Option<Passages>,
    max_documents: Option<u64>,
    window_seconds: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Passages {
    min_tokens: usize,
    identity: f64,
    containment: f64,
}

/// What can be read of a header of any version.
#[derive(Deserialize)]
struct Versioned {
    format: u32,
}

impl Header {
    pub(crate) fn new(settings: &IndexSettings, index: u64) -> Self {
        let same = settings.sameness();
        let banding = same.banding();
        Self {
            format: FORMAT,
            index: format!("{index:016x}"),
            tokens: TOKENS.to_owned(),
            hashes: HASHES.to_owned(),
            threshold: same.threshold(),
            shingle_tokens: same.shingle_tokens(),
            seed: same.seed(),
            rows: banding.rows,
            bands: banding.bands,
            min_agreeing: banding.min_agreeing,
            told: same.removed().collect(),
            stored: stored_name(settings.stored).to_owned(),
            passages: settings.passages().map(|passages| Passages {
                min_tokens: passages.min_tokens(),
                identity: passages.identity(),
                containment: passages.containment(),
            }),
            max_documents: settings.max_documents,
            window_seconds: settings.window,
        }
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(NAME);
        let line = serde_json::to_string(self)
            .map_err(|error| Error::io("write", &path, std::io::Error::other(error)))?;
        let text = format!("{line}\n{:016x}\n", xxh3_64(line.as_bytes()));
        files::replace(&path, |file| std::io::Write::write_all(file, text.as_bytes()))
    }

    /// The header of an index, and the settings that it was made with.
    pub(crate) fn read(folder: &Path) -> Result<(Self, IndexSettings)> {
        let path = folder.join(NAME);
        let text = match files::read_small(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::new(
                    ErrorKind::Io,
                    format!(
                        "there is no index in {}: it has no file `{NAME}`; make one first, as \
                         `retold index create` does, or check the path",
                        crate::base::error::shown(folder)
                    ),
                ));
            }
            Err(error) => return Err(Error::io("read", &path, error)),
            Ok(text) => String::from_utf8(text).map_err(|_| damaged(&path, 0, "it is no text"))?,
        };
        let mut lines = text.split('\n');
        let (line, sum) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
        let is_whole = text.len() == line.len() + sum.len() + 2;
        if !is_whole || sum != format!("{:016x}", xxh3_64(line.as_bytes())) {
            return Err(damaged(&path, 0, "its checksum is not that of its contents"));
        }
        let unreadable = |error: serde_json::Error| damaged(&path, 0, &error.to_string());
        let Versioned { format } = serde_json::from_str(line).map_err(unreadable)?;
        if !(1..=FORMAT).contains(&format) {
            return Err(Error::input(format!(
                "the index in {} has format {format}, and this version of retold reads formats \
                 1 to {FORMAT}; export it with the version that made it, and add the export to a new \
                 index",
                crate::base::error::shown(folder)
            )));
        }
        let header: Header = serde_json::from_str(line).map_err(unreadable)?;
        let settings = header.settings().map_err(|error| damaged(&path, 0, error.message()))?;
        let expected = Self::new(&settings, header.id().number);
        header.refuse_other(&expected, folder, "this version of retold")?;
        Ok((header, settings))
    }

    /// What all files of the index carry.
    pub(crate) fn id(&self) -> IndexId {
        let number = u64::from_str_radix(&self.index, 16).unwrap_or(0);
        IndexId { number, format: self.format }
    }

    fn settings(&self) -> Result<IndexSettings> {
        let same = Settings::builder()
            .threshold(self.threshold)
            .shingle_tokens(self.shingle_tokens)
            .seed(self.seed);
        let same = self.told.iter().fold(same, |same, relation| same.remove(*relation));
        let passages = self.passages.map(|passages| {
            PassageSettings::builder()
                .min_tokens(passages.min_tokens)
                .identity(passages.identity)
                .containment(passages.containment)
                .build()
        });
        let stored = [Stored::Text, Stored::Shingles].into_iter();
        let stored = stored.into_iter().find(|stored| stored_name(*stored) == self.stored);
        let stored = stored.ok_or_else(|| {
            Error::settings(format!("it stores `{}`, which is unknown here", self.stored))
        })?;
        let mut settings = IndexSettings::builder().sameness(same.build()?).stored(stored);
        if let Some(passages) = passages {
            settings = settings.passages(passages?);
        }
        if let Some(most) = self.max_documents {
            settings = settings.max_documents(most);
        }
        if let Some(window) = self.window_seconds {
            settings = settings.window(Duration::from_secs(window));
        }
        settings.build()
    }

    /// Names both sides of all that differs but for what `index` is called.
    pub(crate) fn refuse_other(&self, other: &Header, folder: &Path, whose: &str) -> Result<()> {
        let differences: Vec<String> = [
            differs("tokens", &self.tokens, &other.tokens),
            differs("hashes", &self.hashes, &other.hashes),
            differs("threshold", self.threshold, other.threshold),
            differs("shingle_tokens", self.shingle_tokens, other.shingle_tokens),
            (self.seed != other.seed).then(|| "another secret seed".to_owned()),
            differs("rows", self.rows, other.rows),
            differs("bands", self.bands, other.bands),
            differs("min_agreeing", self.min_agreeing, other.min_agreeing),
            differs("told", names(&self.told), names(&other.told)),
            differs("stored", &self.stored, &other.stored),
            differs("passages", shown(self.passages), shown(other.passages)),
            differs("max_documents", number(self.max_documents), number(other.max_documents)),
            differs("window_seconds", number(self.window_seconds), number(other.window_seconds)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if differences.is_empty() {
            return Ok(());
        }
        Err(Error::settings(format!(
            "the index in {} is not what {whose} would make: {}; open it as it is, or make a new \
             one",
            crate::base::error::shown(folder),
            differences.join("; ")
        )))
    }
}

fn differs<T: PartialEq + std::fmt::Display>(name: &str, here: T, there: T) -> Option<String> {
    (here != there).then(|| format!("{name} is {here} there and {there} here"))
}

fn stored_name(stored: Stored) -> &'static str {
    match stored {
        Stored::Text => "text",
        Stored::Shingles => "shingles",
    }
}

fn names(relations: &[Relation]) -> String {
    relations.iter().map(|relation| relation.name()).collect::<Vec<_>>().join(",")
}

fn number(number: Option<u64>) -> String {
    number.map_or_else(|| "unlimited".to_owned(), |number| number.to_string())
}

fn shown(passages: Option<Passages>) -> String {
    passages.map_or_else(
        || "none".to_owned(),
        |Passages { min_tokens, identity, containment }| {
            format!("(min_tokens {min_tokens}, identity {identity}, containment {containment})")
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::document::Relation;

    #[test]
    fn what_passages_tell_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let same = Settings::builder().remove(Relation::Contains).build().unwrap();
        let settings = IndexSettings::builder().sameness(same).passages(Default::default());
        let settings = settings.build().unwrap();
        Header::new(&settings, 7).write(folder.path()).unwrap();
        assert_eq!(Header::read(folder.path()).unwrap().1, settings);
    }
}
