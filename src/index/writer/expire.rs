//! Old documents go.

use super::writing::{Writer, Writing, install};
use crate::base::error::Result;
use crate::index::disk::part::Part;
use crate::index::disk::part::sources::Source;
use crate::index::lookup::view::View;

/// Removes what was seen before a time; how many documents.
pub(crate) fn expire(writer: &Writer, before: i64) -> Result<u64> {
    let mut writing = writer.writing()?;
    let gone = expire_locked(writer, &mut writing, before);
    let gone = gone.inspect_err(|error| writer.commit.fail(error))?;
    drop(writing);
    writer.work.wake();
    Ok(gone)
}

/// Removes what the window has left behind.
pub(super) fn window(writer: &Writer, writing: &mut Writing) -> Result<()> {
    expire_locked(writer, writing, writer.shared.since()).map(drop)
}

fn expire_locked(writer: &Writer, writing: &mut Writing, before: i64) -> Result<u64> {
    let view = writer.shared.held_view();
    let mut gone = 0;
    let mut of_logs = Vec::new();
    for source in &view.sources {
        match source {
            Source::Part(part) => gone += expire_part(part, before)?,
            Source::Fresh(fresh) => {
                let docs = fresh.docs();
                let rows = docs.rows.iter().zip(&docs.gone);
                let old = rows.filter(|(row, gone)| !**gone && row.seen < before);
                of_logs.extend(old.map(|(row, _)| row.seq));
            }
        }
    }
    if gone == 0 && of_logs.is_empty() {
        return Ok(0);
    }
    if !of_logs.is_empty() {
        writing.remove(&view, &of_logs)?;
    }
    // What went from parts stands in no log, but in the state.
    writing.active.log.sync()?;
    let next = View { generation: view.generation + 1, sources: view.sources.clone() };
    install(writer, writing, next)?;
    Ok(gone + of_logs.len() as u64)
}

fn expire_part(part: &Part, before: i64) -> Result<u64> {
    let (earliest, latest) = part.seen();
    if earliest >= before {
        return Ok(0);
    }
    let mut gone = 0;
    for number in 0..part.rows() {
        if latest < before || part.row(number)?.seen < before {
            gone += u64::from(part.gone.set(number));
        }
    }
    Ok(gone)
}
