//! The flags that several commands share, as data, and the settings they name.

use crate::base::document::Relation;
use crate::base::error::{Error, Result};
use crate::base::memory::{Memory, size};
use crate::input::settings::{Format, OnError, ReadSettings, Split};
use crate::passages::settings::{PassageSettings, PassageSettingsBuilder};
use crate::settings::Settings;
use crate::settings::keep::KeepRule;
use crate::settings::share::Share;
use crate::settings::window::Window;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(next_help_heading = "Size")]
pub(crate) struct SizeArgs {
    /// Maximum memory of the run beyond mapped files; what does not fit goes to --temp-dir
    /// [default: a quarter of the machine]
    #[arg(long, value_name = "SIZE")]
    pub(crate) memory: Option<Memory>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What counts as the same")]
pub(crate) struct SamenessArgs {
    /// Minimum Jaccard similarity of the word 5-gram sets of a near pair, 0.1 to 1 (higher = only
    /// closer copies are found)
    #[arg(long, value_name = "SIMILARITY", default_value_t = 0.7)]
    pub(crate) threshold: f64,

    /// Tokens of a shingle (n of the n-grams; higher = only closer copies are found)
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) shingle_tokens: usize,

    /// Reach a recall of 1 at the threshold: find candidates by an exact join of all 5-gram sets
    /// instead of by sketches. Slower, and refused if it needs more than --memory
    #[arg(long)]
    pub(crate) exact: bool,

    /// Remove these too, besides exact and near: contains (nearly all of it occurs in a kept
    /// text), template (differs from a kept text only in numbers and dates), empty (no token)
    #[arg(long, value_name = "RELATION", value_delimiter = ',')]
    pub(crate) remove: Vec<Relation>,

    /// Compare only documents whose dates in FIELD are at most this far apart, such as date=30d
    #[arg(long, value_name = "FIELD=LENGTH")]
    pub(crate) window: Option<Window>,

    /// Compare only documents that differ in FIELD
    #[arg(long, value_name = "FIELD")]
    pub(crate) across: Option<String>,

    /// Compare only documents that agree in FIELD
    #[arg(long, value_name = "FIELD")]
    pub(crate) within: Option<String>,

    /// Secret number for all hashes, so that nobody can craft texts that collide
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
}

