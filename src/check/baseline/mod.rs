//! Findings that were accepted: what is repeated, and where.
//!
//! ```json
//! {
//! "format": 1,
//! "accepted": [
//! {"rule":"duplicates","scope":"docs","path":"a/b.md","text":"0b1c…"},
//! null
//! ]
//! }
//! ```
//!
//! An entry a line, sorted, each ending alike (hence the `null`), so that two branches that accept
//! different findings seldom conflict. An entry is for one place: `text` has the least hashes of what
//! stands there, by which it is known again if words of it change; `path` says where. Places are
//! matched to entries one to one, those of the same path first; what is left of both is matched by
//! text alone, since files are renamed: passages in documents (`in`) that are alike before others. So a passage that stands at one place more than was accepted
//! has one place too many, whatever it is called, and an entry that no place is left for is stale.

mod matching;

use super::finding::{RuleId, Stale};
use super::found::Mark;
use crate::base::error::{Error, Result, shown};
use crate::output::sink::Sink;
use matching::{Matched, matched};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// The format of the file.
const FORMAT: u32 = 1;

/// A place that is or was accepted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) rule: RuleId,
    pub(super) scope: String,
    pub(super) path: String,
    /// The id of the document, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(with = "hexadecimal")]
    pub(super) text: Mark,
    /// The same of the document that a passage stands in.
    #[serde(rename = "in", default, with = "maybe", skip_serializing_if = "Option::is_none")]
    pub(super) within: Option<Mark>,
}

#[derive(Deserialize)]
struct Written {
    format: u32,
    accepted: Vec<Option<Entry>>,
}

/// What was accepted.
#[derive(Debug, Default)]
pub(super) struct Baseline(Vec<Entry>);

impl Baseline {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| {
            let advice = match error.kind() {
                std::io::ErrorKind::NotFound => "; `--write-baseline` makes it",
                _ => "",
            };
            Error::settings(format!("cannot read the baseline {}: {error}{advice}", shown(path)))
        })?;
        let written: Written = serde_json::from_reader(BufReader::new(file)).map_err(|error| {
            Error::input(format!("{} is no baseline: {error}; write it anew", shown(path)))
        })?;
        if written.format != FORMAT {
            return Err(Error::input(format!(
                "{} is a baseline of format {}, and this version reads format {FORMAT}; write it \
                 anew",
                shown(path),
                written.format
            )));
        }
        Ok(Self(written.accepted.into_iter().flatten().collect()))
    }

    /// Whether each of the places is accepted, and the entries that are left.
    pub(super) fn matched(&self, places: &[Entry]) -> (Vec<bool>, Vec<Stale>) {
        let Matched { accepted, free } = matched(&self.0, places);
        let left = self.0.iter().zip(free).filter(|(_, free)| *free);
        let stale = left.map(|(entry, _)| Stale { rule: entry.rule, path: entry.path.clone() });
        (accepted, stale.collect())
    }
}

/// Writes a baseline of these places.
pub(super) fn write(path: &Path, mut places: Vec<Entry>) -> Result<()> {
    places.sort();
    let mut sink = Sink::create(path)?;
    sink.write(format!("{{\n\"format\": {FORMAT},\n\"accepted\": [\n").as_bytes())?;
    for place in &places {
        let line = serde_json::to_string(place).map_err(|error| {
            Error::input(format!("cannot write the baseline {}: {error}", shown(path)))
        })?;
        sink.write(format!("{line},\n").as_bytes())?;
    }
    sink.write(b"null\n]\n}\n")?;
    sink.finish()?.publish()
}

/// Hashes as one word of eight digits each.
mod hexadecimal {
    use crate::check::found::Mark;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(mark: &Mark, to: S) -> Result<S::Ok, S::Error> {
        let text: String = mark.0.iter().map(|hash| format!("{hash:08x}")).collect();
        to.serialize_str(&text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Mark, D::Error> {
        let text = String::deserialize(from)?;
        let hash = |digits: &[u8]| {
            let digits = std::str::from_utf8(digits).ok()?;
            u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 8)
        };
        let hashes: Option<Vec<u32>> = text.as_bytes().chunks(8).map(hash).collect();
        let mut hashes = hashes.ok_or_else(|| D::Error::custom("expected hexadecimal hashes"))?;
        // They may have been put in another order by hand.
        hashes.sort_unstable();
        Ok(Mark(hashes))
    }
}

/// Hashes, if there are any.
mod maybe {
    use super::hexadecimal;
    use crate::check::found::Mark;
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(mark: &Option<Mark>, to: S) -> Result<S::Ok, S::Error> {
        match mark {
            Some(mark) => hexadecimal::serialize(mark, to),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Mark>, D::Error> {
        hexadecimal::deserialize(from).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, tokens: std::ops::Range<u32>) -> Entry {
        let text = Mark::of(&tokens.collect::<Vec<_>>());
        let (scope, path) = ("all".into(), path.into());
        Entry { rule: RuleId::Duplicates, scope, path, id: None, text, within: None }
    }

    #[test]
    fn one_place_more_than_accepted_is_new() {
        let baseline = Baseline(vec![entry("a", 0..50), entry("b", 0..50)]);
        let places = [entry("a", 0..50), entry("aa", 0..50), entry("b", 0..50)];
        assert_eq!(baseline.matched(&places), (vec![true, false, true], vec![]));
    }

    #[test]
    fn renamed_files_and_changed_words_are_not_new() {
        let baseline = Baseline(vec![entry("a", 0..50), entry("b", 100..150)]);
        let places = [entry("c", 0..50), entry("b", 100..153)];
        assert_eq!(baseline.matched(&places), (vec![true, true], vec![]));
    }

    #[test]
    fn what_is_gone_is_stale_and_another_text_is_new() {
        let baseline = Baseline(vec![entry("a", 0..50)]);
        let stale = vec![Stale { rule: RuleId::Duplicates, path: "a".into() }];
        assert_eq!(baseline.matched(&[entry("a", 200..250)]), (vec![false], stale));
    }

    #[test]
    fn many_places_of_one_text_are_matched_in_short_time() {
        let all = |from: u32| (from..from + 20_000).map(|at| entry(&at.to_string(), 0..50));
        let baseline = Baseline(all(0).collect());
        // Half of them are renamed, and one is new.
        let mut places: Vec<Entry> = all(10_000).collect();
        places.push(entry("new", 0..50));
        let (accepted, stale) = baseline.matched(&places);
        assert_eq!(accepted.iter().filter(|accepted| !**accepted).count(), 1);
        assert_eq!(stale, []);
    }

    #[test]
    fn is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.json");
        let entries = vec![entry("b", 0..9), entry("a\u{1b}\"", 5..9), entry("", 0..0)];
        write(&path, entries.clone()).unwrap();
        let read = Baseline::read(&path).unwrap();
        assert_eq!(read.matched(&entries), (vec![true; 3], vec![]));
        std::fs::write(&path, r#"{"format":2,"accepted":[]}"#).unwrap();
        assert!(Baseline::read(&path).unwrap_err().to_string().contains("format 2"));
    }
}
