//! Changes: one after the other, each a frame at the end of the log.

use super::expire;
use super::incoming::{Incoming, Ready, make_ready};
use super::writing::{Writer, Writing, install, rest_on_disk};
use crate::base::error::Result;
use crate::index::disk::head::HEAD;
use crate::index::disk::log::Log;
use crate::index::disk::part::sources::Source;
use crate::index::lookup::fresh::Fresh;
use crate::index::lookup::look::{Looked, Looker, Place};
use crate::index::lookup::query::Query;
use crate::index::lookup::row::Row;
use crate::index::lookup::verdict::{Inserted, Verdict};
use crate::index::lookup::view::View;
use crate::index::settings::Durability;
use crate::index::shared::Shared;
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard};

/// Bytes of a log before it comes to rest: what is read when an index is opened.
const LOG_BYTES: u64 = 32 << 20;

pub(crate) fn insert(writer: &Writer, incoming: Incoming<'_>) -> Result<Inserted> {
    let ready = make_ready(&writer.shared, incoming, writer.shared.maker.query(incoming.text))?;
    insert_ready(writer, &ready, writer.durability)
}

pub(super) fn insert_ready(
    writer: &Writer,
    ready: &Ready<'_>,
    durability: Durability,
) -> Result<Inserted> {
    let mut writing = writer.writing()?;
    let view = writer.shared.held_view();
    let inserted = put(writer, &mut writing, &view, ready)?;
    finish(writer, writing, durability)?;
    Ok(inserted)
}

pub(crate) fn check_and_insert(writer: &Writer, incoming: Incoming<'_>) -> Result<Verdict> {
    insert_new(writer, incoming).map(|(verdict, _)| verdict)
}

/// Inserts a document unless it was told before.
pub(super) fn insert_new(
    writer: &Writer,
    incoming: Incoming<'_>,
) -> Result<(Verdict, Option<Inserted>)> {
    let query = writer.shared.maker.query(incoming.text);
    // What comes later than this is looked at again.
    let seen_to = writer.writing()?.next_seq;
    let before = writer.shared.held_view();
    let looked = writer.shared.looker(&before).look(&query)?;
    if !looked.verdict.is_new {
        rest_on_disk(writer, &looked)?;
        return Ok((looked.verdict, None));
    }
    let ready = make_ready(&writer.shared, incoming, query)?;
    match insert_if_new(writer, &ready, (&before, seen_to))? {
        Ok(inserted) => Ok((looked.verdict, Some(inserted))),
        Err(told) => Ok((told, None)),
    }
}

/// Inserts a document that was new in a view that ends before a sequence number, unless what came
/// later tells it.
pub(super) fn insert_if_new(
    writer: &Writer,
    ready: &Ready<'_>,
    (before, seen_to): (&View, u64),
) -> Result<std::result::Result<Inserted, Verdict>> {
    let mut writing = writer.writing()?;
    let view = writer.shared.held_view();
    if writing.next_seq != seen_to {
        let later = look_later(&writer.shared, before, &view, &ready.query, seen_to)?;
        if !later.verdict.is_new {
            drop(writing);
            rest_on_disk(writer, &later)?;
            return Ok(Err(later.verdict));
        }
    }
    let inserted = put(writer, &mut writing, &view, ready)?;
    finish(writer, writing, writer.durability)?;
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

pub(crate) fn remove(writer: &Writer, id: &str) -> Result<bool> {
    let mut writing = writer.writing()?;
    let view = writer.shared.held_view();
    let Some((_, row, _)) = writer.shared.find_id(&view, id)? else { return Ok(false) };
    writing.remove(&view, &[row.seq])?;
    finish(writer, writing, writer.durability)?;
    Ok(true)
}

fn put(writer: &Writer, writing: &mut Writing, view: &View, ready: &Ready<'_>) -> Result<Inserted> {
    let replaced = match writer.shared.find_id(view, ready.incoming.id)? {
        None => None,
        Some((place, row, _)) if is_same(view, place, &row, ready)? => {
            return Ok(Inserted::Unchanged);
        }
        Some((_, row, _)) => Some(row.seq),
    };
    let mut removed: Vec<u64> = replaced.into_iter().collect();
    if let Some(most) = writer.shared.settings.max_documents {
        writing.evict(view, most, &mut removed)?;
    }
    let done = writing.append(view, ready, &removed);
    if let Err(error) = &done {
        writer.commit.fail(error);
    }
    done?;
    writer.shared.latest.fetch_max(ready.incoming.seen, Ordering::AcqRel);
    Ok(if replaced.is_some() { Inserted::Replaced } else { Inserted::Added })
}

/// The document is there with the same text and fields.
fn is_same(view: &View, place: Place, row: &Row, ready: &Ready<'_>) -> Result<bool> {
    let held = view.sources[place.source as usize].body(row)?;
    Ok(*held == ready.body[..] && row.core.exact() == ready.query.print.digest())
}

/// After a change: the log may have to come to rest; then the change is done when it is durable.
fn finish(
    writer: &Writer,
    mut writing: MutexGuard<'_, Writing>,
    durability: Durability,
) -> Result<()> {
    let written = writing.written();
    let rows = writing.active.docs().rows.len();
    if rows >= writer.log_rows || writing.end >= LOG_BYTES {
        let rested = rest(writer, &mut writing);
        rested.inspect_err(|error| writer.commit.fail(error))?;
    }
    if writer.durability == Durability::Relaxed {
        writer.commit.show(&writing.written())?;
    }
    drop(writing);
    writer.work.wait_for_room(&writer.shared)?;
    match durability {
        Durability::Relaxed => Ok(()),
        Durability::Commit => {
            writer.commit.wait(written.changes, || writer.lock_writing().written())
        }
    }
}

/// Begins a new log, and leaves the old one to the worker.
fn rest(writer: &Writer, writing: &mut Writing) -> Result<()> {
    writing.active.log.sync()?;
    let number = writing.active.log.number + 1;
    let log = Arc::new(Log::create(&writer.shared.folder, writer.shared.id, number)?);
    let view = writer.shared.held_view();
    let mut sources = view.sources.clone();
    let active = Arc::new(Fresh::new(log));
    sources.push(Source::Fresh(Arc::clone(&active)));
    let next = View { generation: view.generation + 1, sources };
    (writing.active, writing.end) = (active, HEAD as u64);
    install(writer, writing, next)?;
    if writer.shared.settings.window.is_some() {
        expire::window(writer, writing)?;
    }
    writer.work.wake();
    Ok(())
}
