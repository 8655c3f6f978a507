//! Adding documents of files to an index, as they come.

use super::batches::{Batch, Batches};
use super::document::Document;
use super::new_records::New;
use crate::base::dates::timestamp;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::progress::{CancelToken, Observer, Stage, Watch};
use crate::index::Index;
use crate::index::lookup::verdict::Inserted;
use crate::index::settings::Durability;
use crate::index::writer::batch::Put;
use crate::index::writer::incoming::{Incoming, now, seen_at};
use crate::input::settings::ReadSettings;
use crate::input::sources::inputs::Inputs;
use crate::jobs::corpus::reading::refuse_fields;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Documents after which all is forced to the disk, if the input does not pause before.
const SYNCED: u64 = 10_000;

const DATE: &str = "date";

/// Members of an export that are not fields.
const RESERVED: [&str; 3] = ["id", "text", "seen"];

/// What [`add_files`] is to do.
#[derive(Clone, Debug, Default)]
pub struct AddJob {
    /// Files, folders, pipes, or `-` for standard input. A pipe may have no end.
    pub inputs: Vec<PathBuf>,
    /// Add only documents that are new: no document of the index and none earlier in the input is
    /// in a relation to them that counts as told.
    pub only_new: bool,
    /// Where the records of added documents go with `only_new`, byte for byte and in input order;
    /// `-` is standard output, which gets them as they come. A file appears when all is done, or
    /// when the run ends early, with what was added until then.
    pub output: Option<PathBuf>,
    /// The field that holds the time at which a document was seen. By default `date`, if there is
    /// such a field. A document without a date, or with one to come, was seen now.
    pub date_field: Option<String>,
    /// Further fields to keep with a document.
    pub fields: Vec<String>,
    /// How to read; its `fields` and `optional_fields` are those above, whatever it says.
    pub read: ReadSettings,
}

/// What became of the documents of an [`AddJob`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AddSummary {
    /// Documents that were read.
    pub documents: u64,
    /// The bytes of their texts.
    pub text_bytes: u64,
    /// Documents that were not there.
    pub added: u64,
    /// Documents that took the place of one with the same id and another text or date.
    pub replaced: u64,
    /// Documents that were there already.
    pub unchanged: u64,
    /// Documents that were not added, because another tells them; 0 without `only_new`.
    pub told: u64,
    /// Documents without a date that can be read.
    pub undated: u64,
    /// Records that could not be read, by kind; none unless
    /// [`OnError::Skip`](crate::input::settings::OnError::Skip) is set.
    pub rejected: BTreeMap<&'static str, u64>,
}

/// Adds the documents of files to an index, in the order of the input.
///
/// Each goes in as soon as it was read, so a pipe that stays open is followed, in memory that does
/// not grow with the input. What goes in, and what is written of it, is the same at any number of
/// threads and however the input comes. All is forced to the disk at the end, every 10,000
/// documents, and whenever the input pauses.
///
/// The progress of [`Stage::Write`] is counted in bytes of the input.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("in.jsonl");
/// use retold::index::{Index, IndexSettings};
/// use retold::{AddJob, add_files};
/// std::fs::write(&path, "{\"id\":\"a\",\"text\":\"one story\"}\n").unwrap();
/// let index = Index::create(folder.path().join("seen"), IndexSettings::default())?;
/// let job = AddJob { inputs: vec![path], ..AddJob::default() };
/// assert_eq!(add_files(&index, &job, &(), &Default::default())?.added, 1);
/// assert_eq!(add_files(&index, &job, &(), &Default::default())?.unchanged, 1);
/// # Ok::<(), retold::Error>(())
/// ```
///
/// # Errors
/// `Settings` and `Input` of what is wrong with the job, and `Input` of a record or file that
/// cannot be used, naming it; `Cancelled`; and those of [`Index::insert`]. Documents before the
/// error are added and stay, and the message says how many.
pub fn add_files(
    index: &Index,
    job: &AddJob,
    observer: &dyn Observer,
    cancel: &CancelToken,
) -> Result<AddSummary> {
    let watch = Watch::new(observer, cancel);
    if job.output.is_some() && !job.only_new {
        return Err(Error::settings(
            "an output has the records that are new; set `only_new`, or give no output",
        ));
    }
    let names = names(job)?;
    let inputs = open(job, &names)?;
    let new = job.output.as_deref().map(|path| New::open(path, job.read.on_error, &inputs));
    let mut new = new.transpose()?;
    watch.begin(Stage::Write, inputs.total_bytes())?;
    let mut adding = Adding { index, job, names, added: AddSummary::default() };
    let done = Batches::start(inputs)
        .and_then(|mut batches| adding.all(&mut batches, new.as_mut(), watch));
    // What went in stays, so it is on disk and told of whatever stopped the rest.
    let synced = index.sync();
    let published = new.map_or(Ok(()), New::publish);
    done.map_err(|error| stopped(&error, adding.added.documents))?;
    synced?;
    published?;
    index.settle()?;
    Ok(adding.added)
}

