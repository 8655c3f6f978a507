//! Names of documents, and where their spans are in files.

use crate::base::document::DocId;
use crate::base::error::Result;
use serde::Serialize;
use std::ops::Range;

/// Names and texts of documents, for excerpts.
pub(crate) trait Named: Sync {
    fn name(&self, doc: DocId) -> Result<Name>;
    fn text(&self, doc: DocId) -> Result<String>;
    /// Where spans of the text stand in the (decompressed) file.
    fn in_file(&self, doc: DocId, spans: &[TextSpan]) -> Result<Vec<Range<u64>>>;
}

/// Bytes of a document's text.
pub(crate) type TextSpan = Range<usize>;

/// Names a document: its id, or `file:record` where it has none, and where it stands.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Name {
    pub(crate) id: String,
    pub(crate) file: String,
    pub(crate) record: u64,
}
