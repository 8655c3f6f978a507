//! The command line: `run`, and the measures that it starts as processes.

use crate::store::{Kind, Outcome};
use std::path::PathBuf;
use std::str::FromStr;

pub const USAGE: &str = "\
usage: retold-stores run --folder DIR [options]

  --store NAME      redb, fjall, heed or all (default); or one variant alone:
                    redb-checked, redb-shared, fjall-flushed, fjall-blobs
  --documents N     documents that are inserted (500000)
  --folder DIR      where the stores are made; it must be missing or empty
  --checks N        checks that are measured (20000)
  --trials N        damaged copies that are asked (200)
  --known N         documents that a damaged copy is asked for, of 5000 (200)
  --json FILE       every record as a line of JSON, beside the tables on standard output";

/// What this process is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    Run,
    Insert,
    Open,
    Check,
    Build,
    Share,
    Watch,
    Answer,
}

impl Job {
    const ALL: [(&str, Self); 8] = [
        ("run", Self::Run),
        ("insert", Self::Insert),
        ("open", Self::Open),
        ("check", Self::Check),
        ("build", Self::Build),
        ("share", Self::Share),
        ("watch", Self::Watch),
        ("answer", Self::Answer),
    ];

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, job)| *job == self).map_or("", |(name, _)| name)
    }
}

pub struct Options {
    pub job: Job,
    /// None for all.
    pub kind: Option<Kind>,
    pub documents: u32,
    pub folder: PathBuf,
    pub checks: usize,
    pub trials: u32,
    pub known: u32,
    pub json: Option<PathBuf>,
}

impl Options {
    /// None where help is asked for.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Outcome<Option<Self>> {
        let word = arguments.next().unwrap_or_default();
        if matches!(word.as_str(), "-h" | "--help" | "help") {
            return Ok(None);
        }
        let Some(&(_, job)) = Job::ALL.iter().find(|(name, _)| *name == word) else {
            return Err(format!("what to do?\n\n{USAGE}").into());
        };
        let mut options = Self {
            job,
            kind: None,
            documents: 500_000,
            folder: PathBuf::new(),
            checks: 20_000,
            trials: 200,
            known: 200,
            json: None,
        };
        while let Some(name) = arguments.next() {
            if matches!(name.as_str(), "-h" | "--help") {
                return Ok(None);
            }
            let mut value = || arguments.next().ok_or(format!("{name} needs a value"));
            match name.as_str() {
                "--store" => options.kind = kind(&value()?)?,
                "--documents" => options.documents = number(&name, &value()?)?,
                "--folder" => options.folder = value()?.into(),
                "--checks" => options.checks = number(&name, &value()?)?,
                "--trials" => options.trials = number(&name, &value()?)?,
                "--known" => options.known = number(&name, &value()?)?,
                "--json" => options.json = Some(value()?.into()),
                _ => return Err(format!("unknown option {name}\n\n{USAGE}").into()),
            }
        }
        options.complete().map(Some)
    }

    fn complete(self) -> Outcome<Self> {
        if self.folder.as_os_str().is_empty() {
            return Err("--folder is missing".into());
        }
        // Percentiles and random documents of nothing are nothing.
        if self.documents == 0 || self.checks < 2 {
            return Err("there must be one document and two checks at least".into());
        }
        Ok(self)
    }

    /// The store that a measure is about.
    pub fn one(&self) -> Outcome<Kind> {
        self.kind.ok_or("a measure is about one store".into())
    }
}

fn kind(value: &str) -> Outcome<Option<Kind>> {
    match value {
        "all" => Ok(None),
        _ => Kind::named(value).map(Some).ok_or(format!("no store is named {value}").into()),
    }
}

fn number<T: FromStr>(name: &str, value: &str) -> Outcome<T> {
    value.parse().map_err(|_| format!("{name} {value} is no number that fits").into())
}
