//! `retold index add`.

use super::args::AddArgs;
use crate::base::error::ErrorKind;
use crate::cli::args::SummaryFormat;
use crate::cli::frame::run::{Started, start};
use crate::cli::frame::screen::Screen;
use crate::cli::frame::summary::{RunFacts, row, took, write_json};
use crate::index::Index;
use crate::index::settings::Durability;
use crate::jobs::index::add::{AddJob, AddSummary, add_files};
use crate::output::sink::is_stdout;
use clap::ColorChoice;
use indicatif::{HumanBytes, HumanCount};
use std::io::{self, Write};

pub(super) fn run(args: &AddArgs) -> anyhow::Result<()> {
    let Started { pool, cancel, bar, start } = start(args.run.threads, args.quiet)?;
    let index = Index::open_as_made(&args.folder.index, Durability::Relaxed)?;
    let job = job(args);
    let added = pool.install(|| add_files(&index, &job, bar.observer(), &cancel));
    let facts = RunFacts::since(start, pool.current_num_threads());
    drop(bar);
    let added = added.map_err(|error| match error.kind() {
        // Something was written, and the message says what.
        ErrorKind::Cancelled => anyhow::anyhow!("{error}"),
        _ => error.into(),
    })?;
    if args.quiet {
        return Ok(());
    }
    // Records on standard output leave standard error for the summary.
    let on_stdout = args.output.as_deref().is_some_and(is_stdout);
    let to = if on_stdout { Screen::stderr } else { Screen::stdout };
    let mut screen = to(ColorChoice::Auto);
    match args.run.format {
        SummaryFormat::Text => write_text(&mut screen, &added, &facts, args.only_new)?,
        SummaryFormat::Json => write_json(&mut screen, &added, &facts)?,
    }
    Ok(())
}

fn job(args: &AddArgs) -> AddJob {
    AddJob {
        inputs: args.inputs.clone(),
        only_new: args.only_new,
        output: args.output.clone(),
        date_field: args.date_field.clone(),
        fields: args.fields.clone(),
        read: args.reading.settings(),
    }
}

fn write_text(
    to: &mut Screen,
    added: &AddSummary,
    facts: &RunFacts,
    only_new: bool,
) -> io::Result<()> {
    let count = HumanCount;
    let documents = to.bold(count(added.documents));
    writeln!(to, "{documents} documents, {} of text", HumanBytes(added.text_bytes))?;
    row(to, "added", &count(added.added).to_string())?;
    row(
        to,
        "replaced",
        &format!("{}  had the id, and another text or date", count(added.replaced)),
    )?;
    row(to, "unchanged", &format!("{}  are there already", count(added.unchanged)))?;
    if only_new {
        row(to, "told", &format!("{}  were told before, and not added", count(added.told)))?;
    }
    if added.undated > 0 {
        let note = "have no date that can be read, and count as seen now";
        row(to, "undated", &format!("{}  {note}", count(added.undated)))?;
    }
    let rejected: u64 = added.rejected.values().sum();
    if rejected > 0 {
        let kinds: Vec<String> =
            added.rejected.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let note = format!("records that could not be read: {}", kinds.join(", "));
        row(to, "rejected", &format!("{}  {note}", count(rejected)))?;
    }
    took(to, added.text_bytes, facts)
}
