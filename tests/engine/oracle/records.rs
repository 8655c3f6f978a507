//! Reading JSON lines into documents, in the plainest way.

use retold::Document;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The records of a file, all fields but `id` and `text` as fields.
///
/// # Panics
/// If the file cannot be read, or holds other than objects of strings.
pub(crate) fn records(path: &Path) -> Vec<Document> {
    let lines = std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let document = |line: &str| {
        let mut values: BTreeMap<String, String> =
            serde_json::from_str(line).expect("records are objects of strings");
        let mut take = |name: &str| values.remove(name).expect("records have an id and a text");
        let (id, text) = (take("id"), take("text"));
        let fields = values.into_iter().collect();
        Document { id, text, fields }
    };
    lines.lines().map(document).collect()
}

/// A file of this project.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// A file of the shared corpora: in the folder that `RETOLD_CORPORA` names, or beside the
/// project. Where there is none, says so and gives nothing.
pub(crate) fn corpus(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RETOLD_CORPORA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
        PathBuf::from,
    );
    let path = folder.join(name);
    if !path.exists() {
        // Not by a print macro, which the test runner would keep to itself.
        let _ = writeln!(std::io::stderr(), "SKIPPED: no corpora at {}", folder.display());
        return None;
    }
    Some(path)
}
