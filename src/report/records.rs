//! One line of each report.

use crate::base::document::{DocId, Relation};
use crate::base::error::{Error, Result};
use crate::dedup::cluster::{Cluster, ClusterId, Link, Member};
use crate::input::reject::Rejected;
use crate::report::named::{Name, Named};
use rayon::prelude::*;
use serde::Serialize;
use std::path::Path;

/// The names of some documents, each looked up once.
pub(crate) struct Names {
    docs: Vec<DocId>,
    names: Vec<Name>,
}

impl Names {
    /// Looks up the names of these documents, in parallel.
    pub(crate) fn of(mut docs: Vec<DocId>, named: &dyn Named) -> Result<Self> {
        docs.sort_unstable();
        docs.dedup();
        let names = docs.par_iter().map(|doc| named.name(*doc)).collect::<Result<_>>()?;
        Ok(Self { docs, names })
    }

    fn get(&self, doc: DocId) -> Option<&Name> {
        self.docs.binary_search(&doc).ok().map(|at| &self.names[at])
    }
}

#[derive(Serialize)]
struct ClusterLine<'n> {
    cluster: ClusterId,
    documents: usize,
    kept: Vec<&'n str>,
    members: Vec<MemberEntry<'n>>,
}

#[derive(Serialize)]
struct MemberEntry<'n> {
    #[serde(flatten)]
    name: &'n Name,
    kept: bool,
    relation: Option<Relation>,
    score: Option<f64>,
    witness: Option<&'n str>,
}

/// A line of `clusters.jsonl`; `names` holds all members.
pub(crate) fn cluster_line(cluster: &Cluster, names: &Names) -> Result<Vec<u8>> {
    let id = |doc: DocId| names.get(doc).map(|name| name.id.as_str());
    let entry = |member: &Member| {
        Some(MemberEntry {
            name: names.get(member.doc)?,
            kept: member.kept,
            relation: member.link.map(|link| link.relation),
            score: member.link.map(|link| link.score),
            witness: member.link.and_then(|link| id(link.witness)),
        })
    };
    let members: Vec<MemberEntry<'_>> = cluster.members.iter().filter_map(entry).collect();
    let kept = cluster.members.iter().filter(|member| member.kept);
    let kept = kept.filter_map(|member| id(member.doc)).collect();
    line(&ClusterLine { cluster: cluster.id, documents: members.len(), kept, members })
}

#[derive(Serialize)]
struct RemovedLine<'n> {
    #[serde(flatten)]
    name: Option<&'n Name>,
    witness: Option<&'n str>,
    witness_file: Option<&'n str>,
    witness_record: Option<u64>,
    relation: Relation,
    score: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness_index: Option<&'n str>,
}

/// A line of `removed.jsonl` for a document whose witness is in an index.
pub(crate) fn told_line(
    name: &Name,
    (index, witness): (&str, &str),
    (relation, score): (Relation, f64),
) -> Result<Vec<u8>> {
    line(&RemovedLine {
        name: Some(name),
        witness: Some(witness),
        witness_file: None,
        witness_record: None,
        relation,
        score,
        witness_index: Some(index),
    })
}

/// A line of `removed.jsonl`; `names` holds the document and its witness.
pub(crate) fn removed_line(doc: DocId, link: Link, names: &Names) -> Result<Vec<u8>> {
    let witness = names.get(link.witness);
    line(&RemovedLine {
        name: names.get(doc),
        witness: witness.map(|witness| witness.id.as_str()),
        witness_file: witness.map(|witness| witness.file.as_str()),
        witness_record: witness.map(|witness| witness.record),
        relation: link.relation,
        score: link.score,
        witness_index: None,
    })
}

#[derive(Serialize)]
struct RejectedLine<'a> {
    file: String,
    record: Option<u32>,
    offset: Option<u64>,
    kind: &'static str,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hex: Option<String>,
}

/// A line of `rejected.jsonl`, with the record verbatim: as text, or in hexadecimal digits if it
/// is not UTF-8.
pub(crate) fn rejected_line(path: &Path, rejected: &Rejected, bytes: &[u8]) -> Result<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok();
    let hex = text.is_none().then(|| hex(bytes));
    let kind = rejected.kind.name();
    // Such a file was never cut into records.
    let whole = matches!(kind, "unreadable" | "unsupported" | "utf-16");
    line(&RejectedLine {
        file: path.to_string_lossy().into_owned(),
        record: (!whole).then_some(rejected.place.number),
        offset: (!whole).then_some(rejected.place.offset),
        kind,
        reason: &rejected.reason,
        text,
        hex,
    })
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

pub(crate) fn line(value: &impl Serialize) -> Result<Vec<u8>> {
    // Strings, numbers and lists always serialise; the error is passed on all the same.
    let mut line = serde_json::to_vec(value)
        .map_err(|error| Error::input(format!("cannot write a report line: {error}")))?;
    line.push(b'\n');
    Ok(line)
}
