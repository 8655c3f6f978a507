//! The gate: rules over named corpora, and what breaks them.
//!
//! ```text
//! plan ──> files ──> library ──> rules ──> found ──> allow, baseline, since ──> verdict ──> report
//!            │  pages, records      │                                              │
//!            └─ cache, git          └─ the engine's two roads                      └─ lines, columns
//! ```
//!
//! A check compares whole corpora and tells what it found at lines of files. What was accepted
//! earlier stays silent; a change is asked for what it brings, though all is compared.
//! `docs/check.md` has the rules and their settings.
//!
//! ```
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("news.jsonl");
//! use retold::check::{Options, Plan, RuleId, Severity, check};
//! let lines = [
//!     r#"{"id":"wire","text":"The ferry to the outer islands runs again after nine weeks in dock."}"#,
//!     r#"{"id":"post","text":"THE FERRY to the outer islands runs again, after nine weeks in dock!"}"#,
//! ];
//! std::fs::write(&path, lines.join("\n")).unwrap();
//! let plan = Plan::of_paths(vec![path])?;
//! let checked = check(&plan, &Options::default(), &(), &Default::default())?.checked;
//! let [finding] = &checked.findings[..] else { panic!("{checked:?}") };
//! assert_eq!((finding.rule, finding.severity), (RuleId::Duplicates, Severity::Error));
//! assert_eq!((finding.site.start.line, finding.related[0].start.line), (2, 1));
//! assert_eq!(checked.at_least(Severity::Warning), 1);
//! # Ok::<(), retold::Error>(())
//! ```
//!
//! Work is done in the current rayon pool, and what is found does not depend on the number of
//! threads. Memory: four bytes a token and some 400 a document; texts stay in their files.

mod allow;
mod baseline;
pub(crate) mod cache;
mod collect;
pub(crate) mod config;
mod files;
pub(crate) mod finding;
mod found;
mod library;
mod limit;
mod marked;
mod pages;
pub(crate) mod plan;
pub(crate) mod prose;
#[cfg(feature = "cli")]
pub(crate) mod report;
mod rule;
mod rules;
mod since;
mod site;
mod subset;
mod verdict;

use crate::base::error::{Error, Result};
use crate::base::progress::{CancelToken, Observer, Watch};
use crate::settings::Settings;
use allow::Allowed;
use baseline::Baseline;
use cache::Cache;
use library::Library;
use marked::Marked;
use since::Changes;
use std::collections::BTreeMap;
use std::path::PathBuf;

pub use cache::place::default_folder as default_cache_folder;
pub use finding::{
    Checked, CorpusFacts, Finding, Position, RuleId, RuleOutcome, Severity, Site, Stale,
};
pub use plan::Plan;

/// What is asked of a check beside its plan: plain data.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Report only what changed since this git reference.
    pub since: Option<String>,
    /// A file of findings that are accepted.
    pub baseline: Option<PathBuf>,
    /// Where to write a baseline of all that is found.
    pub write_baseline: Option<PathBuf>,
    /// A file of texts that may be told again.
    pub allow: Option<PathBuf>,
    /// The folder of the cache, if there is to be one, as
    /// [`default_cache_folder`]: a run then reads only files that changed since the last.
    pub cache: Option<PathBuf>,
    /// The beginning of the fingerprint of findings whose texts are wanted.
    pub explain: Option<String>,
}

/// What a check came to, and what its caller may want to say of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// What was looked at, and what was found.
    pub checked: Checked,
    /// How many places the baseline that was written accepts.
    pub written: Option<usize>,
    /// Why there is no cache for the next run.
    pub trouble: Option<Error>,
    /// The findings that [`Options::explain`] asks for.
    pub explained: Vec<Explained>,
}

/// A finding, with what stands at its first place and at the first it is related to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explained {
    /// What was found.
    pub finding: Finding,
    /// The text at its first place, and that at the first related one, if there is one.
    pub texts: Vec<String>,
}

