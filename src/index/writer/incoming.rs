//! A document that comes, made ready before any lock is taken.

use crate::base::dates::timestamp;
use crate::base::error::Result;
use crate::index::disk::body;
use crate::index::lookup::query::Query;
use crate::index::shared::Shared;
use std::time::{SystemTime, UNIX_EPOCH};

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
    pub(super) incoming: Incoming<'d>,
    pub(super) query: Query<'d>,
    pub(super) id: u64,
    pub(super) keys: Vec<u64>,
    pub(super) body: Vec<u8>,
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
