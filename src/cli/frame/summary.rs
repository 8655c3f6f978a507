//! The closing summary, for people and for programs.

use super::screen::Screen;
use crate::base::error::{escape, shown};
use crate::dedup::audit::Audit;
use crate::jobs::dedup::job::DedupJob;
use crate::report::summary::{SourceCount, Summary};
use indicatif::{HumanBytes, HumanCount};
use serde::Serialize;
use std::io::{self, Write};
use std::time::Instant;

/// Sources that are shown to people.
const SOURCES: usize = 10;

/// What differs from run to run.
#[derive(Debug, Serialize)]
pub(crate) struct RunFacts {
    seconds: f64,
    threads: usize,
    /// The most memory the process held at once, mapped input included.
    peak_memory_bytes: Option<u64>,
}

impl RunFacts {
    pub(crate) fn since(start: Instant, threads: usize) -> Self {
        let seconds = start.elapsed().as_secs_f64();
        Self { seconds, threads, peak_memory_bytes: peak_memory() }
    }
}

/// The highest resident size, where the system tells it in a file.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

pub(crate) fn write_json(
    to: &mut Screen,
    summary: &impl Serialize,
    facts: &RunFacts,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Both<'a, S> {
        #[serde(flatten)]
        summary: &'a S,
        run: &'a RunFacts,
    }
    serde_json::to_writer(&mut *to, &Both { summary, run: facts })?;
    writeln!(to)
}

pub(crate) fn write_text(
    to: &mut Screen,
    summary: &Summary,
    facts: &RunFacts,
    job: &DedupJob,
) -> io::Result<()> {
    let count = HumanCount;
    let total = summary.documents;
    writeln!(
        to,
        "{} documents, {} of text, {} tokens",
        to.bold(count(total)),
        HumanBytes(summary.text_bytes),
        count(summary.tokens)
    )?;
    let by = &summary.removed_by;
    let mut relations =
        vec![format!("exact {}", count(by.exact)), format!("near {}", count(by.near))];
    for (name, removed) in [
        ("contains", by.contains),
        ("template", by.template),
        ("empty", by.empty),
        ("shares", by.shares),
    ] {
        if removed > 0 {
            relations.push(format!("{name} {}", count(removed)));
        }
    }
    row(to, "kept", &share(summary.kept, total))?;
    row(to, "removed", &format!("{}  {}", share(summary.removed, total), relations.join(", ")))?;
    if let (Some(told), Some(index)) = (summary.told, &job.against) {
        let note = format!("of those, by what the index {} tells", shown(index));
        row(to, "told", &format!("{}  {note}", count(told)))?;
    }
    if summary.template_kept > 0 {
        let note = "kept, though they differ from another only in numbers and dates";
        row(to, "template", &format!("{}  {note}", count(summary.template_kept)))?;
    }
    clusters(to, summary)?;
    if let Some((passages, places)) = summary.passages.zip(summary.passage_occurrences) {
        let told = format!("{} at {} places, in what is kept", count(passages), count(places));
        row(to, "passages", &told)?;
    }
    sources(to, &summary.sources)?;
    remarks(to, summary)?;
    row(to, "missed", &missed(summary))?;
    if let Some(audit) = &summary.audit {
        row(to, "audit", &audited(audit))?;
    }
    took(to, summary.text_bytes, facts)?;
    let outputs = [&job.output, &job.report];
    let outputs: Vec<String> = outputs.into_iter().flatten().map(|path| shown(path)).collect();
    let wrote =
        if outputs.is_empty() { "nothing: a dry run".to_owned() } else { outputs.join(", ") };
    row(to, "wrote", &wrote)
}

fn missed(summary: &Summary) -> String {
    if summary.exact {
        return "nothing: exact join".to_owned();
    }
    format!(
        "at most {} of the pairs at a similarity of {} ({} bands of {} rows)",
        small_share(summary.expected_miss_rate),
        summary.threshold,
        summary.bands,
        summary.rows
    )
}

