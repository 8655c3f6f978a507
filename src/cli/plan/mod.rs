//! `retold plan`.

pub(crate) mod args;

use super::args::SummaryFormat;
use super::frame::plot;
use super::frame::run::{Started, start};
use super::frame::screen::Screen;
use super::frame::summary::row;
use crate::base::error::{escape, shown};
use crate::jobs::dedup::job::DedupJob;
use crate::plan::plan_files;
use crate::plan::report::{Basis, Estimate, Plan};
use args::PlanArgs;
use clap::ColorChoice;
use indicatif::{HumanBytes, HumanCount};
use std::io::{self, Write};

pub(super) fn run(args: &PlanArgs) -> anyhow::Result<()> {
    let job = DedupJob {
        inputs: args.inputs.clone(),
        output: args.output.clone(),
        read: args.reading.settings(),
        memory: args.size.memory.unwrap_or_default(),
        settings: args.sameness.settings(args.keep.clone())?,
        source_field: args.screen.source_field.clone(),
        ..DedupJob::default()
    };
    let Started { pool, cancel, bar, .. } = start(args.screen.threads, args.screen.quiet)?;
    let plan = pool.install(|| plan_files(&job, bar.observer(), &cancel));
    drop(bar);
    let plan = plan?;
    if args.screen.quiet {
        return Ok(());
    }
    let mut screen = Screen::stdout(ColorChoice::Auto);
    match args.screen.format {
        SummaryFormat::Text => write_text(&mut screen, &plan, &job)?,
        SummaryFormat::Json => {
            serde_json::to_writer(&mut screen, &plan)?;
            writeln!(screen)?;
        }
    }
    Ok(())
}

fn write_text(to: &mut Screen, plan: &Plan, job: &DedupJob) -> io::Result<()> {
    writeln!(
        to,
        "{} documents, {} of text, {} tokens",
        to.bold(count(&plan.documents)),
        HumanBytes(plan.text_bytes.estimate as u64),
        HumanCount(plan.tokens.estimate as u64)
    )?;
    row(to, "sample", &sample(plan))?;
    rejected(to, plan)?;
    row(to, "time", &time(plan))?;
    let memory = &plan.memory;
    let beyond = if memory.spilled > 0 { ", the rest goes to temporary files" } else { "" };
    let need = HumanBytes(memory.bytes);
    let budget = HumanBytes(memory.budget);
    row(to, "memory", &format!("{need} beyond mapped files; the budget is {budget}{beyond}"))?;
    row(to, "disk", &disk(plan, job))?;
    row(to, "removed", &format!("{} documents", count(&plan.found.removed)))?;
    let found = &plan.found;
    for (name, pairs) in [
        ("exact", &found.exact_pairs),
        ("near", &found.near_pairs),
        ("template", &found.template_pairs),
    ] {
        row(to, name, &format!("{} pairs", count(pairs)))?;
    }
    curve(to, plan)?;
    histogram(to, plan)?;
    advice(to, plan)
}

/// An estimate, and between which it lies.
fn count(estimate: &Estimate) -> String {
    let Estimate { estimate, low, high } = *estimate;
    let whole = |value: f64| HumanCount(value.round().max(0.0) as u64);
    if low == high {
        return whole(estimate).to_string();
    }
    format!("{} ({} to {})", whole(estimate), whole(low), whole(high))
}

fn sample(plan: &Plan) -> String {
    let sample = &plan.sample;
    let basis = match sample.basis {
        Basis::All => "all of the input",
        Basis::Head => "from the heads of compressed files: what changes later is not seen",
        _ => "from all over the input",
    };
    let cut_short = if sample.cut_short { "; time was up before the rest was read" } else { "" };
    format!(
        "{} documents, {} ({:.1} %), {basis}; {:.1} s{cut_short}",
        HumanCount(sample.documents),
        HumanBytes(sample.bytes),
        100.0 * sample.share,
        sample.seconds
    )
}

fn rejected(to: &mut Screen, plan: &Plan) -> io::Result<()> {
    let Some(first) = &plan.sample.first_rejected else { return Ok(()) };
    let kinds = plan.sample.rejected.iter().map(|(kind, number)| format!("{kind} {number}"));
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    row(to, "rejected", &format!("in the sample: {kinds}; the first: {}", escape(first)))
}

fn time(plan: &Plan) -> String {
    let time = &plan.time;
    let stages = [
        ("decompressing", time.decompress),
        ("reading", time.read),
        ("pairing", time.candidates),
        ("verifying", time.verify),
        ("writing", time.write),
    ];
    let stages = stages.iter().filter(|(_, seconds)| *seconds > 0.0);
    let stages: Vec<String> =
        stages.map(|(name, seconds)| format!("{name} {}", span(*seconds))).collect();
    let threads = if time.threads == 1 { "thread" } else { "threads" };
    let (all, stages) = (span(time.seconds), stages.join(", "));
    format!("{all} with {} {threads}: {stages}", time.threads)
}

/// Seconds for people.
fn span(seconds: f64) -> String {
    match seconds {
        s if s < 100.0 => format!("{s:.2} s"),
        s if s < 6000.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

fn disk(plan: &Plan, job: &DedupJob) -> String {
    let disk = &plan.disk;
    let folder = job.read.temp_dir.clone().unwrap_or_else(std::env::temp_dir);
    let temporary = match disk.temporary {
        0 => "no temporary files".to_owned(),
        bytes => format!("{} of temporary files in {}", HumanBytes(bytes), shown(&folder)),
    };
    format!("{} of kept records, {temporary}", HumanBytes(disk.output))
}

fn curve(to: &mut Screen, plan: &Plan) -> io::Result<()> {
    let curve = &plan.curve;
    let recall = format!(
        "{:.4} at a similarity of {} ({} bands of {} rows); {}",
        curve.recall,
        curve.threshold,
        curve.bands,
        curve.rows,
        match curve.false_candidates {
            Some(share) => format!("{:.0} % of candidates are false", 100.0 * share),
            None => "no candidates in the sample".to_owned(),
        }
    );
    row(to, "recall", &recall)?;
    writeln!(to, "{:>12}chance to be compared, by similarity:", "")?;
    indented(to, &plot::curve(curve))
}

fn histogram(to: &mut Screen, plan: &Plan) -> io::Result<()> {
    row(to, "similarity", "pairs, log scale; dots are templates; exact copies are not shown")?;
    indented(to, &plot::histogram(&plan.histogram, plan.curve.threshold))
}

fn indented(to: &mut Screen, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(to, "{:>12}{line}", ""))
}

fn advice(to: &mut Screen, plan: &Plan) -> io::Result<()> {
    if plan.advice.is_empty() {
        return row(to, "advice", "none: the settings fit");
    }
    plan.advice.iter().try_for_each(|advice| {
        let setting = to.bold(&advice.setting);
        row(to, "advice", &format!("{setting}  {}", escape(&advice.reason)))
    })
}
