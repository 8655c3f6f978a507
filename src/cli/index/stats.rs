//! `retold index stats`.

use super::args::StatsArgs;
use crate::base::document::Relation;
use crate::cli::args::SummaryFormat;
use crate::cli::frame::screen::Screen;
use crate::cli::frame::summary::row;
use crate::index::Index;
use crate::index::lookup::verdict::IndexStats;
use crate::index::settings::{IndexSettings, Stored};
use clap::ColorChoice;
use indicatif::{HumanBytes, HumanCount, HumanDuration};
use serde::Serialize;
use std::io::{self, Write};

/// What an index was made with, but for the seed: that is a secret.
#[derive(Serialize)]
struct Made {
    threshold: f64,
    shingle_tokens: usize,
    miss_rate: f64,
    told: Vec<Relation>,
    store: &'static str,
    passages: bool,
    max_documents: Option<u64>,
    window_seconds: Option<u64>,
}

impl Made {
    fn of(settings: &IndexSettings) -> Self {
        let same = settings.sameness();
        Self {
            threshold: same.threshold(),
            shingle_tokens: same.shingle_tokens(),
            miss_rate: same.miss_rate(),
            told: Relation::ALL.into_iter().filter(|relation| same.removes(*relation)).collect(),
            store: match settings.stored() {
                Stored::Text => "text",
                Stored::Shingles => "shingles",
            },
            passages: settings.passages().is_some(),
            max_documents: settings.max_documents(),
            window_seconds: settings.window().map(|window| window.as_secs()),
        }
    }
}

pub(super) fn run(args: &StatsArgs) -> anyhow::Result<()> {
    let index = Index::open_reader(&args.folder.index)?;
    let (stats, made) = (index.stats()?, Made::of(index.settings()));
    let mut to = Screen::stdout(ColorChoice::Auto);
    match args.format {
        SummaryFormat::Text => write_text(&mut to, &stats, &made, index.settings())?,
        SummaryFormat::Json => {
            #[derive(Serialize)]
            struct Both<'s> {
                #[serde(flatten)]
                stats: &'s IndexStats,
                settings: &'s Made,
            }
            let both = Both { stats: &stats, settings: &made };
            to.write_all(&crate::report::records::line(&both)?)?;
        }
    }
    Ok(())
}

fn write_text(
    to: &mut Screen,
    stats: &IndexStats,
    made: &Made,
    settings: &IndexSettings,
) -> io::Result<()> {
    let count = HumanCount;
    let documents = to.bold(count(stats.documents));
    writeln!(to, "{documents} documents, {} on disk", HumanBytes(stats.bytes))?;
    let each = stats.bytes.checked_div(stats.documents).unwrap_or(0);
    row(to, "each", &HumanBytes(each).to_string())?;
    row(to, "gone", &format!("{}  whose place was not given back yet", count(stats.gone)))?;
    let logs = count(stats.in_logs);
    row(to, "files", &format!("{}; {logs} documents are still in logs", count(stats.parts)))?;
    if stats.documents > 0 {
        row(to, "latest", &super::date(stats.latest))?;
    }
    let told: Vec<&str> = made.told.iter().map(|relation| relation.name()).collect();
    let threshold = format!("{} of {} tokens a shingle", made.threshold, made.shingle_tokens);
    row(to, "threshold", &threshold)?;
    row(to, "told", &told.join(", "))?;
    let passages = if made.passages { ", and passages are looked for" } else { "" };
    row(to, "store", &format!("{}{passages}", made.store))?;
    if let Some(most) = made.max_documents {
        row(to, "at most", &format!("{} documents", count(most)))?;
    }
    if let Some(window) = settings.window() {
        row(to, "window", &HumanDuration(window).to_string())?;
    }
    Ok(())
}
