//! The command line as data. Parsing does no work.

use super::check::args::{CheckArgs, ExplainArgs, InitArgs};
use super::compare::args::CompareArgs;
use super::examples::{
    DEDUP_EXAMPLES, EXIT_CODES, PASSAGES_EXAMPLES, PLAN_EXAMPLES, TOKENS_EXAMPLES,
};
use super::index::args::IndexArgs;
use crate::base::document::Relation;
use crate::base::memory::{Memory, size};
use crate::input::settings::{Format, OnError, Split};
use crate::jobs::dedup::cuts::Repeats;
use crate::settings::keep::KeepRule;
use crate::settings::share::Share;
use crate::settings::window::Window;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold());

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
    /// Remove exact and near duplicates from a dump, each with a witness
    #[command(after_help = DEDUP_EXAMPLES)]
    Dedup(Box<DedupArgs>),
    /// Find passages that are told at several places, across documents and within one
    #[command(after_help = PASSAGES_EXAMPLES)]
    Passages(Box<PassagesArgs>),
    /// Tell in seconds, from a sample, what `dedup` will cost and find
    #[command(after_help = PLAN_EXAMPLES)]
    Plan(Box<PlanArgs>),
    /// Compare two texts: every score, and both side by side
    #[command(after_help = super::compare::args::EXAMPLES)]
    Compare(Box<CompareArgs>),
    /// Check that corpora hold no duplicates, leaks or repeated passages; for CI
    #[command(after_help = super::check::args::CHECK_EXAMPLES)]
    Check(Box<CheckArgs>),
    /// Show a finding of `check` whole, its two places side by side
    #[command(after_help = super::check::args::EXPLAIN_EXAMPLES)]
    Explain(Box<ExplainArgs>),
    /// Write a commented retold.toml for `check`
    Init(InitArgs),
    /// Keep a durable index of what was told, and ask it while a crawl runs
    #[command(after_help = super::index::examples::INDEX)]
    Index(IndexArgs),
    /// Print the tokens of a text, as all comparisons see them
    #[command(after_help = TOKENS_EXAMPLES)]
    Tokens(TokensArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page (in roff: `retold man | man -l -`)
    Man,
}

#[derive(Debug, Args)]
pub(super) struct DedupArgs {
    /// Files, folders, or `-` for standard input: JSON Lines, CSV, TSV or plain text, each plain
    /// or compressed (gzip, zstd, bzip2, xz)
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    /// Where kept records go, byte for byte, in input order; `-` is standard output; compressed
    /// if the name ends in .gz, .zst, .bz2 or .xz
    #[arg(short, long, value_name = "OUT", required_unless_present = "dry_run")]
    pub(super) output: Option<PathBuf>,

    /// Write clusters.jsonl, removed.jsonl, rejected.jsonl and summary.json into this folder
    #[arg(long, value_name = "DIR")]
    pub(super) report: Option<PathBuf>,

    /// Find everything, write no records (a report is written if asked for)
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Remove first what an index tells (`retold index`), each with its witness there; the rest is
    /// compared among itself
    #[arg(long, value_name = "INDEX")]
    pub(super) against: Option<PathBuf>,

    /// What to do with passages that kept documents have in common: cut all but the first telling
    /// out (listed in cuts.jsonl, to be put back), or mark them in a new member of JSON records
    #[arg(long = "passages", value_name = "ACTION")]
    pub(super) repeats: Option<Repeats>,

    /// Measure the recall that the run reached: compare N sampled texts with all others, print the
    /// share of their near pairs that was found, with its 95 % interval, and warn if that lies
    /// below what the run states
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) audit: Option<u32>,

    /// Keep the work of finished stages beside the output (or in --temp-dir), and go on from there
    /// if a run of the same inputs and settings was interrupted
    #[arg(long)]
    pub(super) resume: bool,

    #[command(flatten)]
    pub(super) sameness: SamenessArgs,

    #[command(flatten)]
    pub(super) passage: PassageArgs,

    #[command(flatten)]
    pub(super) keeping: KeepingArgs,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,

    #[command(flatten)]
    pub(super) size: SizeArgs,

    #[command(flatten)]
    pub(super) screen: ScreenArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Size")]
pub(super) struct SizeArgs {
    /// What the run may hold beyond mapped files; what does not fit goes to --temp-dir [default: a
    /// quarter of the machine]
    #[arg(long, value_name = "SIZE")]
    pub(super) memory: Option<Memory>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What counts as the same")]
pub(super) struct SamenessArgs {
    /// Least Jaccard similarity of the 5-gram sets of a near pair, 0.1 to 1; higher = stricter
    #[arg(long, value_name = "SIMILARITY", default_value_t = 0.7)]
    pub(super) threshold: f64,

    /// Tokens of a shingle; more = stricter
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(super) shingle_tokens: usize,

    /// Miss no pair at the threshold: find candidates by an exact join of all 5-gram sets instead of
    /// by sketches. Slower, and refused if it needs more than --memory
    #[arg(long)]
    pub(super) exact: bool,

    /// Remove these too, besides exact and near: contains (nearly all of it stands in a kept
    /// text), template (differs from a kept text only in numbers and dates), empty (no token)
    #[arg(long, value_name = "RELATION", value_delimiter = ',')]
    pub(super) remove: Vec<Relation>,

    /// Compare only documents whose dates in FIELD lie this close, such as date=30d
    #[arg(long, value_name = "FIELD=LENGTH")]
    pub(super) window: Option<Window>,

    /// Compare only documents that differ in FIELD
    #[arg(long, value_name = "FIELD")]
    pub(super) across: Option<String>,

    /// Compare only documents that agree in FIELD
    #[arg(long, value_name = "FIELD")]
    pub(super) within: Option<String>,

