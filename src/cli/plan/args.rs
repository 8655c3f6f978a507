//! The arguments of `retold plan`, with its examples.

use crate::cli::args::{ReadingArgs, SamenessArgs, ScreenArgs, SizeArgs};
use crate::settings::keep::KeepRule;
use clap::Args;
use std::path::PathBuf;

pub(crate) const EXAMPLES: &str = "\
Examples:
  What a run over a dump will cost and find:
      retold plan news.jsonl.zst

  Whether it fits into half a gigabyte, and how long it takes with eight threads:
      retold plan news/ --memory 512MiB --threads 8

  How many pairs lie below a higher threshold, as numbers:
      retold plan news.jsonl --threshold 0.85 --format json | jq .histogram

Every figure is an estimate from about 32 MiB of records; docs/plan.md explains how it is made and
how far it can be trusted. A smaller input is read whole.

Exit codes:
  0  done
  2  could not run, or was interrupted";

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// Files, folders, or `-` for a short standard input: JSON Lines, CSV, TSV or plain text, each
    /// plain or compressed (gzip, zstd, bzip2, xz)
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Where `dedup` would write: the speed of writing there, with its compression, is measured;
    /// nothing is left behind [default: the temporary folder]
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) sameness: SamenessArgs,

    /// Which document of a cluster is kept, as for `dedup`
    #[arg(long, value_name = "RULE")]
    pub(crate) keep: Vec<KeepRule>,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    #[command(flatten)]
    pub(crate) size: SizeArgs,

    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}
