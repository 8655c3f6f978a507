//! `retold index add`.

use super::args::AddArgs;
use crate::base::dates::timestamp;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::progress::{Stage, Watch};
use crate::cli::args::SummaryFormat;
use crate::cli::frame::run::{Started, start};
use crate::cli::frame::screen::Screen;
use crate::cli::frame::summary::{RunFacts, row, took, write_json};
use crate::index::Index;
use crate::index::lookup::verdict::Inserted;
use crate::index::settings::Durability;
use crate::index::writer::batch::Put;
use crate::index::writer::incoming::{Incoming, now, seen_at};
use crate::input::place::RecordPlace;
use crate::input::settings::ReadSettings;
use crate::input::sources::inputs::Inputs;
use crate::jobs::corpus::reading::refuse_fields;
use crate::jobs::index::documents::{Document, Documents};
use crate::jobs::index::new_records::New;
use crate::output::sink::is_stdout;
use clap::ColorChoice;
use indicatif::{HumanBytes, HumanCount};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Documents after which all is forced to the disk.
const SYNCED: u64 = 10_000;

const DATE: &str = "date";

/// Members of an export that are not fields.
const RESERVED: [&str; 3] = ["id", "text", "seen"];

/// What became of the documents.
#[derive(Debug, Default, Serialize)]
struct Added {
    documents: u64,
    text_bytes: u64,
    added: u64,
    replaced: u64,
    unchanged: u64,
    /// Those that another tells, with `--only-new`.
    told: u64,
    /// Those without a date that can be read.
    undated: u64,
    rejected: BTreeMap<&'static str, u64>,
}

pub(super) fn run(args: &AddArgs) -> anyhow::Result<()> {
    let Started { pool, cancel, bar, start } = start(args.run.threads, args.quiet)?;
    let index = Index::open_as_made(&args.folder.index, Durability::Relaxed)?;
    let added = pool.install(|| Adding::of(args, &index, Watch::new(bar.observer(), &cancel)));
    let facts = RunFacts::since(start, pool.current_num_threads());
    drop(bar);
    let added = added?;
    if args.quiet {
        return Ok(());
    }
    // Records on standard output leave standard error for the summary.
    let on_stdout = args.output.as_deref().is_some_and(is_stdout);
    let to = if on_stdout { Screen::stderr } else { Screen::stdout };
    let mut screen = to(ColorChoice::Auto);
    match args.run.format {
        SummaryFormat::Text => write_text(&mut screen, &added, &facts, args.only_new)?,
        SummaryFormat::Json => write_json(&mut screen, &added, &facts)?,
    }
    Ok(())
}

/// A run that adds.
struct Adding<'r> {
    index: &'r Index,
    only_new: bool,
    /// The names of the fields, the last that of the date.
    names: Vec<String>,
    /// The time of documents without a date: one for all.
    now: i64,
    added: Added,
}

impl<'r> Adding<'r> {
    fn of(args: &AddArgs, index: &'r Index, watch: Watch<'_>) -> anyhow::Result<Added> {
        let names = names(args)?;
        let inputs = open(args, &names)?;
        let on_error = args.reading.on_error;
        let new = args.output.as_deref().map(|path| New::open(path, on_error, &inputs));
        let mut new = new.transpose()?;
        let documents = Documents::find(inputs, watch)?;
        let added = Added { rejected: documents.rejected(), ..Added::default() };
        let now = now();
        let mut adding = Self { index, only_new: args.only_new, names, now, added };
        let done = adding.all(&documents, new.as_mut(), watch);
        // What went in stays, so it is on disk and told of whatever stopped the rest.
        let synced = index.sync();
        let published = new.map_or(Ok(()), |new| new.publish(&documents));
        let in_index = adding.added.documents;
        done.map_err(|error| stopped(error, in_index))?;
        synced?;
        published?;
        index.settle()?;
        Ok(adding.added)
    }

    fn all(
        &mut self,
        documents: &Documents,
        mut new: Option<&mut New>,
        watch: Watch<'_>,
    ) -> Result<()> {
        watch.begin(Stage::Write, Some(documents.bytes()))?;
        let mut synced = 0;
        for batch in documents.batches() {
            let loaded = documents.load(batch)?;
            self.batch(documents, (batch, &loaded), &mut new)?;
            if self.added.documents - synced >= SYNCED {
                self.index.sync()?;
                synced = self.added.documents;
            }
            watch.advance(Stage::Write, batch.iter().map(|place| place.len).sum())?;
        }
        Ok(())
    }