    /// Key all hashes by a secret number, against texts crafted to collide
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What counts as a passage")]
pub(super) struct PassageArgs {
    /// Tokens that are the same at both places, at least; more = stricter
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub(super) min_tokens: usize,

    /// Least share of the alignment's columns that match, 0.5 to 1; higher = stricter
    #[arg(long, value_name = "SHARE", default_value_t = 0.8)]
    pub(super) identity: f64,

    /// Least share of a text's tokens that stand in another which contains it; higher = stricter
    #[arg(long, value_name = "SHARE", default_value_t = 0.9)]
    pub(super) containment: f64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What counts as a retelling")]
pub(super) struct RetellingArgs {
    /// Least score of a retelling; higher = stricter. A rare word or phrase that both tell scores
    /// 3 to 6.4
    #[arg(long, value_name = "SCORE", default_value_t = 80.0)]
    pub(super) retelling_score: f64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What stays")]
pub(super) struct KeepingArgs {
    /// Which document of a cluster stays: first, last, longest, earliest:FIELD, latest:FIELD or
    /// prefer:FIELD=a,b,c; repeat to break ties; by default first; other ties end in content
    #[arg(long, value_name = "RULE")]
    pub(super) keep: Vec<KeepRule>,

    /// Fail, writing nothing, if more than this share of all documents would go, such as 20%
    #[arg(long, value_name = "SHARE")]
    pub(super) max_removed: Option<Share>,

    /// Fail, writing nothing, if more than this share of the documents with one value of FIELD
    /// would go, such as source=30%
    #[arg(long, value_name = "FIELD=SHARE", value_parser = field_share)]
    pub(super) max_removed_per: Vec<(String, Share)>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct ReadingArgs {
    /// The field that holds the text; dots lead into objects
    #[arg(long, value_name = "FIELD", default_value = "text")]
    pub(super) text_field: String,

    /// The field that holds the id; records without it are named file:record
    #[arg(long, value_name = "FIELD", default_value = "id")]
    pub(super) id_field: String,

    /// The format of the input; recognised by name and content if not given
    #[arg(long, value_name = "FORMAT")]
    pub(super) input_format: Option<Format>,

    /// What is a document in plain text
    #[arg(long, value_name = "UNIT", default_value = "file")]
    pub(super) split: Split,

    /// What to do with a record that cannot be read: stop, or copy it to rejected.jsonl with the
    /// reason and go on
    #[arg(long, value_name = "ACTION", default_value = "fail")]
    pub(super) on_error: OnError,

    /// The largest record
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = size)]
    pub(super) max_record: u64,

    /// The largest ratio of decompressed to compressed bytes, past the first 64 MiB
    #[arg(long, value_name = "RATIO", default_value_t = 1000)]
    pub(super) max_ratio: u64,

    /// Where compressed and piped input is spooled, and what does not fit into memory
    #[arg(long, value_name = "DIR")]
    pub(super) temp_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "On screen")]
pub(super) struct ScreenArgs {
    /// Print the closing summary for people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: SummaryFormat,

    /// The field that names a document's source [default: source, or the file]
    #[arg(long, value_name = "FIELD")]
    pub(super) source_field: Option<String>,

    /// Threads [default: one a core]
    #[arg(long, short = 'j', value_name = "N")]
    pub(super) threads: Option<usize>,

    /// No progress and no summary; errors are still told
    #[arg(long, short)]
    pub(super) quiet: bool,

    /// The settings file [default: retold.toml here or in a folder above]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

/// For people, or for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SummaryFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct PassagesArgs {
    /// Files, folders, or `-` for standard input: JSON Lines, CSV, TSV or plain text, each plain
    /// or compressed (gzip, zstd, bzip2, xz)
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    /// Where the passages go, one JSON object a line; `-` is standard output; compressed if the
    /// name ends in .gz, .zst, .bz2 or .xz
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: Option<PathBuf>,

    /// Look for retellings too, the same told in other words, and write them here, one JSON object
    /// a line
    #[arg(long, value_name = "OUT")]
    pub(super) retellings: Option<PathBuf>,

    #[command(flatten)]
    pub(super) passages: PassageArgs,

    #[command(flatten)]
    pub(super) retelling: RetellingArgs,

    /// The field that holds a document's date [default: date]
    #[arg(long, value_name = "FIELD")]
    pub(super) date_field: Option<String>,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,

    #[command(flatten)]
    pub(super) screen: ScreenArgs,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// Files, folders, or `-` for a short standard input: JSON Lines, CSV, TSV or plain text, each
    /// plain or compressed (gzip, zstd, bzip2, xz)
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    /// Where `dedup` would write: how fast that goes is measured there, and with its compression;
    /// nothing stays there [default: the temporary folder]
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: Option<PathBuf>,

    #[command(flatten)]
    pub(super) sameness: SamenessArgs,

    /// Which document of a cluster stays, as for `dedup`
    #[arg(long, value_name = "RULE")]
    pub(super) keep: Vec<KeepRule>,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,

    #[command(flatten)]
    pub(super) size: SizeArgs,

    #[command(flatten)]
    pub(super) screen: ScreenArgs,
}

#[derive(Debug, Args)]
pub(super) struct TokensArgs {
    /// Files, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

fn field_share(text: &str) -> crate::base::error::Result<(String, Share)> {
    match text.rsplit_once('=') {
        Some((field, share)) if !field.is_empty() => Ok((field.to_owned(), share.parse()?)),
        _ => Err(crate::base::error::Error::settings(format!(
            "expected FIELD=SHARE, found `{text}`"
        ))),
    }
}

#[cfg(test)]
mod tests {

    #[test]
    fn definition_is_sound() {
        crate::cli::definition().debug_assert();
    }
}
