//! The arguments of `retold passages`, with its examples.

use crate::cli::args::{FillerArgs, PassageArgs, ReadingArgs, RetellingArgs, ScreenArgs};
use clap::Args;
use std::path::PathBuf;

pub(crate) const EXAMPLES: &str = "\
Examples:
  Passages that occur several times in a dump, each with all its places:
      retold passages news.jsonl.zst -o passages.jsonl

  Within one article, in the same words and in others:
      retold passages article.txt -o passages.jsonl --retellings retellings.jsonl

  Long and word for word only:
      retold passages news/ --min-tokens 100 --identity 1 -o passages.jsonl

  The boilerplate of each outlet:
      retold passages news.jsonl -o - -q | jq -c 'select(.kind == \"boilerplate\") | .text'

The lines are described in docs/passages.md. To cut repeats out of a dump, see
`retold dedup --passages`.

Exit codes:
  0  done
  2  could not run, or was interrupted; nothing was written";

#[derive(Debug, Args)]
pub(crate) struct PassagesArgs {
    /// Files, folders, or `-` for standard input: JSON Lines, CSV, TSV or plain text, each plain
    /// or compressed (gzip, zstd, bzip2, xz)
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Write passages here, one JSON object per line; `-` is standard output; compressed if the
    /// name ends in .gz, .zst, .bz2 or .xz
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,

    /// Also look for retellings (the same story in other words), and write them here, one JSON
    /// object per line
    #[arg(long, value_name = "OUT")]
    pub(crate) retellings: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) passages: PassageArgs,

    #[command(flatten)]
    pub(crate) filler: FillerArgs,

    #[command(flatten)]
    pub(crate) retelling: RetellingArgs,

    /// The field that holds a document's date [default: date]
    #[arg(long, value_name = "FIELD")]
    pub(crate) date_field: Option<String>,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}
