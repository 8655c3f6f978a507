//! The arguments of `retold check`, `retold explain` and `retold init`.

use crate::base::error::{Error, Result};
use crate::check::finding::Severity;
use crate::check::report::Reporter;
use crate::cli::side_by_side::context::Context;
use crate::output::sink::is_stdout;
use clap::{Args, ColorChoice};
use std::path::{Path, PathBuf};
use std::str::FromStr;

pub(in crate::cli) const CHECK_EXAMPLES: &str = "\
Examples:
  A documentation tree, with the default rules:
      retold check docs

  The corpora and rules of retold.toml (`retold init` writes one):
      retold check

  Accept what is there today, and fail on new findings:
      retold check docs --write-baseline retold-baseline.json
      retold check docs --baseline retold-baseline.json

  Only what a branch adds or changes, compared with everything:
      retold check docs --since origin/main

  For a code host, a board and a terminal at once:
      retold check --reporter text --reporter sarif=retold.sarif --reporter junit=retold.xml

  What is this finding, and which words do the two places have in common?
      retold explain 3f0c docs

Inside a page, `<!-- retold-ignore -->` leaves out the block that follows, `<!-- retold-ignore-start -->`
all up to `<!-- retold-ignore-end -->`, and `<!-- retold-ignore-file -->` the page; in reStructuredText,
the same as comments (`.. retold-ignore`).

Exit codes:
  0  nothing that matters was found
  1  findings at or above --fail-on
  2  could not run, or there was nothing to check";

pub(in crate::cli) const EXPLAIN_EXAMPLES: &str = "\
Examples:
  By the name printed behind a finding; its beginning is enough:
      retold explain 3f0c9a docs

Exit codes:
  0  explained
  2  there is no such finding, or the check could not run";

#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArgs {
    /// Files and folders, checked with the default rules: Markdown, reStructuredText, HTML, plain text,
    /// JSON Lines, CSV [default: the corpora of retold.toml]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Report only findings in text that was added or changed since this git reference
    #[arg(long, value_name = "REF")]
    pub(super) since: Option<String>,

    /// File of accepted findings, which are not reported
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Accept everything found: write it to this file, for --baseline
    #[arg(long, value_name = "FILE", conflicts_with = "since")]
    pub(super) write_baseline: Option<PathBuf>,

    /// File of texts that may be repeated, separated by blank lines
    #[arg(long, value_name = "FILE")]
    pub(super) allow: Option<PathBuf>,

    /// How to report, and where: text, json, sarif, junit, github or markdown; may be repeated
    /// [default: text]
    #[arg(long, value_name = "NAME[=FILE]")]
    pub(super) reporter: Vec<Report>,

    /// Exit with 1 if there is a finding of this severity or a higher one: note, warning or error
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub(super) fail_on: Severity,

    #[command(flatten)]
    pub(super) run: CheckRunArgs,

    /// No progress, and no report of the kind `text`; errors are still shown
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "On screen and disk")]
pub(in crate::cli) struct CheckRunArgs {
    /// Folder that keeps sketches of pages, so that unchanged pages are not read again [default: the
    /// user's cache folder]
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    pub(super) cache: Option<PathBuf>,

    /// Neither use nor write the cache
    #[arg(long)]
    pub(super) no_cache: bool,

    /// Colour the report; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub(super) color: ColorChoice,

    /// Number of threads [default: one per core]
    #[arg(long, short = 'j', value_name = "N")]
    pub(super) threads: Option<usize>,

    /// The settings file [default: retold.toml here or in a folder above]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArgs {
    /// The name of a finding, or its beginning
    #[arg(value_name = "FINDING")]
    pub(super) finding: String,

    /// The files and folders that were checked [default: the corpora of retold.toml]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Lines of unchanged text around each difference, or `all`
    #[arg(long, value_name = "LINES", default_value = "3")]
    pub(super) context: Context,

    #[command(flatten)]
    pub(super) run: CheckRunArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct InitArgs {
    /// The folder whose corpora are meant
    #[arg(value_name = "DIR", default_value = ".")]
    pub(super) folder: PathBuf,
}

/// A reporter, and where its report goes.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub(super) reporter: Reporter,
    /// Standard output if it is none.
    pub(super) path: Option<PathBuf>,
}

impl FromStr for Report {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (name, path) = match text.split_once('=') {
            Some((name, path)) => (name, Some(path)),
            None => (text, None),
        };
        if path == Some("") {
            return Err(Error::settings(format!("`{text}` names no file")));
        }
        let path = path.map(PathBuf::from).filter(|path: &PathBuf| !is_stdout(Path::new(path)));
        Ok(Self { reporter: name.parse()?, path })
    }
}