    fn batch(
        &mut self,
        documents: &Documents,
        (places, loaded): (&[RecordPlace], &[Document]),
        new: &mut Option<&mut New>,
    ) -> Result<()> {
        let (names, now) = (&self.names, self.now);
        let dates: Vec<Option<i64>> = loaded.iter().map(seen).collect();
        let fields: Vec<Vec<(&str, &str)>> =
            loaded.iter().map(|document| fields(document, names)).collect();
        let incoming = loaded.iter().zip(&dates).zip(&fields);
        let incoming: Vec<Incoming<'_>> = incoming
            .map(|((document, date), fields)| Incoming {
                id: &document.id,
                text: &document.text,
                fields,
                seen: seen_at(*date, now),
            })
            .collect();
        let (index, only_new, added) = (self.index, self.only_new, &mut self.added);
        index.put_all(&incoming, only_new, Durability::Relaxed, |at, put| {
            added.documents += 1;
            added.text_bytes += loaded[at].text.len() as u64;
            added.undated += u64::from(dates[at].is_none());
            let count = match put {
                Put::Inserted(Inserted::Added) => &mut added.added,
                Put::Inserted(Inserted::Replaced) => &mut added.replaced,
                Put::Inserted(Inserted::Unchanged) => &mut added.unchanged,
                Put::Told => &mut added.told,
            };
            *count += 1;
            let is_new = matches!(put, Put::Inserted(Inserted::Added | Inserted::Replaced));
            match new.as_mut().filter(|_| is_new) {
                Some(new) => new.write(documents, places[at]),
                None => Ok(()),
            }
        })
    }
}

/// The fields that are kept: those that are asked for, and last the date.
fn names(args: &AddArgs) -> Result<Vec<String>> {
    let date = args.date_field.as_deref().unwrap_or(DATE);
    let mut names = Vec::new();
    for name in &args.fields {
        if RESERVED.contains(&name.as_str()) {
            return Err(Error::settings(format!(
                "every line of an export has a member `{name}`, so no field that is kept can have \
                 this name; leave it out of --fields"
            )));
        }
        if name != date && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names.push(date.to_owned());
    Ok(names)
}

fn open(args: &AddArgs, names: &[String]) -> Result<Inputs> {
    // Fields that are asked for by name have to be there, or a typing error would go unseen.
    let asked = names.len() - usize::from(args.date_field.is_none());
    let (fields, optional_fields) = names.split_at(asked);
    let read = ReadSettings {
        fields: fields.to_vec(),
        optional_fields: optional_fields.to_vec(),
        ..args.reading.settings()
    };
    let inputs = Inputs::open(&args.inputs, read)?;
    refuse_fields(fields, &inputs)?;
    Ok(inputs)
}

/// When a document was seen, if it tells.
fn seen(document: &Document) -> Option<i64> {
    document.fields.last()?.as_deref().and_then(timestamp)
}

/// The fields of a document that are kept, with their names.
fn fields<'d>(document: &'d Document, names: &'d [String]) -> Vec<(&'d str, &'d str)> {
    let values = document.fields.iter().map(Option::as_deref);
    let named = names.iter().map(String::as_str).zip(values);
    let kept = named.filter(|(name, _)| !RESERVED.contains(name));
    kept.filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Why a run that had begun to add has stopped: what went in stays.
fn stopped(error: Error, documents: u64) -> anyhow::Error {
    let reason = match error.kind() {
        ErrorKind::Cancelled => "interrupted".to_owned(),
        _ => error.to_string(),
    };
    anyhow::anyhow!(
        "{reason}; the first {documents} documents of the input are done and stay, and the same \
         command goes on behind them"
    )
}

fn write_text(to: &mut Screen, added: &Added, facts: &RunFacts, only_new: bool) -> io::Result<()> {
    let count = HumanCount;
    let documents = to.bold(count(added.documents));
    writeln!(to, "{documents} documents, {} of text", HumanBytes(added.text_bytes))?;
    row(to, "added", &count(added.added).to_string())?;
    row(
        to,
        "replaced",
        &format!("{}  had the id, and another text or date", count(added.replaced)),
    )?;
    row(to, "unchanged", &format!("{}  are there already", count(added.unchanged)))?;
    if only_new {
        row(to, "told", &format!("{}  were told before, and not added", count(added.told)))?;
    }
    if added.undated > 0 {
        let note = "have no date that can be read, and count as seen now";
        row(to, "undated", &format!("{}  {note}", count(added.undated)))?;
    }
    let rejected: u64 = added.rejected.values().sum();
    if rejected > 0 {
        let kinds: Vec<String> =
            added.rejected.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let note = format!("records that could not be read: {}", kinds.join(", "));
        row(to, "rejected", &format!("{}  {note}", count(rejected)))?;
    }
    took(to, added.text_bytes, facts)
}