impl SamenessArgs {
    /// The settings that these flags name, with these rules of what is kept.
    pub(crate) fn settings(&self, keep: Vec<KeepRule>) -> Result<Settings> {
        let mut settings = Settings::builder()
            .threshold(self.threshold)
            .shingle_tokens(self.shingle_tokens)
            .seed(self.seed)
            .exact(self.exact)
            .keep(keep);
        for relation in &self.remove {
            settings = settings.remove(*relation);
        }
        if let Some(window) = &self.window {
            settings = settings.window(window.clone());
        }
        if let Some(field) = &self.across {
            settings = settings.across(field);
        }
        if let Some(field) = &self.within {
            settings = settings.within(field);
        }
        settings.build()
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What counts as a passage")]
pub(crate) struct PassageArgs {
    /// Minimum number of identical tokens in both places (higher = only longer passages)
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub(crate) min_tokens: usize,

    /// Minimum share of words that match within a passage, 0.5 to 1 (higher = only closer copies)
    #[arg(long, value_name = "SHARE", default_value_t = 0.8)]
    pub(crate) identity: f64,

    /// Minimum share of a text's tokens that occur in another for `contains` (higher = fewer)
    #[arg(long, value_name = "SHARE", default_value_t = 0.9)]
    pub(crate) containment: f64,
}

impl PassageArgs {
    /// The settings that these flags name; commands add their own.
    pub(crate) fn settings(&self, source_field: Option<&str>) -> PassageSettingsBuilder {
        let mut settings = PassageSettings::builder()
            .min_tokens(self.min_tokens)
            .identity(self.identity)
            .containment(self.containment);
        if let Some(field) = source_field {
            settings = settings.source_field(field);
        }
        settings
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What counts as a passage")]
pub(crate) struct FillerArgs {
    /// Minimum share of different words in a run of --min-tokens tokens of a passage, 0 to 1 (higher =
    /// fewer passages). Encoded files, rulers and tables of numbers have less; 0 lists them too
    #[arg(long, value_name = "SHARE", default_value_t = 0.3)]
    pub(crate) min_distinct: f64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What counts as a retelling")]
pub(crate) struct RetellingArgs {
    /// Minimum score of a retelling (higher = fewer). A rare word or phrase that both have in common
    /// scores 3 to 6.4
    #[arg(long, value_name = "SCORE", default_value_t = 80.0)]
    pub(crate) retelling_score: f64,

    /// Also list recurring reports: pairs of spans that hold six numbers or more each and share
    /// fewer than two thirds of them
    #[arg(long)]
    pub(crate) recurring: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What is kept")]
pub(crate) struct KeepingArgs {
    /// Which document of a cluster is kept: first, last, longest, earliest:FIELD, latest:FIELD or
    /// prefer:FIELD=a,b,c; repeat to break ties; by default first; other ties end in content
    #[arg(long, value_name = "RULE")]
    pub(crate) keep: Vec<KeepRule>,

    /// Fail, writing nothing, if more than this share of all documents would be removed, such as 20%
    #[arg(long, value_name = "SHARE")]
    pub(crate) max_removed: Option<Share>,

    /// Fail, writing nothing, if more than this share of the documents with one value of FIELD
    /// would be removed, such as source=30%
    #[arg(long, value_name = "FIELD=SHARE", value_parser = field_share)]
    pub(crate) max_removed_per: Vec<(String, Share)>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ReadingArgs {
    /// The field that holds the text; dots lead into objects
    #[arg(long, value_name = "FIELD", default_value = "text")]
    pub(crate) text_field: String,

    /// The field that holds the id; records without it are named file:record
    #[arg(long, value_name = "FIELD", default_value = "id")]
    pub(crate) id_field: String,

    /// The format of the input; recognised by name and content if not given
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<Format>,

    /// What counts as one document in plain text
    #[arg(long, value_name = "UNIT", default_value = "file")]
    pub(crate) split: Split,

    /// What to do with a record that cannot be read: stop with an error, or copy it to rejected.jsonl
    /// with the reason and continue
    #[arg(long, value_name = "ACTION", default_value = "fail")]
    pub(crate) on_error: OnError,

    /// Maximum size of a record
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = size)]
    pub(crate) max_record: u64,

    /// Maximum ratio of decompressed to compressed bytes, past the first 64 MiB
    #[arg(long, value_name = "RATIO", default_value_t = 1000)]
    pub(crate) max_ratio: u64,

    /// Folder for temporary files: decompressed and piped input, and what does not fit into memory
    #[arg(long, value_name = "DIR")]
    pub(crate) temp_dir: Option<PathBuf>,
}

impl ReadingArgs {
    /// The settings that these flags name.
    pub(crate) fn settings(&self) -> ReadSettings {
        ReadSettings {
            text_field: self.text_field.clone(),
            id_field: self.id_field.clone(),
            format: self.input_format,
            split: self.split,
            on_error: self.on_error,
            max_record_bytes: self.max_record,
            max_ratio: self.max_ratio,
            temp_dir: self.temp_dir.clone(),
            ..ReadSettings::default()
        }
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "On screen")]
pub(crate) struct ScreenArgs {
    /// Print the closing summary for people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: SummaryFormat,

    /// The field that names a document's source [default: source, or the file]
    #[arg(long, value_name = "FIELD")]
    pub(crate) source_field: Option<String>,

    /// Number of threads [default: one per core]
    #[arg(long, short = 'j', value_name = "N")]
    pub(crate) threads: Option<usize>,

    /// No progress and no summary; errors are still shown
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// The settings file [default: retold.toml here or in a folder above]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// For people, or for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SummaryFormat {
    Text,
    Json,
}

fn field_share(text: &str) -> Result<(String, Share)> {
    match text.rsplit_once('=') {
        Some((field, share)) if !field.is_empty() => Ok((field.to_owned(), share.parse()?)),
        _ => Err(Error::settings(format!("expected FIELD=SHARE, found `{text}`"))),
    }
}
