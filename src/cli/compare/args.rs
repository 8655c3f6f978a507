//! The arguments of `retold compare`.

use crate::cli::args::{PassageArgs, ReadingArgs, RetellingArgs, SummaryFormat};
use crate::cli::side_by_side::context::Context;
use clap::{Args, ColorChoice};
use std::ffi::OsString;
use std::path::PathBuf;

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  Two files, side by side:
      retold compare draft.txt published.txt

  Why did this one go? Its id and its witness stand in removed.jsonl:
      retold compare --in news.jsonl.zst hp-101 ld-101

  What does one text tell twice?
      retold compare article.txt

  The whole of both texts, in a pager, with colour:
      retold compare a.txt b.txt --context all --color always | less -R

  For programs:
      retold compare a.txt b.txt --format json

Without colour, [-these words-] stand in the first text only and {+these+} in the second.

Exit codes:
  0  compared, whatever came out
  2  could not run";

#[derive(Debug, Args)]
pub(in crate::cli) struct CompareArgs {
    /// Two texts, or one to be compared with itself: files that hold one document each, or `-` for
    /// standard input; with --in, ids
    #[arg(required = true, num_args = 1..=2, value_name = "TEXT")]
    pub(super) texts: Vec<OsString>,

    /// Find the texts in this dump, by their ids; file:record names any record
    #[arg(long = "in", value_name = "DUMP")]
    pub(super) dump: Vec<PathBuf>,

    /// Minimum Jaccard similarity of the shingle sets of a near pair, 0.1 to 1 (higher = only closer
    /// copies are near)
    #[arg(long, value_name = "SIMILARITY", default_value_t = 0.7)]
    pub(super) threshold: f64,

    /// Tokens of a shingle (n of the n-grams; higher = only closer copies are near)
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(super) shingle_tokens: usize,

    #[command(flatten)]
    pub(super) passages: PassageArgs,

    #[command(flatten)]
    pub(super) retelling: RetellingArgs,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,

    #[command(flatten)]
    pub(super) screen: CompareScreenArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "On screen")]
pub(in crate::cli) struct CompareScreenArgs {
    /// Print for people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: SummaryFormat,

    /// Columns of the screen; below 50, the texts are shown one above the other [default: as wide as
    /// the terminal, else 80]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..))]
    pub(super) width: Option<u16>,

    /// Colour the differences; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub(super) color: ColorChoice,

    /// Lines of unchanged text around each difference, or `all`
    #[arg(long, value_name = "LINES", default_value = "3")]
    pub(super) context: Context,

    /// The settings file [default: retold.toml here or in a folder above]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}
