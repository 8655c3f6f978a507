//! `retold check`: whether corpora are clean.

pub(crate) mod args;
pub(crate) mod explain;
pub(crate) mod init;

use args::CheckArgs;

use super::config::settings_file;
use super::frame::exit::{ExitStatus, complain};
use super::frame::run::{Started, start};
use super::frame::screen::Screen;
use crate::base::error::{Error, Result, shown};
use crate::check::cache::place::default_folder;
use crate::check::plan::Plan;
use crate::check::report::{Facts, Reporter};
use crate::check::{Options, Outcome, check};
use crate::output::sink::Sink;
use args::{CheckRunArgs, Report};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// The width where there is no terminal.
const WIDTH: usize = 100;

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<ExitStatus> {
    let plan = plan(&args.paths, &args.run)?;
    let options = Options {
        since: args.since.clone(),
        baseline: args.baseline.clone(),
        write_baseline: args.write_baseline.clone(),
        allow: args.allow.clone(),
        cache: cache_folder(&args.run, &plan),
        explain: None,
    };
    let outputs = outputs(args)?;
    let Started { pool, cancel, bar, start } = start(args.run.threads, args.quiet)?;
    let outcome = pool.install(|| check(&plan, &options, bar.observer(), &cancel));
    drop(bar);
    let Outcome { checked, written, trouble, .. } = outcome?;
    if let Some(trouble) = trouble {
        complain(&format!("the next run begins anew: {trouble}"));
    }
    let seconds = start.elapsed().as_secs_f64();
    for (report, sink) in outputs {
        let screen = Screen::stdout(args.run.color);
        let facts = Facts { fail_on: args.fail_on, paint: screen.paint(), width: width(), seconds };
        match sink {
            Some(sink) => {
                // Colours are for a screen.
                let paint = crate::report::paint::Paint::with_colour(false);
                let facts = Facts { paint, ..facts };
                let mut bytes = Vec::new();
                report.reporter.write(&mut bytes, &checked, &facts)?;
                publish(sink, &bytes)?;
            }
            None if args.quiet && report.reporter == Reporter::Text => {}
            None => {
                let mut to = io::BufWriter::new(screen);
                report.reporter.write(&mut to, &checked, &facts)?;
                to.flush()?;
            }
        }
    }
    if let (Some(count), Some(path)) = (written, &args.write_baseline) {
        complain(&format!("{} accepts {count} places from now on", shown(path)));
        return Ok(ExitStatus::Done);
    }
    let fails = checked.at_least(args.fail_on) > 0;
    Ok(if fails { ExitStatus::Failed } else { ExitStatus::Done })
}

fn publish(mut sink: Sink, bytes: &[u8]) -> Result<()> {
    sink.write(bytes)?;
    sink.finish()?.publish()
}

/// Where reports go, opened before the work.
fn outputs(args: &CheckArgs) -> Result<Vec<(Report, Option<Sink>)>> {
    let default = [Report { reporter: Reporter::Text, path: None }];
    let reports = if args.reporter.is_empty() { &default[..] } else { &args.reporter };
    let on_screen = reports.iter().filter(|report| report.path.is_none()).count();
    if on_screen > 1 {
        return Err(Error::settings(
            "several reporters cannot share standard output; name a file, as in sarif=out.sarif",
        ));
    }
    for (at, report) in reports.iter().enumerate() {
        let twin = reports[..at].iter().any(|other| other.path == report.path);
        if let Some(path) = report.path.as_ref().filter(|_| twin) {
            let path = shown(path);
            return Err(Error::settings(format!("two reporters would write to {path}")));
        }
    }
    let open = |report: &Report| {
        let sink = report.path.as_deref().map(Sink::create).transpose()?;
        Ok((report.clone(), sink))
    };
    reports.iter().map(open).collect()
}

/// What is to be checked: the paths by default rules, or what the settings file says.
fn plan(paths: &[PathBuf], args: &CheckRunArgs) -> Result<Plan> {
    if !paths.is_empty() {
        return Plan::of_paths(paths.to_vec());
    }
    let nothing = |why: &str| {
        Error::settings(format!(
            "{why}; name files or folders, or say in retold.toml what is to be checked (`retold \
             init` writes one)"
        ))
    };
    let Some(file) = settings_file(args.config.as_deref()) else {
        return Err(nothing("there is nothing to check"));
    };
    Plan::from_file(&file)?
        .ok_or_else(|| nothing(&format!("{} has no [corpus.NAME]", shown(&file))))
}

/// The folder of the cache: in the user's, each root has one of its own.
fn cache_folder(args: &CheckRunArgs, plan: &Plan) -> Option<PathBuf> {
    if args.no_cache {
        return None;
    }
    let of_root = || {
        let root = if plan.root.as_os_str().is_empty() { Path::new(".") } else { &plan.root };
        let root = std::fs::canonicalize(root).ok()?;
        let name = format!("{:016x}", xxh3_64(root.as_os_str().as_encoded_bytes()));
        Some(default_folder()?.join(name))
    };
    args.cache.clone().or_else(of_root)
}

fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stdout());
    terminal.map_or(WIDTH, |(width, _)| usize::from(width.0))
}
