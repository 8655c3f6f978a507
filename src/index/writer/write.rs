//! Changes: one after the other, each a frame at the end of the log.

use super::worker::Work;
use crate::base::dates::timestamp;
use crate::base::error::Result;
use crate::index::Shared;
use crate::index::disk::body;
use crate::index::disk::commit::{Commit, Written};
use crate::index::disk::head::HEAD;
use crate::index::disk::lock::Lock;
use crate::index::disk::log::{self, Log};
use crate::index::disk::part::sources::Source;
use crate::index::lookup::fresh::Fresh;
use crate::index::lookup::look::{Looked, Looker, Place};
use crate::index::lookup::query::Query;
use crate::index::lookup::row::Row;
use crate::index::lookup::verdict::{Inserted, Verdict};
use crate::index::lookup::view::View;
use crate::index::settings::Durability;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// Bytes of a log before it comes to rest: what is read when an index is opened.
const LOG_BYTES: u64 = 32 << 20;

/// What one process has that writes.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) lock: Lock,
    pub(super) writing: Mutex<Writing>,
    pub(super) commit: Commit,
    pub(crate) work: Work,
    pub(super) durability: Durability,
    /// Documents of a log before it comes to rest.
    pub(super) log_rows: usize,
}

/// Where the next change goes.
#[derive(Debug)]
pub(super) struct Writing {
    pub(super) active: Arc<Fresh>,
    pub(super) end: u64,
    pub(super) changes: u64,
    pub(super) generation: u64,
    pub(super) next_seq: u64,
    pub(super) next_part: u64,
    /// Where the first document that is there may be.
    pub(super) oldest: u64,
}

/// A document that comes.
#[derive(Clone, Copy)]
pub(crate) struct Incoming<'d> {
    pub(crate) id: &'d str,
    pub(crate) text: &'d str,
    pub(crate) fields: &'d [(&'d str, &'d str)],
    pub(crate) seen: i64,
}

/// A document made ready before any lock is taken.
pub(super) struct Ready<'d> {
    incoming: Incoming<'d>,
    query: Query<'d>,
    id: u64,
    keys: Vec<u64>,
    body: Vec<u8>,
}

/// The time of a document: that in its field `date`, or now.
pub(crate) fn seen(fields: &[(&str, &str)]) -> i64 {
    let date = fields.iter().rev().find(|(name, _)| *name == "date");
    seen_at(date.and_then(|(_, date)| timestamp(date)), now())
}

/// The time of a document that claims a date: that, or now. A date to come counts as now, since
/// what a page claims must not push all others out of a window.
pub(crate) fn seen_at(date: Option<i64>, now: i64) -> i64 {
    date.map_or(now, |date| date.min(now))
}

/// Now, in seconds since 1970.
pub(crate) fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX))
}

pub(crate) fn insert(shared: &Shared, writer: &Writer, incoming: Incoming<'_>) -> Result<Inserted> {
    let ready = make_ready(shared, incoming, shared.maker.query(incoming.text))?;
    insert_ready(shared, writer, &ready, writer.durability)
}

pub(super) fn insert_ready(
    shared: &Shared,
    writer: &Writer,
    ready: &Ready<'_>,
    durability: Durability,
) -> Result<Inserted> {
    let mut writing = writer.writing()?;
    let view = shared.held_view();
    let inserted = put(shared, writer, &mut writing, &view, ready)?;
    finish(shared, writer, writing, durability)?;
    Ok(inserted)
}

pub(crate) fn check_and_insert(
    shared: &Shared,
    writer: &Writer,
    incoming: Incoming<'_>,
) -> Result<Verdict> {
    let query = shared.maker.query(incoming.text);
    // What comes later than this is looked at again.
    let seen_to = writer.writing()?.next_seq;
    let before = shared.held_view();
    let looked = shared.looker(&before).look(&query)?;
    if !looked.verdict.is_new {
        shared.rest_on_disk(&looked)?;
        return Ok(looked.verdict);
    }
    let ready = make_ready(shared, incoming, query)?;
    match insert_if_new(shared, writer, &ready, (&before, seen_to))? {
        Ok(_) => Ok(looked.verdict),
        Err(told) => Ok(told),
    }
}

