//! The arguments of `retold dedup`, with its examples.

use crate::cli::args::{
    FillerArgs, KeepingArgs, PassageArgs, ReadingArgs, SamenessArgs, ScreenArgs, SizeArgs,
};
use crate::jobs::dedup::cuts::Repeats;
use clap::Args;
use std::path::PathBuf;

pub(crate) const EXAMPLES: &str = "\
Examples:
  Remove the duplicates of a dump, and keep the evidence:
      retold dedup news.jsonl.zst -o clean.jsonl.zst --report report

  See what would be removed, without writing any records:
      retold dedup news/ --dry-run --report report

  Keep the agency's version, then the earliest; compare only documents less than a month apart:
      retold dedup news.jsonl -o clean.jsonl --keep prefer:source=agency,gazette \\
          --keep earliest:date --window date=30d

  Deduplicate against an index of earlier dumps, which `retold index` keeps:
      retold dedup today.jsonl -o new.jsonl --against seen --report report

  Fail a nightly run rather than lose an outlet:
      retold dedup news.jsonl -o clean.jsonl --max-removed 20% --max-removed-per source=30%

  Reach a recall of 1 at the threshold; or measure the recall on a sample:
      retold dedup news.jsonl -o clean.jsonl --exact
      retold dedup news.jsonl --dry-run --audit 1000

  In a pipe:
      zcat *.gz | retold dedup - -o - > clean.jsonl

Settings may also stand in a file `retold.toml`, under the names of the flags; flags win.

Exit codes:
  0  done
  1  more would be removed than the budget allows; nothing was written
  2  could not run, or was interrupted; nothing was written";

#[derive(Debug, Args)]
pub(crate) struct DedupArgs {
    /// Files, folders, or `-` for standard input: JSON Lines, CSV, TSV or plain text, each plain
    /// or compressed (gzip, zstd, bzip2, xz)
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Write kept records here, byte for byte, in input order; `-` is standard output; compressed
    /// if the name ends in .gz, .zst, .bz2 or .xz
    #[arg(short, long, value_name = "OUT", required_unless_present = "dry_run")]
    pub(crate) output: Option<PathBuf>,

    /// Write clusters.jsonl, removed.jsonl, rejected.jsonl and summary.json into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) report: Option<PathBuf>,

    /// Find duplicates but write no records (a report is written if asked for)
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// First remove documents that are already in this index (`retold index`), then deduplicate the
    /// rest; each removal names its witness in the index
    #[arg(long, value_name = "INDEX")]
    pub(crate) against: Option<PathBuf>,

    /// What to do with passages that kept documents have in common: cut all but the first telling
    /// out (listed in cuts.jsonl, to be put back), or mark them in a new member of JSON records
    #[arg(long = "passages", value_name = "ACTION")]
    pub(crate) repeats: Option<Repeats>,

    /// Measure the recall that the run reached: compare N sampled texts with all others, print the
    /// share of their near pairs that was found, with its 95 % interval, and warn if that lies
    /// below what the run states
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) audit: Option<u32>,

    /// Keep the work of finished stages beside the output (or in --temp-dir), and resume from it
    /// if a run with the same inputs and settings was interrupted
    #[arg(long)]
    pub(crate) resume: bool,

    #[command(flatten)]
    pub(crate) sameness: SamenessArgs,

    #[command(flatten)]
    pub(crate) passage: PassageArgs,

    #[command(flatten)]
    pub(crate) filler: FillerArgs,

    #[command(flatten)]
    pub(crate) keeping: KeepingArgs,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    #[command(flatten)]
    pub(crate) size: SizeArgs,

    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}
