//! `retold index query`.

use super::args::QueryArgs;
use crate::base::error::{ErrorKind, Result, escape};
use crate::base::progress::{Stage, Watch};
use crate::cli::args::SummaryFormat;
use crate::cli::frame::exit::complain;
use crate::cli::frame::run::{Started, start};
use crate::cli::frame::screen::Screen;
use crate::index::Index;
use crate::index::lookup::verdict::{IndexMatch, Verdict};
use crate::input::sources::inputs::Inputs;
use crate::jobs::index::batches::Batches;
use crate::passages::between::PassageMatch;
use clap::ColorChoice;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

/// One line of the answer; `docs/index.md` specifies it.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    new: bool,
    matches: &'a [IndexMatch],
}

impl<'a> Answer<'a> {
    fn of(id: Option<&'a str>, verdict: &'a Verdict) -> Self {
        Self { id, new: verdict.is_new(), matches: &verdict.matches }
    }

    fn line(&self) -> Result<Vec<u8>> {
        crate::report::records::line(self)
    }
}

pub(super) fn run(args: &QueryArgs) -> anyhow::Result<()> {
    let Started { pool, cancel, bar, .. } = start(args.run.threads, false)?;
    let index = Index::open_reader(&args.folder.index)?;
    if let Some(text) = &args.text {
        drop(bar);
        return one(&index, text, args.run.format);
    }
    pool.install(|| {
        let inputs = Inputs::open_following(&args.inputs, args.reading.settings())?;
        let watch = Watch::new(bar.observer(), &cancel);
        watch.begin(Stage::Read, inputs.total_bytes())?;
        answer(&index, inputs, watch)
    })
}

/// One line for each document, in their order, as they come.
fn answer(index: &Index, inputs: Inputs, watch: Watch<'_>) -> anyhow::Result<()> {
    let mut to = BufWriter::new(io::stdout().lock());
    let mut batches = Batches::start(inputs)?;
    let mut rejected = BTreeMap::new();
    let done = loop {
        let batch = match batches.next(watch) {
            Ok(Some(batch)) => batch,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        batch.count_rejected(&mut rejected);
        let documents: Vec<_> = batch.documents().collect();
        let lines = documents.par_iter().map(|(.., document)| {
            let verdict = index.check(&document.text)?;
            Answer::of(Some(&document.id), &verdict).line()
        });
        for line in lines.collect::<Result<Vec<_>>>()? {
            to.write_all(&line)?;
        }
        if batch.is_last {
            to.flush()?;
        }
        watch.advance(Stage::Read, batch.disk())?;
    };
    to.flush()?;
    done.map_err(|error| match error.kind() {
        ErrorKind::Cancelled => {
            anyhow::anyhow!("interrupted; the answers that were written are whole lines")
        }
        _ => error.into(),
    })?;
    let rejected: u64 = rejected.values().sum();
    if rejected > 0 {
        complain(&format!("{rejected} records could not be read, and were not asked of"));
    }
    Ok(())
}

/// The answer of one text.
fn one(index: &Index, text: &str, format: SummaryFormat) -> anyhow::Result<()> {
    let verdict = index.check(text)?;
    let mut to = Screen::stdout(ColorChoice::Auto);
    match format {
        SummaryFormat::Json => to.write_all(&Answer::of(None, &verdict).line()?)?,
        SummaryFormat::Text => write_text(&mut to, &verdict)?,
    }
    Ok(())
}

fn write_text(to: &mut Screen, verdict: &Verdict) -> io::Result<()> {
    let answer = if verdict.is_new() { "new" } else { "told before" };
    writeln!(to, "{}", to.bold(answer))?;
    for IndexMatch { id, relation, score, seen, passages, .. } in &verdict.matches {
        let seen = to.dim(format_args!("seen {}", super::date(*seen)));
        let relation = relation.name();
        writeln!(to, "{relation:>10}  {score:.4}  {}  {seen}", escape(id))?;
        for PassageMatch { a, b, identity, .. } in passages {
            let place = format!(
                "bytes {}..{} stand there at {}..{}, {identity:.4} the same",
                a.start, a.end, b.start, b.end
            );
            writeln!(to, "            {}", to.dim(place))?;
        }
    }
    Ok(())
}
