//! `retold dedup`.

pub(crate) mod args;

use super::args::SummaryFormat;
use super::frame::exit::complain;
use super::frame::run::{Started, start};
use super::frame::screen::Screen;
use super::frame::summary::{RunFacts, write_json, write_text};
use crate::base::error::{Error, ErrorKind, Result, shown};
use crate::jobs::dedup::job::DedupJob;
use crate::jobs::dedup::run::dedup_files;
use crate::output::sink::is_stdout;
use crate::report::summary::Summary;
use args::DedupArgs;
use clap::ColorChoice;
use std::path::PathBuf;

pub(super) fn run(args: &DedupArgs) -> anyhow::Result<()> {
    let job = job(args)?;
    let Started { pool, cancel, bar, start } = start(args.screen.threads, args.screen.quiet)?;
    let summary = pool.install(|| dedup_files(&job, bar.observer(), &cancel));
    let facts = RunFacts::since(start, pool.current_num_threads());
    drop(bar);
    let summary = summary.inspect_err(|error| {
        if let Some(work) = job.work.as_ref().filter(|_| error.kind() == ErrorKind::Cancelled) {
            complain(&format!(
                "what was finished is kept in {}; the same command goes on from there",
                shown(work)
            ));
        }
    })?;
    if !args.screen.quiet {
        show(args, &job, &summary, &facts)?;
    }
    // What was removed has its witnesses all the same, so this is no failure of the run; but who
    // asks for an audit wants to be told, quiet or not.
    if let Some(audit) = summary.audit.filter(|audit| !audit.passed) {
        complain(&format!(
            "warning: the audit found a recall of at most {:.4}, and the run states {:.4}; with \
             --exact no pair is missed",
            audit.high, audit.expected
        ));
    }
    Ok(())
}

fn show(
    args: &DedupArgs,
    job: &DedupJob,
    summary: &Summary,
    facts: &RunFacts,
) -> anyhow::Result<()> {
    // Records on standard output leave standard error for the summary.
    let records_on_stdout = args.output.as_deref().is_some_and(is_stdout);
    let to = if records_on_stdout { Screen::stderr } else { Screen::stdout };
    let mut screen = to(ColorChoice::Auto);
    match args.screen.format {
        SummaryFormat::Text => write_text(&mut screen, summary, facts, job)?,
        SummaryFormat::Json => write_json(&mut screen, summary, facts)?,
    }
    Ok(())
}

fn job(args: &DedupArgs) -> Result<DedupJob> {
    Ok(DedupJob {
        inputs: args.inputs.clone(),
        output: args.output.clone().filter(|_| !args.dry_run),
        report: args.report.clone(),
        read: args.reading.settings(),
        memory: args.size.memory.unwrap_or_default(),
        work: if args.resume { Some(work_folder(args)?) } else { None },
        against: args.against.clone(),
        settings: args.sameness.settings(args.keeping.keep.clone())?,
        repeats: args.repeats,
        passages: args
            .passage
            .settings(args.screen.source_field.as_deref())
            .min_distinct(args.filler.min_distinct)
            .build()?,
        audit: args.audit.map(|samples| samples as usize),
        source_field: args.screen.source_field.clone(),
        max_removed: args.keeping.max_removed,
        max_removed_per: args.keeping.max_removed_per.clone(),
    })
}

/// Where the work of a run lies that can be gone on with: the same run must find it again.
fn work_folder(args: &DedupArgs) -> Result<PathBuf> {
    let output = args.output.as_ref().filter(|path| !args.dry_run && !is_stdout(path));
    let Some(beside) = output.or(args.report.as_ref()) else {
        return Err(Error::settings(
            "--resume keeps its work beside the output, and there is none; name it with -o, or a \
             folder with --report",
        ));
    };
    let mut name = beside.file_name().unwrap_or_default().to_owned();
    name.push(".retold-work");
    Ok(match &args.reading.temp_dir {
        Some(folder) => folder.join(name),
        None => beside.with_file_name(name),
    })
}
