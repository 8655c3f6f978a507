//! What a check is to do, as plain validated data: corpora, and rules each with its scope.

use super::config::{Config, CorpusTable, RuleTable};
use super::finding::RuleId;
use super::rule::Rule;
use crate::base::error::{Error, Result};
use crate::input::settings::ReadSettings;
use std::path::{Path, PathBuf};

/// What is to be checked: corpora, and rules over them.
#[derive(Debug)]
pub struct Plan {
    /// What paths in findings are relative to.
    pub(crate) root: PathBuf,
    pub(crate) corpora: Vec<CorpusPlan>,
    pub(crate) rules: Vec<Rule>,
}

/// Files under one name.
#[derive(Debug)]
pub(crate) struct CorpusPlan {
    pub(crate) name: String,
    pub(crate) paths: Paths,
    pub(crate) read: ReadSettings,
    pub(crate) source_field: String,
}

/// Which files are meant.
#[derive(Debug)]
pub(crate) enum Paths {
    /// Patterns relative to the root, and which of their matches are left out.
    Globs { globs: Vec<String>, ignore: Vec<String> },
    /// Files and folders as they were named.
    Named(Vec<PathBuf>),
}

impl Plan {
    /// What the tables `[corpus.NAME]` and `[rules.NAME]` of a settings file say, as `docs/check.md`
    /// has them; nothing, if it has none. Patterns are relative to the folder of the file.
    ///
    /// # Errors
    /// `Settings` if a table is not as it should be, naming it; `Io`.
    pub fn from_file(file: &Path) -> Result<Option<Self>> {
        let config = Config::read(file)?;
        if config.corpus.is_empty() {
            if !config.rules.is_empty() {
                return Err(Error::settings("there are rules but no [corpus.NAME] to apply to"));
            }
            return Ok(None);
        }
        let root = file.parent().unwrap_or(Path::new("")).to_owned();
        let corpora: Vec<CorpusPlan> =
            config.corpus.iter().map(|(name, table)| CorpusPlan::new(name, table)).collect();
        let names: Vec<&str> = corpora.iter().map(|corpus| corpus.name.as_str()).collect();
        let mut rules = Vec::new();
        for id in RuleId::ALL {
            let tables = config.rules.get(&id).map(|tables| tables.all());
            let default = [RuleTable::default()];
            // What is not mentioned goes by its defaults; leakage has none, since it has a direction.
            let tables = tables.unwrap_or(if id == RuleId::Leakage { &[] } else { &default });
            for table in tables {
                Rule::of_table(id, table, &names, &mut rules)
                    .map_err(|e| Error::settings(format!("[rules.{id}]: {}", e.message())))?;
            }
        }
        if rules.is_empty() {
            return Err(Error::settings("every rule is off; a check of nothing proves nothing"));
        }
        Ok(Some(Self { root, corpora, rules }))
    }

    /// The default rules over files and folders, as one corpus of the name `all`.
    ///
    /// # Errors
    /// None as yet.
    pub fn of_paths(paths: Vec<PathBuf>) -> Result<Self> {
        let corpus = CorpusPlan {
            name: "all".to_owned(),
            paths: Paths::Named(paths),
            read: ReadSettings::default(),
            source_field: "source".to_owned(),
        };
        let mut rules = Vec::new();
        for id in RuleId::ALL.into_iter().filter(|id| *id != RuleId::Leakage) {
            Rule::of_table(id, &RuleTable::default(), &["all"], &mut rules)?;
        }
        Ok(Self { root: PathBuf::new(), corpora: vec![corpus], rules })
    }

    /// What a rule is about, for people.
    pub(crate) fn scope(&self, rule: &Rule) -> String {
        let of = &self.corpora[rule.of].name;
        match rule.within {
            Some(within) => format!("{of} in {}", self.corpora[within].name),
            None => of.clone(),
        }
    }
}

impl CorpusPlan {
    fn new(name: &str, table: &CorpusTable) -> Self {
        let default = ReadSettings::default();
        let source_field = table.source_field.clone().unwrap_or_else(|| "source".to_owned());
        let read = ReadSettings {
            text_field: table.text_field.clone().unwrap_or(default.text_field),
            id_field: table.id_field.clone().unwrap_or(default.id_field),
            format: table.format,
            split: table.split.unwrap_or_default(),
            ..ReadSettings::default()
        };
        let paths = Paths::Globs { globs: table.paths.clone(), ignore: table.ignore.clone() };
        Self { name: name.to_owned(), paths, read, source_field }
    }
}
