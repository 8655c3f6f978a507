//! What is not as it was written.

use crate::base::error::{Error, ErrorKind, shown};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Something in an index that is not as it was written.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("seen");
/// use retold::index::Index;
/// drop(Index::create(&path, Default::default())?);
/// assert!(Index::verify(&path)?.is_empty());
/// std::fs::write(path.join("log-00000001"), "not a log").unwrap();
/// assert!(Index::verify(&path)?[0].path.ends_with("log-00000001"));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// Where in it, in bytes, if that is known.
    pub offset: Option<u64>,
    /// What is wrong.
    pub what: String,
}

impl Damage {
    pub(in crate::index) fn new(path: &Path, offset: u64, what: &str) -> Self {
        Self { path: path.to_owned(), offset: Some(offset), what: what.to_owned() }
    }

    /// What an error tells of a file.
    pub(in crate::index) fn of(path: &Path, error: Error) -> Self {
        Self { path: path.to_owned(), offset: None, what: error.message().to_owned() }
    }
}

/// A file of an index that is not as it was written.
pub(in crate::index) fn damaged(path: &Path, at: u64, what: &str) -> Error {
    Error::new(
        ErrorKind::Damaged,
        format!(
            "the file {} of an index is not as it was written, at byte {at}: {what}; `retold index \
             verify` tells all that is wrong, and a copy or a new index has to take its place",
            shown(path)
        ),
    )
}