/// Inserts a document that was new in a view that ends before a sequence number, unless what came
/// later tells it.
pub(super) fn insert_if_new(
    shared: &Shared,
    writer: &Writer,
    ready: &Ready<'_>,
    (before, seen_to): (&View, u64),
) -> Result<std::result::Result<Inserted, Verdict>> {
    let mut writing = writer.writing()?;
    let view = shared.held_view();
    if writing.next_seq != seen_to {
        let later = look_later(shared, before, &view, &ready.query, seen_to)?;
        if !later.verdict.is_new {
            drop(writing);
            shared.rest_on_disk(&later)?;
            return Ok(Err(later.verdict));
        }
    }
    let inserted = put(shared, writer, &mut writing, &view, ready)?;
    finish(shared, writer, writing, writer.durability)?;
    Ok(Ok(inserted))
}

/// What came since an earlier look.
fn look_later(
    shared: &Shared,
    before: &View,
    now: &View,
    query: &Query<'_>,
    from_seq: u64,
) -> Result<Looked> {
    let number = |source: &Source| match source {
        Source::Part(part) => Some(part.number()),
        Source::Fresh(_) => None,
    };
    let old: Vec<u64> = before.sources.iter().filter_map(number).collect();
    let is_later = |source: &&Source| number(source).is_none_or(|part| !old.contains(&part));
    let sources: Vec<Source> = now.sources.iter().filter(is_later).cloned().collect();
    Looker { sources: &sources, from_seq, ..shared.looker(now) }.look(query)
}

pub(crate) fn remove(shared: &Shared, writer: &Writer, id: &str) -> Result<bool> {
    let mut writing = writer.writing()?;
    let view = shared.held_view();
    let Some((_, row, _)) = shared.find_id(&view, id)? else { return Ok(false) };
    writing.remove(&view, &[row.seq])?;
    finish(shared, writer, writing, writer.durability)?;
    Ok(true)
}

/// Waits until all changes are on disk.
pub(crate) fn sync(writer: &Writer) -> Result<()> {
    let written = || writer.lock_writing().written();
    writer.commit.wait(written().changes, written)
}

pub(crate) fn rest_on_disk(writer: &Writer, seq: u64) -> Result<()> {
    if writer.durability == Durability::Commit && !writer.commit.has(seq) {
        sync(writer)?;
    }
    Ok(())
}

pub(super) fn make_ready<'d>(
    shared: &Shared,
    incoming: Incoming<'d>,
    query: Query<'d>,
) -> Result<Ready<'d>> {
    let fields: Vec<(String, String)> = incoming
        .fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let Incoming { id, text, .. } = incoming;
    let body = body::encode(id, &fields, text, query.set(), shared.settings.stored)?;
    let id = shared.maker.id(id);
    let keys = query.keys(id);
    Ok(Ready { incoming, query, id, keys, body })
}

fn put(
    shared: &Shared,
    writer: &Writer,
    writing: &mut Writing,
    view: &View,
    ready: &Ready<'_>,
) -> Result<Inserted> {
    let replaced = match shared.find_id(view, ready.incoming.id)? {
        None => None,
        Some((place, row, _)) if is_same(view, place, &row, ready)? => {
            return Ok(Inserted::Unchanged);
        }
        Some((_, row, _)) => Some(row.seq),
    };
    let mut removed: Vec<u64> = replaced.into_iter().collect();
    if let Some(most) = shared.settings.max_documents {
        writing.evict(view, most, &mut removed)?;
    }
    let done = writing.append(view, ready, &removed);
    if let Err(error) = &done {
        writer.commit.fail(error);
    }
    done?;
    shared.latest.fetch_max(ready.incoming.seen, Ordering::AcqRel);
    Ok(if replaced.is_some() { Inserted::Replaced } else { Inserted::Added })
}

/// The document is there with the same text and fields.
fn is_same(view: &View, place: Place, row: &Row, ready: &Ready<'_>) -> Result<bool> {
    let held = view.sources[place.source as usize].body(row)?;
    Ok(*held == ready.body[..] && row.core.exact() == ready.query.print.digest())
}

