//! `retold index export`.

use super::args::ExportArgs;
use crate::base::error::Result;
use crate::index::Index;
use crate::index::lookup::verdict::IndexDocument;
use crate::output::sink::Sink;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;

/// A document as `index add` and `dedup` read it again: its fields are members beside id, text
/// and time. A field with the name of one of these, or of one before, stands in `fields`.
struct Line(IndexDocument);

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        let IndexDocument { id, text, fields, seen, .. } = &self.0;
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("id", id)?;
        if let Some(text) = text {
            map.serialize_entry("text", text)?;
        }
        map.serialize_entry("seen", seen)?;
        let mut taken = BTreeSet::from(["id", "text", "seen", "fields"]);
        let mut inner = Vec::new();
        for (name, value) in fields {
            if taken.insert(name) {
                map.serialize_entry(name, value)?;
            } else {
                inner.push((name, value));
            }
        }
        if !inner.is_empty() {
            map.serialize_entry("fields", &Members(&inner))?;
        }
        map.end()
    }
}

struct Members<'m>(&'m [(&'m String, &'m String)]);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().copied())
    }
}

pub(super) fn run(args: &ExportArgs) -> anyhow::Result<()> {
    Ok(export(args)?)
}

fn export(args: &ExportArgs) -> Result<()> {
    let index = Index::open_reader(&args.folder.index)?;
    let mut sink = Sink::create(&args.output)?;
    for document in index.documents()? {
        sink.write(&crate::report::records::line(&Line(document?))?)?;
    }
    sink.finish()?.publish()
}
