//! The command line.

use clap::Parser;
use std::path::PathBuf;

/// Make a large corpus out of a real one, with planted duplicates of known truth
///
/// Every document is as long as a real article, in its language and of its source, and made of short runs
/// of the dump's words, so that no two are alike but the planted ones. The same dump, settings and seed
/// give the same bytes.
#[derive(Parser)]
#[command(name = "generate", arg_required_else_help = true)]
pub struct Options {
    /// Real documents to draw from: JSON lines with a `text`, and `lang`, `source` and `date` if they
    /// have them; `-` is standard input
    pub dump: PathBuf,
    /// Where to write the corpus, as JSON lines with `id`, `date`, `lang`, `source` and `text`
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Where to write what was planted: for each group its original, and its copies with kind and
    /// Jaccard similarity to the original
    #[arg(long, value_name = "FILE")]
    pub truth: PathBuf,
    /// How many documents
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub documents: u32,
    /// About how large, such as 10GB or 512MiB: all documents are longer or shorter for it [default: as
    /// long as the dump's]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub bytes: Option<u64>,
    /// Share of the documents that stand in groups
    #[arg(long, value_name = "SHARE", default_value_t = 0.2, value_parser = share)]
    pub share: f64,
    /// Documents in the largest groups
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(2..))]
    pub largest: u32,
    /// How many documents have the same footer, about: crowds that are no duplicates
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    pub crowd: u32,
    /// Jaccard similarity of the word 5-grams from which on a document is a duplicate
    #[arg(long, value_name = "J", default_value_t = 0.7, value_parser = share)]
    pub threshold: f64,
    /// How far copies stay away from the threshold: duplicates above, traps below
    #[arg(long, value_name = "J", default_value_t = 0.05, value_parser = share)]
    pub margin: f64,
    /// Another seed makes another corpus
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("expected 0 to 1".into()) }
}

fn size(text: &str) -> Result<u64, String> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 =
        text[..end].parse().map_err(|_| "expected a number, such as 10GB".to_owned())?;
    let unit = match &text[end..] {
        "" | "B" => 1,
        "kB" | "KB" => 1000,
        "MB" => 1000u64.pow(2),
        "GB" => 1000u64.pow(3),
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        other => {
            return Err(format!("unknown unit {other:?}; there are kB, MB, GB, KiB, MiB, GiB"));
        }
    };
    number.checked_mul(unit).ok_or_else(|| "too large".into())
}