/// After a change: the log may have to come to rest; then the change is done when it is durable.
fn finish(
    shared: &Shared,
    writer: &Writer,
    mut writing: MutexGuard<'_, Writing>,
    durability: Durability,
) -> Result<()> {
    let written = writing.written();
    let rows = writing.active.docs().rows.len();
    if rows >= writer.log_rows || writing.end >= LOG_BYTES {
        let rested = rest(shared, writer, &mut writing);
        rested.inspect_err(|error| writer.commit.fail(error))?;
    }
    if writer.durability == Durability::Relaxed {
        writer.commit.show(&writing.written())?;
    }
    drop(writing);
    writer.work.wait_for_room(shared)?;
    match durability {
        Durability::Relaxed => Ok(()),
        Durability::Commit => {
            writer.commit.wait(written.changes, || writer.lock_writing().written())
        }
    }
}

/// Begins a new log, and leaves the old one to the worker.
fn rest(shared: &Shared, writer: &Writer, writing: &mut Writing) -> Result<()> {
    writing.active.log.sync()?;
    let number = writing.active.log.number + 1;
    let log = Arc::new(Log::create(&shared.folder, shared.id, number)?);
    let view = shared.held_view();
    let mut sources = view.sources.clone();
    let active = Arc::new(Fresh::new(log));
    sources.push(Source::Fresh(Arc::clone(&active)));
    let next = View { generation: view.generation + 1, sources };
    (writing.active, writing.end) = (active, HEAD as u64);
    install(shared, writer, writing, next)?;
    if shared.settings.window.is_some() {
        super::expire::window(shared, writer, writing)?;
    }
    writer.work.wake();
    Ok(())
}

/// Makes a view the one that counts: on disk, for this process, and for readers. All logs that it
/// has are on disk.
pub(super) fn install(
    shared: &Shared,
    writer: &Writer,
    writing: &mut Writing,
    view: View,
) -> Result<()> {
    let latest = shared.latest.load(Ordering::Acquire);
    let state = view.state(writing.next_seq, latest, writing.next_part);
    state.write(&shared.folder, shared.id)?;
    writing.generation = shared.set_view(view).generation;
    writer.commit.reached(&writing.written())
}

impl Writer {
    /// To change something, if that can still be done.
    pub(super) fn writing(&self) -> Result<MutexGuard<'_, Writing>> {
        let writing = self.lock_writing();
        self.commit.check()?;
        Ok(writing)
    }

    pub(super) fn lock_writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writing {
    pub(super) fn written(&self) -> Written {
        Written {
            log: Arc::clone(&self.active.log),
            generation: self.generation,
            end: self.end,
            changes: self.changes,
            seq: self.next_seq - 1,
        }
    }

    fn append(&mut self, view: &View, ready: &Ready<'_>, removed: &[u64]) -> Result<()> {
        let log = &self.active.log;
        let mut row = ready.query.row(self.next_seq, ready.incoming.seen, ready.id);
        let frame = log::insert(log.number, self.end, &mut row, &ready.keys, removed, &ready.body);
        log.append(&frame, self.end)?;
        self.end += frame.len() as u64;
        self.changes += 1;
        self.next_seq += 1;
        let mut docs = self.active.docs_mut();
        docs.push(row, &ready.keys);
        docs.read_to = self.end;
        drop(docs);
        view.remove(removed)
    }

    /// Takes documents out.
    pub(super) fn remove(&mut self, view: &View, seqs: &[u64]) -> Result<()> {
        let log = &self.active.log;
        let frame = log::remove(log.number, self.end, seqs);
        log.append(&frame, self.end)?;
        self.end += frame.len() as u64;
        self.changes += 1;
        self.active.docs_mut().read_to = self.end;
        view.remove(seqs)
    }

    /// Adds the first documents to what goes, until there is room for one more.
    fn evict(&mut self, view: &View, most: u64, removed: &mut Vec<u64>) -> Result<()> {
        let mut live = view.live() + 1 - removed.len() as u64;
        for source in &view.sources {
            if live <= most {
                return Ok(());
            }
            let from = source.row_from(self.oldest)?;
            for number in (from..source.rows()).filter(|row| !source.is_gone(*row)) {
                if live <= most {
                    return Ok(());
                }
                let seq = source.row(number)?.seq;
                if !removed.contains(&seq) {
                    removed.push(seq);
                    live -= 1;
                }
                self.oldest = seq + 1;
            }
        }
        Ok(())
    }
}
