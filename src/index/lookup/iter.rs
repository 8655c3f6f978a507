//! All documents, and what they cost.

use super::look::body_of;
use super::row::Row;
use super::verdict::{IndexDocument, IndexStats};
use super::view::View;
use crate::base::error::Result;
use crate::index::disk::body::{Body, Content};
use crate::index::disk::part::sources::Source;
use crate::index::disk::{mark, state};
use std::path::Path;
use std::sync::Arc;

/// The documents of an index as of one moment, in the order in which they came.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// let index = retold::index::Index::create(folder.path().join("seen"), Default::default())?;
/// index.insert("a", "one story", &[])?;
/// index.insert("b", "another story", &[])?;
/// let ids = index.documents()?.map(|document| Ok(document?.id));
/// assert_eq!(ids.collect::<retold::Result<Vec<_>>>()?, ["a", "b"]);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug)]
pub struct IndexDocuments {
    view: Arc<View>,
    since: i64,
    source: usize,
    row: u32,
    /// Documents that came later are not among them.
    rows: Vec<u32>,
}

impl IndexDocuments {
    pub(crate) fn new(view: Arc<View>, since: i64) -> Self {
        let rows = view.sources.iter().map(Source::rows).collect();
        Self { view, since, source: 0, row: 0, rows }
    }

    fn step(&mut self) -> Result<Option<IndexDocument>> {
        while let Some(source) = self.view.sources.get(self.source) {
            while self.row < self.rows[self.source] {
                let number = self.row;
                self.row += 1;
                if source.is_gone(number) {
                    continue;
                }
                let row = source.row(number)?;
                if row.seen >= self.since {
                    return Ok(Some(document(&row, body_of(source, &row)?)));
                }
            }
            (self.source, self.row) = (self.source + 1, 0);
        }
        Ok(None)
    }
}

impl Iterator for IndexDocuments {
    type Item = Result<IndexDocument>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}

pub(crate) fn document(row: &Row, body: Body) -> IndexDocument {
    let Body { id, fields, content } = body;
    let text = match content {
        Content::Text(text) => Some(text),
        Content::Shingles(_) => None,
    };
    IndexDocument { id, text, fields, seen: row.seen, tokens: row.core.tokens() }
}

pub(crate) fn stats(view: &View, folder: &Path, latest: i64) -> Result<IndexStats> {
    let mut stats = IndexStats {
        documents: view.live(),
        parts: view.sources.len() as u64,
        latest,
        ..IndexStats::default()
    };
    let size = |name: &str| std::fs::metadata(folder.join(name)).map_or(0, |meta| meta.len());
    let fixed = [crate::index::disk::header::NAME, state::NAME, mark::NAME];
    stats.bytes = fixed.iter().map(|name| size(name)).sum();
    for source in &view.sources {
        stats.gone += u64::from(source.rows()) - source.live();
        stats.bytes += size(&source.file_name());
        if let Source::Fresh(_) = source {
            stats.in_logs += source.live();
        }
    }
    Ok(stats)
}
