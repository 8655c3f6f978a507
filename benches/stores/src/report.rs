//! Tables in Markdown, and lines of JSON.

use crate::arguments::Options;
use crate::records::{Memory, Opened, Verdict};
use crate::run::{Full, Small};
use crate::store::{Kind, Outcome};
use serde::Serialize;
use serde_json::json;
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// The load of a machine that does nothing else.
const QUIET: f64 = 0.5;

/// Where records go as they come, so that a run that is broken off leaves what it knew.
pub struct Lines(Option<File>);

impl Lines {
    pub fn new(path: Option<&Path>) -> Outcome<Self> {
        Ok(Self(path.map(File::create).transpose()?))
    }

    pub fn add(&mut self, kind: Kind, measure: &str, record: &impl Serialize) -> Outcome<()> {
        let Some(file) = &mut self.0 else { return Ok(()) };
        let line = json!({ "store": kind.name(), "measure": measure, "record": record });
        Ok(writeln!(file, "{line}")?)
    }
}

/// `load` is that of the machine before the run.
pub fn print(
    options: &Options,
    load: Option<f64>,
    fulls: &[Full],
    checked_open: Option<&Opened>,
    smalls: &[Small],
) {
    println!("{} documents, {} checks", options.documents, options.checks);
    // A waiting process waits for a tick, and every latency here would be one.
    if let Some(load) = load.filter(|&load| load > QUIET) {
        println!("\n**The machine was busy (load {load:.1}): no time here can be quoted.**");
    }
    println!();
    print_fulls(fulls);
    if let Some(opened) = checked_open {
        let (name, time) = (Kind::RedbChecked.name(), opened.median_ms);
        println!("\n{name} opens the store of redb in {time:.1} ms.");
    }
    println!("\n| | a second process reads beside the writer |\n|---|---|");
    for Small { kind, shared, .. } in smalls {
        let verdict = if shared.seen { "yes" } else { "no" };
        println!("| {} | {verdict}: {} |", kind.name(), shared.text.replace('|', "/"));
    }
    println!("\n| damaged | right | error | wrong | crash | hang |\n|---|---|---|---|---|---|");
    for small in smalls {
        print_damage(small, None);
    }
    println!(
        "\n| flipped only | right | error | wrong | crash | hang |\n|---|---|---|---|---|---|"
    );
    for small in smalls {
        print_damage(small, Some("flip"));
    }
}

fn print_fulls(fulls: &[Full]) {
    let row = |name: &str, cell: &dyn Fn(&Full) -> String| {
        let cells: Vec<_> = fulls.iter().map(cell).collect();
        println!("| {name} | {} |", cells.join(" | "));
    };
    row("", &|full| full.kind.name().into());
    println!("|---|{}", "---|".repeat(fulls.len()));
    row("insert, 1000 a transaction, documents/s", &|full| {
        format!("{:.0}", full.inserted.batch_per_second)
    });
    row("insert, 1 a transaction, documents/s", &|full| {
        format!("{:.0}", full.inserted.single_per_second)
    });
    row("the same, p50, µs", &|full| format!("{:.0}", full.inserted.single_p50_us));
    row("yardstick: append and fdatasync, p50 / p90, µs", &|full| {
        format!("{:.0} / {:.0}", full.inserted.sync_p50_us, full.inserted.sync_p90_us)
    });
    row("work left after the last commit, s", &|full| {
        format!("{:.1}", full.inserted.settle_seconds + full.inserted.close_seconds)
    });
    row("checks/s, one thread", &|full| format!("{:.0}", full.checked.per_second));
    row("check p50 / p99 / p99.9, µs", &|full| {
        let checked = &full.checked;
        format!("{:.0} / {:.0} / {:.0}", checked.p50_us, checked.p99_us, checked.p999_us)
    });
    row("checks/s, two threads", &|full| format!("{:.0}", full.checked.two_threads_per_second));
    row("open, ms", &|full| format!("{:.1}", full.opened.median_ms));
    row("disk, bytes a document", &|full| format!("{:.0}", full.disk.bytes_a_document));
    row("peak RSS inserting (own at the end), MiB", &|full| memory(&full.inserted.memory));
    row("peak RSS checking (own at the end), MiB", &|full| memory(&full.checked.memory));
}

fn memory(memory: &Memory) -> String {
    match memory.anonymous_mib {
        Some(own) => format!("{:.0} ({own:.0})", memory.peak_mib),
        None => format!("{:.0}", memory.peak_mib),
    }
}

fn print_damage(small: &Small, damage: Option<&str>) {
    let count = |verdict: Verdict| {
        let counted = small.trials.iter().filter(|trial| {
            trial.answer.verdict == verdict && damage.is_none_or(|damage| damage == trial.damage)
        });
        counted.count().to_string()
    };
    let verdicts = [Verdict::Right, Verdict::Error, Verdict::Wrong, Verdict::Crash, Verdict::Hang];
    println!("| {} | {} |", small.kind.name(), verdicts.map(count).join(" | "));
}
