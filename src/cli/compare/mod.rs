//! `retold compare`: all scores of two texts, and both of them side by side.

pub(crate) mod args;
mod head;
mod json;
mod pick;
#[cfg(test)]
mod tests;

use super::side_by_side::columns::{Layout, Side};
use crate::base::error::Result;
use args::CompareArgs;

use self::pick::Picked;
use super::args::SummaryFormat;
use super::frame::screen::Screen;
use crate::compare::steps::steps;
use crate::compare::{Comparison, Matches, compare, compare_within};
use crate::report::paint::Paint;
use crate::settings::Settings;
use crate::storage::guard::install_sigbus_guard;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// The width where there is no terminal.
const WIDTH: u16 = 80;

pub(super) fn run(args: &CompareArgs) -> anyhow::Result<()> {
    let settings = Settings::builder()
        .threshold(args.threshold)
        .shingle_tokens(args.shingle_tokens)
        .build()?;
    let passages = args
        .passages
        .settings(None)
        .retelling_score(args.retelling.retelling_score)
        .recurring(args.retelling.recurring)
        .build()?;
    install_sigbus_guard();
    let texts = pick(args)?;
    let screen = Screen::stdout(args.screen.color);
    let layout = layout(args, screen.paint());
    let mut to = BufWriter::new(screen);
    match (texts.as_slice(), args.screen.format) {
        ([a, b], format) => {
            let comparison = compare(&a.text, &b.text, &settings, &passages)?;
            match format {
                SummaryFormat::Json => json::pair(&mut to, a, b, &comparison, &settings)?,
                SummaryFormat::Text => pair(&mut to, a, b, &comparison, &settings, layout)?,
            }
        }
        (texts, format) => {
            for text in texts {
                let matches = compare_within(&text.text, &passages)?;
                match format {
                    SummaryFormat::Json => json::within(&mut to, text, &matches, &settings)?,
                    SummaryFormat::Text => within(&mut to, text, &matches, layout)?,
                }
            }
        }
    }
    Ok(to.flush()?)
}

fn pick(args: &CompareArgs) -> Result<Vec<Picked>> {
    let settings = args.reading.settings();
    if args.dump.is_empty() {
        let paths: Vec<PathBuf> = args.texts.iter().map(PathBuf::from).collect();
        pick::from_files(&paths, &settings)
    } else {
        let ids = args.texts.iter().map(|id| id.to_string_lossy().into_owned());
        pick::from_dump(&args.dump, &ids.collect::<Vec<_>>(), &settings)
    }
}

fn layout(args: &CompareArgs, paint: Paint) -> Layout {
    let width = args.screen.width.or_else(|| {
        let (width, _) = terminal_size::terminal_size_of(std::io::stdout())?;
        // Some pretend to have no columns at all.
        Some(width.0).filter(|width| *width >= 20)
    });
    Layout { width: usize::from(width.unwrap_or(WIDTH)), context: args.screen.context, paint }
}

fn pair(
    to: &mut dyn Write,
    a: &Picked,
    b: &Picked,
    comparison: &Comparison,
    settings: &Settings,
    layout: Layout,
) -> anyhow::Result<()> {
    head::pair(to, [a, b], comparison, settings, layout.paint)?;
    head::matches(to, &comparison.matches, [&a.text, &b.text], layout.paint)?;
    writeln!(to)?;
    let sides = [a, b].map(|Picked { name, text }| Side { name, text });
    Ok(super::side_by_side::columns::write(to, sides, &comparison.steps, layout)?)
}

/// Every match of a text with itself, its two places side by side.
fn within(
    to: &mut dyn Write,
    text: &Picked,
    matches: &Matches,
    layout: Layout,
) -> anyhow::Result<()> {
    head::within(to, text, matches, layout.paint)?;
    let passages = matches.passages.iter().map(|found| (&found.a, &found.b));
    let retellings = matches.retellings.iter().map(|found| (&found.a, &found.b));
    let titles = head::titles(matches);
    for (title, (a, b)) in titles.iter().zip(passages.chain(retellings)) {
        writeln!(to, "\n{}", layout.paint.bold(title))?;
        let [a_name, b_name] = [a, b].map(|at| format!("bytes {}..{}", at.start, at.end));
        let (a, b) = (
            super::side_by_side::words::get(&text.text, a),
            super::side_by_side::words::get(&text.text, b),
        );
        let steps = steps(a, b);
        let sides = [Side { name: &a_name, text: a }, Side { name: &b_name, text: b }];
        super::side_by_side::columns::write(to, sides, &steps, layout)?;
    }
    Ok(())
}