/// A run that adds.
struct Adding<'r> {
    index: &'r Index,
    job: &'r AddJob,
    /// The names of the fields, the last that of the date.
    names: Vec<String>,
    added: AddSummary,
}

impl Adding<'_> {
    fn all(
        &mut self,
        batches: &mut Batches,
        mut new: Option<&mut New>,
        watch: Watch<'_>,
    ) -> Result<()> {
        let mut synced = 0;
        while let Some(batch) = batches.next(watch)? {
            self.batch(&batch, &mut new)?;
            if batch.is_last
                && let Some(new) = &mut new
            {
                new.flush()?;
            }
            let since = self.added.documents - synced;
            if since >= SYNCED || batch.is_last && since > 0 {
                self.index.sync()?;
                synced = self.added.documents;
            }
            watch.advance(Stage::Write, batch.disk())?;
        }
        Ok(())
    }

    fn batch(&mut self, batch: &Batch, new: &mut Option<&mut New>) -> Result<()> {
        batch.count_rejected(&mut self.added.rejected);
        if let Some(new) = new {
            batch.portions.iter().try_for_each(|portion| new.reject(portion))?;
        }
        let (names, now) = (&self.names, now());
        let documents: Vec<_> = batch.documents().collect();
        let dates: Vec<Option<i64>> = documents.iter().map(|(.., one)| seen(one)).collect();
        let fields: Vec<Vec<(&str, &str)>> =
            documents.iter().map(|(.., one)| fields(one, names)).collect();
        let incoming = documents.iter().zip(&dates).zip(&fields);
        let incoming: Vec<Incoming<'_>> = incoming
            .map(|(((.., document), date), fields)| Incoming {
                id: &document.id,
                text: &document.text,
                fields,
                seen: seen_at(*date, now),
            })
            .collect();
        let (index, only_new, added) = (self.index, self.job.only_new, &mut self.added);
        index.put_all(&incoming, only_new, Durability::Relaxed, |at, put| {
            let (portion, place, document) = &documents[at];
            added.documents += 1;
            added.text_bytes += document.text.len() as u64;
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
                Some(new) => new.write(portion, *place),
                None => Ok(()),
            }
        })
    }
}

/// The fields that are kept: those that are asked for, and last the date.
fn names(job: &AddJob) -> Result<Vec<String>> {
    let date = job.date_field.as_deref().unwrap_or(DATE);
    let mut names = Vec::new();
    for name in &job.fields {
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

fn open(job: &AddJob, names: &[String]) -> Result<Inputs> {
    // Fields that are asked for by name have to be there, or a typing error would go unseen.
    let asked = names.len() - usize::from(job.date_field.is_none());
    let (fields, optional_fields) = names.split_at(asked);
    let read = ReadSettings {
        fields: fields.to_vec(),
        optional_fields: optional_fields.to_vec(),
        ..job.read.clone()
    };
    let inputs = Inputs::open_following(&job.inputs, read)?;
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
fn stopped(error: &Error, documents: u64) -> Error {
    let reason = match error.kind() {
        ErrorKind::Cancelled => "interrupted".to_owned(),
        _ => error.to_string(),
    };
    Error::new(
        error.kind(),
        format!(
            "{reason}; the first {documents} documents of the input are done and stay, and the \
             same command goes on behind them"
        ),
    )
}
