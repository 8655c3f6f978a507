//! The commands there are. Parsing does no work.

use super::check::args::{CheckArgs, ExplainArgs, InitArgs};
use super::compare::args::CompareArgs;
use super::dedup::args::DedupArgs;
use super::index::args::IndexArgs;
use super::passages::args::PassagesArgs;
use super::plan::args::PlanArgs;
use super::tokens::args::TokensArgs;
use super::{check, compare, dedup, index, passages, plan, tokens};
use clap::builder::styling::{AnsiColor, Styles};
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold());

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  a budget or gate failed; nothing was written
  2  could not run, or was interrupted; nothing was written";

/// Finds text that has been told before.
#[derive(Debug, Parser)]
#[command(name = "retold", version, styles = STYLES, after_help = EXIT_CODES)]
#[command(arg_required_else_help = true, infer_subcommands = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Remove exact and near duplicates from a dump; each removal names the document kept instead
    #[command(after_help = dedup::args::EXAMPLES)]
    Dedup(Box<DedupArgs>),
    /// Find passages that occur in several places, across documents and within one
    #[command(after_help = passages::args::EXAMPLES)]
    Passages(Box<PassagesArgs>),
    /// Estimate in seconds, from a sample, what `dedup` will cost and find
    #[command(after_help = plan::args::EXAMPLES)]
    Plan(Box<PlanArgs>),
    /// Compare two texts: every score, and both side by side
    #[command(after_help = compare::args::EXAMPLES)]
    Compare(Box<CompareArgs>),
    /// Check corpora for duplicates, train/test leakage and repeated passages; for CI
    #[command(after_help = check::args::CHECK_EXAMPLES)]
    Check(Box<CheckArgs>),
    /// Show one finding of `check` in full, its two places side by side
    #[command(after_help = check::args::EXPLAIN_EXAMPLES)]
    Explain(Box<ExplainArgs>),
    /// Write a commented retold.toml for `check`
    Init(InitArgs),
    /// Keep an index of documents seen before, and query it while a crawl runs
    #[command(after_help = index::examples::INDEX)]
    Index(IndexArgs),
    /// Print the tokens of a text, as all comparisons see them
    #[command(after_help = tokens::args::EXAMPLES)]
    Tokens(TokensArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page (in roff: `retold man | man -l -`)
    Man,
}

/// The command line's definition, for completions and the man page.
pub(super) fn definition() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn definition_is_sound() {
        super::definition().debug_assert();
    }
}
