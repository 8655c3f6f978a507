//! The arguments of `retold index`.

use super::examples;
use crate::base::dates::timestamp;
use crate::base::document::Relation;
use crate::base::error::{Error, Result};
use crate::cli::args::{PassageArgs, ReadingArgs, SummaryFormat};
use crate::settings::window::Window;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(in crate::cli) struct IndexArgs {
    #[command(subcommand)]
    pub(super) command: IndexCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum IndexCommand {
    /// Make an empty index in a new folder
    #[command(after_help = examples::CREATE)]
    Create(CreateArgs),
    /// Add documents, all or those that are new
    #[command(after_help = examples::ADD)]
    Add(Box<AddArgs>),
    /// Check whether documents were seen before; also while another process adds
    #[command(after_help = examples::QUERY)]
    Query(Box<QueryArgs>),
    /// Remove documents by their ids
    #[command(after_help = examples::REMOVE)]
    Remove(RemoveArgs),
    /// Remove documents that were seen before a date
    #[command(after_help = examples::EXPIRE)]
    Expire(ExpireArgs),
    /// Show what an index contains, its size, and its settings
    #[command(after_help = examples::STATS)]
    Stats(StatsArgs),
    /// Check all files of the index for damage
    #[command(after_help = examples::VERIFY)]
    Verify(FolderArgs),
    /// Write all documents as JSON Lines
    #[command(after_help = examples::EXPORT)]
    Export(ExportArgs),
}

#[derive(Debug, Args)]
pub(super) struct FolderArgs {
    /// The folder of the index
    #[arg(value_name = "INDEX")]
    pub(super) index: PathBuf,
}

/// All that is stored in the index, and cannot be changed; so no settings file has a say in it.
#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    #[command(flatten)]
    pub(super) folder: FolderArgs,

    /// Minimum Jaccard similarity of the shingle sets of a near pair, 0.1 to 1 (higher = only closer
    /// copies are found)
    #[arg(long, value_name = "SIMILARITY", default_value_t = 0.7)]
    pub(super) threshold: f64,

    /// Tokens of a shingle (n of the n-grams; higher = only closer copies are found)
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(super) shingle_tokens: usize,

    /// Secret number for all hashes, so that nobody can craft texts that collide
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,

    /// Relations that count as seen before, besides exact and near: template, and with --passages
    /// contains and shares
    #[arg(long, value_name = "RELATION", value_delimiter = ',')]
    pub(super) told: Vec<Relation>,

    /// What is kept of a text: itself, compressed, or its shingles, which nobody can read
    #[arg(long, value_name = "WHAT", default_value = "text")]
    pub(super) store: Store,

    /// Look for passages too: answers include `contains` and `shares`, and where
    #[arg(long)]
    pub(super) passages: bool,

    #[command(flatten)]
    pub(super) passage: PassageArgs,

    /// Maximum number of documents; beyond it the oldest are removed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    #[arg(help_heading = "What stays")]
    pub(super) max_documents: Option<u64>,

    /// Remove documents seen longer than this before the latest, such as 30d
    #[arg(long, value_name = "LENGTH", help_heading = "What stays")]
    pub(super) window: Option<Length>,
}

/// What is kept of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Store {
    Text,
    Shingles,
}

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    #[command(flatten)]
    pub(super) folder: FolderArgs,

    /// Files, folders, or `-` for standard input: JSON Lines, CSV, TSV or plain text, each plain
    /// or compressed (gzip, zstd, bzip2, xz)
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    /// Add only documents that are new: not repeated by a document of the index or by an earlier one
    /// of the input
    #[arg(long)]
    pub(super) only_new: bool,

    /// Write new records here, byte for byte, in input order; `-` is standard output;
    /// compressed if the name ends in .gz, .zst, .bz2 or .xz
    #[arg(short, long, value_name = "OUT", requires = "only_new")]
    pub(super) output: Option<PathBuf>,

    /// The field that holds the time at which a document was seen; without it that is now
    /// [default: date]
    #[arg(long, value_name = "FIELD")]
    pub(super) date_field: Option<String>,

    /// Further fields to keep, for `export`
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub(super) fields: Vec<String>,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,

    #[command(flatten)]
    pub(super) run: RunArgs,

    /// No progress and no summary; errors are still shown
    #[arg(long, short, help_heading = "On screen")]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "On screen")]
pub(super) struct RunArgs {
    /// Print for people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: SummaryFormat,

    /// Number of threads [default: one per core]
    #[arg(long, short = 'j', value_name = "N")]
    pub(super) threads: Option<usize>,

    /// The settings file [default: retold.toml here or in a folder above]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct QueryArgs {
    #[command(flatten)]
    pub(super) folder: FolderArgs,

    /// Files, folders, or `-` for standard input, as for `add`
    #[arg(required_unless_present = "text", value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    /// Check this text alone
    #[arg(long, value_name = "TEXT", conflicts_with = "inputs")]
    pub(super) text: Option<String>,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,

    #[command(flatten)]
    pub(super) run: RunArgs,
}

#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    #[command(flatten)]
    pub(super) folder: FolderArgs,

    /// Ids of documents
    #[arg(required_unless_present = "ids", value_name = "ID")]
    pub(super) id: Vec<String>,

    /// A file of ids, one per line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(super) ids: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ExpireArgs {
    #[command(flatten)]
    pub(super) folder: FolderArgs,

    #[command(flatten)]
    pub(super) before: BeforeArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct BeforeArgs {
    /// Remove what was seen before this date or time, such as 2025-03-01
    #[arg(long, value_name = "DATE")]
    pub(super) before: Option<Moment>,

    /// Remove what was seen longer ago than this, such as 30d
    #[arg(long, value_name = "LENGTH")]
    pub(super) older_than: Option<Length>,
}

#[derive(Debug, Args)]
pub(super) struct StatsArgs {
    #[command(flatten)]
    pub(super) folder: FolderArgs,

    /// Print for people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: SummaryFormat,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    pub(super) folder: FolderArgs,

    /// Write the documents here; `-` is standard output; compressed if the name ends in .gz, .zst,
    /// .bz2 or .xz
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    pub(super) output: PathBuf,
}

/// A length of time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Length(pub(super) Duration);

impl FromStr for Length {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Window::length(text).map(|seconds| Length(Duration::from_secs(seconds.unsigned_abs())))
    }
}

/// A moment, in seconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment(pub(super) i64);

impl FromStr for Moment {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        timestamp(text).map(Moment).ok_or_else(|| {
            Error::settings(format!(
                "`{text}` is no date; it is written 2025-03-01 or 2025-03-01T12:00:00Z, or in \
                 seconds since 1970"
            ))
        })
    }
}