fn audited(audit: &Audit) -> String {
    let sampled = HumanCount(audit.sampled);
    let Some(recall) = audit.recall else {
        return format!(
            "no near pair among {sampled} sampled texts: recall may be anything; sample more"
        );
    };
    let both_kept = match audit.both_kept {
        0 => String::new(),
        both_kept => format!("; {} stay both", HumanCount(both_kept)),
    };
    format!(
        "recall {recall:.4} ({:.4} to {:.4} at 95 %): {} of {} near pairs of {sampled} sampled \
         texts{both_kept}",
        audit.low,
        audit.high,
        HumanCount(audit.recalled),
        HumanCount(audit.pairs),
    )
}

pub(crate) fn took(to: &mut Screen, text_bytes: u64, facts: &RunFacts) -> io::Result<()> {
    let rate = HumanBytes((text_bytes as f64 / facts.seconds.max(1e-9)) as u64);
    let memory = facts.peak_memory_bytes.map(|peak| format!(", peak memory {}", HumanBytes(peak)));
    let took = format!("{:.2} s, {rate}/s{}", facts.seconds, memory.unwrap_or_default());
    row(to, "took", &took)
}

pub(crate) fn row(to: &mut Screen, name: &str, text: &str) -> io::Result<()> {
    let name = to.dim(format_args!("{name:>10}"));
    writeln!(to, "{name}  {text}")
}

fn clusters(to: &mut Screen, summary: &Summary) -> io::Result<()> {
    row(to, "clusters", &HumanCount(summary.clusters).to_string())?;
    for cluster in &summary.largest {
        let size = format!("{} documents, {} kept", cluster.documents, cluster.kept);
        writeln!(to, "            {size}  {}", escape(&cluster.id))?;
        writeln!(to, "                {}", to.dim(escape(&cluster.excerpt)))?;
    }
    Ok(())
}

/// The sources that lose most.
fn sources(to: &mut Screen, sources: &[SourceCount]) -> io::Result<()> {
    let losing: Vec<&SourceCount> = sources.iter().filter(|source| source.removed > 0).collect();
    if losing.is_empty() {
        return Ok(());
    }
    row(to, "sources", "removed, of documents")?;
    for source in losing.iter().take(SOURCES) {
        let name = escape(&source.source);
        let removed = HumanCount(source.removed).to_string();
        writeln!(to, "{removed:>19}  {}  {name}", of(source.removed, source.documents))?;
    }
    if let Some(more) = losing.len().checked_sub(SOURCES).filter(|more| *more > 0) {
        writeln!(to, "                     and {more} more")?;
    }
    Ok(())
}

fn of(part: u64, whole: u64) -> String {
    let whole_count = HumanCount(whole).to_string();
    format!("of {whole_count:>9}  {:>5.1} %", part as f64 * 100.0 / whole.max(1) as f64)
}

/// What a person should know of, where there is something to know.
fn remarks(to: &mut Screen, summary: &Summary) -> io::Result<()> {
    let rejected: u64 = summary.rejected.values().sum();
    let kinds: Vec<String> =
        summary.rejected.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    let remarks = [
        (rejected, "rejected", format!("records that could not be read: {}", kinds.join(", "))),
        (
            summary.empty,
            "empty",
            "documents without a word; kept unless `--remove empty`".to_owned(),
        ),
        (summary.duplicate_ids, "ids", "documents have the id of an earlier one".to_owned()),
        (
            summary.undated,
            "undated",
            "documents without a date stand outside every window".to_owned(),
        ),
        (summary.capped, "capped", "documents met more like them than are compared".to_owned()),
    ];
    for (count, name, remark) in remarks.iter().filter(|(count, ..)| *count > 0) {
        row(to, name, &format!("{} {remark}", HumanCount(*count)))?;
    }
    Ok(())
}

fn share(part: u64, whole: u64) -> String {
    let percent = part as f64 * 100.0 / whole.max(1) as f64;
    format!("{} ({percent:.1} %)", HumanCount(part))
}

/// A share far below 1 %.
fn small_share(share: f64) -> String {
    if share == 0.0 {
        "none".to_owned()
    } else {
        format!("1 in {}", HumanCount((1.0 / share) as u64))
    }
}
