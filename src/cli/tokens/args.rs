//! The arguments of `retold tokens`, with its examples.

use crate::cli::args::ReadingArgs;
use clap::Args;
use std::path::PathBuf;

pub(crate) const EXAMPLES: &str = "\
Examples:
  retold tokens article.txt
  echo 'The ﬁrst café' | retold tokens -
  retold tokens news.jsonl --text-field body | head";

#[derive(Debug, Args)]
pub(crate) struct TokensArgs {
    /// Files, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}