/// Runs a check.
///
/// # Errors
/// `Settings` and `Input` if a pattern matches no file, a corpus has no document, or a record, a
/// baseline or a list of allowed texts cannot be read, naming it: a gate that checks nothing must
/// not pass. `Cancelled`; `Io`. That there are findings is no error.
pub fn check(
    plan: &Plan,
    options: &Options,
    observer: &dyn Observer,
    cancel: &CancelToken,
) -> Result<Outcome> {
    let watch = Watch::new(observer, cancel);
    let allowed = options.allow.as_deref().map(Allowed::read).transpose()?;
    let baseline = options.baseline.as_deref().map(Baseline::read).transpose()?;
    let folder = if plan.root.as_os_str().is_empty() { ".".into() } else { plan.root.clone() };
    let changes = options.since.as_deref().map(|since| Changes::since(&folder, since));
    let changes = changes.transpose()?;
    let settings = fingerprints(plan);
    let open = |folder| Cache::open(folder, &pages::key(&settings));
    let cache = options.cache.as_deref().map(open);
    let (library, cached) =
        collect::collect(plan, settings, changes.as_ref(), cache.as_ref(), watch)?;
    let among = match changes {
        Some(_) => subset::concerned(plan, &library),
        None => vec![true; library.docs.len()],
    };
    let found = rules::find(plan, &library, &among, watch)?;
    let mut all = marked::mark(plan, &library, found);
    let is_allowed = |one: &Marked| {
        let counted = &one.found.spots[..one.found.counted];
        let allows = |allowed: &Allowed| counted.iter().all(|spot| allowed.has(spot, &library));
        allowed.as_ref().is_some_and(allows)
    };
    let mut accepted: BTreeMap<usize, u64> = BTreeMap::new();
    let (silent, rest): (Vec<Marked>, Vec<Marked>) = all.into_iter().partition(is_allowed);
    silent.iter().for_each(|one| *accepted.entry(one.found.rule).or_default() += 1);
    all = rest;
    let written = options.write_baseline.as_deref().map(|path| {
        let entries = marked::entries(plan, &library, &all);
        let count = entries.len();
        baseline::write(path, entries).map(|()| count)
    });
    let stale = baseline.map(|known| marked::accept(plan, &library, &mut all, &known));
    let mut new = Vec::new();
    for mut one in all {
        if options.since.is_some() && !one.is_touched(&library)? {
            continue;
        }
        if one.is_accepted() {
            *accepted.entry(one.found.rule).or_default() += 1;
            continue;
        }
        one.look_at_new();
        new.push(one);
    }
    let (findings, rules) = verdict::judge(plan, &library, &new, &accepted)?;
    // What was not looked at is not gone.
    let stale = stale.filter(|_| options.since.is_none()).unwrap_or_default();
    let since = options.since.clone();
    let checked = Checked { corpora: facts(plan, &library), rules, findings, stale, since };
    let explained = match &options.explain {
        Some(name) => verdict::explain(&library, &new, &checked.findings, name)?,
        None => Vec::new(),
    };
    Ok(Outcome { checked, written: written.transpose()?, trouble: cached.err(), explained })
}

/// What fingerprints are made by: the settings of the first rule that compares documents. A rule of
/// another threshold makes its own.
fn fingerprints(plan: &Plan) -> Settings {
    let compares = |rule: &&rule::Rule| matches!(rule.id, RuleId::Duplicates | RuleId::Leakage);
    let first = plan.rules.iter().find(compares);
    first.map(|rule| rule.sameness.clone()).unwrap_or_default()
}

fn facts(plan: &Plan, library: &Library) -> Vec<CorpusFacts> {
    let facts = |(number, corpus): (usize, &plan::CorpusPlan)| {
        let docs = || library.of(number).map(|doc| library.doc(doc));
        let mut files: Vec<u32> = docs().map(|doc| doc.file).collect();
        files.dedup();
        CorpusFacts {
            name: corpus.name.clone(),
            files: files.len() as u64,
            documents: docs().count() as u64,
            text_bytes: docs().map(|doc| doc.text_bytes).sum(),
            tokens: library.tokens(number),
        }
    };
    plan.corpora.iter().enumerate().map(facts).collect()
}
