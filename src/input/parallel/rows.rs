//! Reading all records into memory.

use super::gather::Gather;
use super::run::gather;
use crate::base::error::Result;
use crate::base::progress::Watch;
use crate::input::formats::extract::Record;
use crate::input::parallel::gathered::Gathered;
use crate::input::place::RecordPlace;
use crate::input::sources::inputs::Inputs;
use crate::input::store::Store;
use std::convert::Infallible;

/// All that was read, in memory.
#[derive(Debug)]
pub(crate) struct Reading<R> {
    /// What `visit` made of each record, in the order of the inputs.
    pub(crate) rows: Vec<R>,
    /// Where each of them stands.
    pub(crate) places: Vec<RecordPlace>,
    /// The bytes behind the places.
    pub(crate) store: Store,
}

/// Visits every record of `inputs`, in parallel: `state` makes what each worker keeps from record
/// to record.
pub(crate) fn read<S, R: Send>(
    inputs: Inputs,
    watch: Watch<'_>,
    state: impl Fn() -> S + Sync,
    visit: impl Fn(&mut S, &Record<'_>) -> R + Sync,
) -> Result<Reading<R>> {
    let from = Default::default();
    let gathered = gather(inputs, watch, state, visit, Rows::default(), from)?;
    let Gathered { rows: Rows { rows, places }, store, .. } = gathered;
    Ok(Reading { rows, places, store })
}

/// All of it, in memory.
#[derive(Debug)]
pub(crate) struct Rows<R> {
    pub(crate) rows: Vec<R>,
    pub(crate) places: Vec<RecordPlace>,
}

impl<R> Default for Rows<R> {
    fn default() -> Self {
        Self { rows: Vec::new(), places: Vec::new() }
    }
}

impl<R: Send> Gather<R> for Rows<R> {
    type Task = Infallible;
    type Output = Infallible;

    fn take(&mut self, place: RecordPlace, row: R) -> Result<Option<Infallible>> {
        self.places.push(place);
        self.rows.push(row);
        Ok(None)
    }

    fn work(task: Infallible) -> Infallible {
        task
    }

    fn collect(&mut self, output: Infallible) -> Result<()> {
        match output {}
    }
}
