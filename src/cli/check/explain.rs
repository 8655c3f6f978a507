//! `retold explain`: one finding whole, its two places side by side.

use super::args::ExplainArgs;
use super::{cache_folder, plan, width};
use crate::base::error::{Error, escape};
use crate::check::finding::{Finding, Site};
use crate::check::{Explained, Options, check};
use crate::cli::frame::exit::ExitStatus;
use crate::cli::frame::run::{Started, start};
use crate::cli::frame::screen::Screen;
use crate::cli::side_by_side::columns::{Layout, Side, write as write_columns};
use crate::compare::steps::steps;
use std::io::{self, Write};

pub(in crate::cli) fn run(args: &ExplainArgs) -> anyhow::Result<ExitStatus> {
    let is_name = |c: char| c.is_ascii_hexdigit();
    if args.finding.is_empty() || !args.finding.chars().all(is_name) {
        let given = escape(&args.finding);
        return Err(Error::settings(format!(
            "`{given}` is no name of a finding; a report shows it in brackets, as in [3f0c9a…]"
        ))
        .into());
    }
    let plan = plan(&args.paths, &args.run)?;
    let options = Options {
        cache: cache_folder(&args.run, &plan),
        explain: Some(args.finding.to_ascii_lowercase()),
        ..Options::default()
    };
    let Started { pool, cancel, bar, .. } = start(args.run.threads, false)?;
    let outcome = pool.install(|| check(&plan, &options, bar.observer(), &cancel));
    drop(bar);
    let explained = outcome?.explained;
    let [explained] = explained.as_slice() else { return Err(which(args, &explained).into()) };
    let screen = Screen::stdout(args.run.color);
    let paint = screen.paint();
    let mut to = io::BufWriter::new(screen);
    head(&mut to, &explained.finding)?;
    if let [a, b] = &explained.texts[..] {
        let [first, second] = [&explained.finding.site, &explained.finding.related[0]].map(at);
        let sides = [Side { name: &first, text: a }, Side { name: &second, text: b }];
        let layout = Layout { width: width().max(20), context: args.context, paint };
        writeln!(to)?;
        write_columns(&mut to, sides, &steps(a, b), layout)?;
    }
    to.flush()?;
    Ok(ExitStatus::Done)
}

/// Why it is not clear which finding is meant.
fn which(args: &ExplainArgs, explained: &[Explained]) -> Error {
    let name = escape(&args.finding);
    if explained.is_empty() {
        return Error::settings(format!(
            "there is no finding {name}; it may be gone, or the check that named it had other \
             paths or settings"
        ));
    }
    let names: Vec<&str> =
        explained.iter().map(|one| one.finding.fingerprint.as_str()).take(5).collect();
    Error::settings(format!("{name} may be any of {}", names.join(", ")))
}

fn at(site: &Site) -> String {
    format!("{}:{}:{}", site.path, site.start.line, site.start.column)
}

fn head(to: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    writeln!(to, "{}  {}", finding.rule, finding.fingerprint)?;
    writeln!(to, "{}", escape(&finding.message))?;
    writeln!(to, "{}", finding.rule.describes())?;
    if let Some(relation) = finding.relation {
        let score = finding.score.map(|score| format!(" at {score:.3}")).unwrap_or_default();
        writeln!(to, "relation {relation}{score}")?;
    }
    for site in std::iter::once(&finding.site).chain(&finding.related) {
        writeln!(to, "    {}", escape(&at(site)))?;
    }
    Ok(())
}
