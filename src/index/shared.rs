//! What a writer and a reader of an index have in common.

use super::disk::body::Body;
use super::disk::head::IndexId;
use super::lookup::keys;
use super::lookup::look::{Looked, Looker, PER_KEY, Place};
use super::lookup::query::Maker;
use super::lookup::row::Row;
use super::lookup::view::View;
use super::settings::IndexSettings;
use crate::base::error::Result;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// What the threads of an index have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(super) folder: PathBuf,
    /// What its files are marked with.
    pub(super) id: IndexId,
    pub(super) settings: IndexSettings,
    pub(super) maker: Maker,
    view: RwLock<Arc<View>>,
    /// The latest time seen.
    pub(super) latest: AtomicI64,
}

impl Shared {
    pub(super) fn new(
        folder: &Path,
        id: IndexId,
        settings: IndexSettings,
        view: View,
        latest: AtomicI64,
    ) -> Self {
        let maker = Maker::new(&settings, id.format);
        let (folder, view) = (folder.to_owned(), RwLock::new(Arc::new(view)));
        Self { folder, id, settings, maker, view, latest }
    }

    pub(super) fn held_view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set_view(&self, view: View) -> Arc<View> {
        let view = Arc::new(view);
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&view);
        view
    }

    /// Documents seen before are no longer there.
    pub(super) fn since(&self) -> i64 {
        match self.settings.window {
            Some(window) => {
                let window = i64::try_from(window).unwrap_or(i64::MAX);
                self.latest.load(Ordering::Acquire).saturating_sub(window)
            }
            None => i64::MIN,
        }
    }

    pub(super) fn looker<'i>(&'i self, view: &'i View) -> Looker<'i> {
        Looker {
            settings: &self.settings,
            maker: &self.maker,
            sources: &view.sources,
            since: self.since(),
            from_seq: 0,
        }
    }

    /// The document of an id, if it is there.
    pub(super) fn find_id(&self, view: &View, id: &str) -> Result<Option<(Place, Row, Body)>> {
        let hash = self.maker.id(id);
        let looker = self.looker(view);
        let (mut places, mut looked) = (Vec::new(), Looked::default());
        looker.rows_of(keys::id(hash), PER_KEY, &mut places)?;
        for place in places.into_iter().rev() {
            let Some(row) = looker.live_row(place, &mut looked)? else { continue };
            if row.id == hash {
                let body = looker.body(place, &row)?;
                if body.id == id {
                    return Ok(Some((place, row, body)));
                }
            }
        }
        Ok(None)
    }
}
