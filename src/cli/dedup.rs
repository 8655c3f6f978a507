//! `retold dedup`.

use super::args::{DedupArgs, ReadingArgs, SamenessArgs, SummaryFormat};
use super::passages::passage_settings;
use super::run::{Started, start};
use super::screen::Screen;
use super::summary::{RunFacts, write_json, write_text};
use crate::write::is_stdout;
use crate::{DedupJob, ReadSettings, Settings, Summary, dedup_files};
use clap::ColorChoice;

pub(super) fn run(args: &DedupArgs) -> anyhow::Result<()> {
    let job = job(args)?;
    let Started { pool, cancel, bar, start } = start(&args.screen)?;
    let summary = pool.install(|| dedup_files(&job, bar.observer(), &cancel));
    let facts = RunFacts::since(start, pool.current_num_threads());
    drop(bar);
    if args.screen.quiet {
        summary.map(drop)?
    } else {
        show(args, &summary?, &facts)?
    }
    Ok(())
}

fn show(args: &DedupArgs, summary: &Summary, facts: &RunFacts) -> anyhow::Result<()> {
    // Records on standard output leave standard error for the summary.
    let records_on_stdout = args.output.as_deref().is_some_and(is_stdout);
    let to = if records_on_stdout { Screen::stderr } else { Screen::stdout };
    let mut screen = to(ColorChoice::Auto);
    match args.screen.format {
        SummaryFormat::Text => write_text(&mut screen, summary, facts, args)?,
        SummaryFormat::Json => write_json(&mut screen, summary, facts)?,
    }
    Ok(())
}

fn job(args: &DedupArgs) -> crate::Result<DedupJob> {
    Ok(DedupJob {
        inputs: args.inputs.clone(),
        output: args.output.clone().filter(|_| !args.dry_run),
        report: args.report.clone(),
        read: read_settings(&args.reading),
        settings: settings(&args.sameness, args.keeping.keep.clone())?,
        repeats: args.repeats,
        passages: passage_settings(&args.passage, args.screen.source_field.as_deref()).build()?,
        source_field: args.screen.source_field.clone(),
        max_removed: args.keeping.max_removed,
        max_removed_per: args.keeping.max_removed_per.clone(),
    })
}

fn settings(args: &SamenessArgs, keep: Vec<crate::KeepRule>) -> crate::Result<Settings> {
    let mut settings = Settings::builder()
        .threshold(args.threshold)
        .shingle_tokens(args.shingle_tokens)
        .seed(args.seed)
        .keep(keep);
    for relation in &args.remove {
        settings = settings.remove(*relation);
    }
    if let Some(window) = &args.window {
        settings = settings.window(window.clone());
    }
    if let Some(field) = &args.across {
        settings = settings.across(field);
    }
    if let Some(field) = &args.within {
        settings = settings.within(field);
    }
    settings.build()
}

pub(super) fn read_settings(args: &ReadingArgs) -> ReadSettings {
    ReadSettings {
        text_field: args.text_field.clone(),
        id_field: args.id_field.clone(),
        format: args.input_format,
        split: args.split,
        on_error: args.on_error,
        max_record_bytes: args.max_record,
        max_ratio: args.max_ratio,
        temp_dir: args.temp_dir.clone(),
        ..ReadSettings::default()
    }
}
