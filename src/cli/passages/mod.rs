//! `retold passages`.

pub(crate) mod args;

use super::args::SummaryFormat;
use super::frame::run::{Started, start};
use super::frame::screen::Screen;
use super::frame::summary::{RunFacts, row, took, write_json};
use crate::base::error::{Result, escape, shown};
use crate::input::settings::ReadSettings;
use crate::jobs::passages::{PassagesJob, find_passages};
use crate::output::sink::is_stdout;
use crate::passages::settings::PassageSettings;
use crate::report::found::PassagesSummary;
use args::PassagesArgs;
use clap::ColorChoice;
use indicatif::{HumanBytes, HumanCount};
use std::io::{self, Write};

pub(super) fn run(args: &PassagesArgs) -> anyhow::Result<()> {
    // Fields that are asked for by name have to be there, or a typing error would go unseen.
    let fields = args.screen.source_field.iter().chain(&args.date_field);
    let job = PassagesJob {
        inputs: args.inputs.clone(),
        output: args.output.clone(),
        retellings: args.retellings.clone(),
        read: ReadSettings { fields: fields.cloned().collect(), ..args.reading.settings() },
        settings: settings(args)?,
    };
    let Started { pool, cancel, bar, start } = start(args.screen.threads, args.screen.quiet)?;
    let summary = pool.install(|| find_passages(&job, bar.observer(), &cancel));
    let facts = RunFacts::since(start, pool.current_num_threads());
    drop(bar);
    let summary = summary?;
    if args.screen.quiet {
        return Ok(());
    }
    // Lines on standard output leave standard error for the summary.
    let on_stdout = args.output.iter().chain(&args.retellings).any(|path| is_stdout(path));
    let to = if on_stdout { Screen::stderr } else { Screen::stdout };
    let mut screen = to(ColorChoice::Auto);
    match args.screen.format {
        SummaryFormat::Text => write_text(&mut screen, &summary, &facts, args)?,
        SummaryFormat::Json => write_json(&mut screen, &summary, &facts)?,
    }
    Ok(())
}

fn settings(args: &PassagesArgs) -> Result<PassageSettings> {
    let mut settings = args
        .passages
        .settings(args.screen.source_field.as_deref())
        .retelling_score(args.retelling.retelling_score)
        .recurring(args.retelling.recurring)
        .min_distinct(args.filler.min_distinct);
    if let Some(field) = &args.date_field {
        settings = settings.date_field(field);
    }
    settings.build()
}

fn write_text(
    to: &mut Screen,
    summary: &PassagesSummary,
    facts: &RunFacts,
    args: &PassagesArgs,
) -> io::Result<()> {
    let count = HumanCount;
    writeln!(
        to,
        "{} documents, {} of text, {} tokens",
        to.bold(count(summary.documents)),
        HumanBytes(summary.text_bytes),
        count(summary.tokens)
    )?;
    let kinds: Vec<String> =
        summary.by_kind.iter().map(|(kind, number)| format!("{kind} {}", count(*number))).collect();
    row(to, "passages", &format!("{}  {}", count(summary.passages), kinds.join(", ")))?;
    for passage in &summary.widest {
        let size = format!(
            "{} places, {} documents, {} sources",
            count(passage.occurrences),
            count(passage.documents),
            count(passage.sources)
        );
        writeln!(to, "            {size}  {}  {}", passage.kind, escape(&passage.id))?;
        writeln!(to, "                {}", to.dim(escape(&passage.excerpt)))?;
    }
    let places =
        format!("{}  in {} documents", count(summary.occurrences), count(summary.documents_with));
    row(to, "places", &places)?;
    if let Some(retellings) = summary.retellings {
        let left_out = match summary.recurring_left_out {
            None | Some(0) => String::new(),
            Some(left_out) => {
                format!("  {} recurring reports left out; --recurring lists them", count(left_out))
            }
        };
        row(to, "retellings", &format!("{}{left_out}", count(retellings)))?;
    }
    let rejected: u64 = summary.rejected.values().sum();
    let remarks = [
        (rejected, "rejected", "records that could not be read"),
        (summary.duplicate_ids, "ids", "documents have the id of an earlier one"),
    ];
    for (number, name, remark) in remarks.iter().filter(|(number, ..)| *number > 0) {
        row(to, name, &format!("{} {remark}", count(*number)))?;
    }
    took(to, summary.text_bytes, facts)?;
    let outputs = args.output.iter().chain(&args.retellings);
    let wrote: Vec<String> = outputs.map(|path| shown(path)).collect();
    let nothing = "nothing; -o FILE lists all".to_owned();
    row(to, "wrote", &if wrote.is_empty() { nothing } else { wrote.join(", ") })
}
