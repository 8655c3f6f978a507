//! One line of each report.

use crate::read::Rejected;
use crate::{Cluster, ClusterId, DocId, Link, Member, Relation, Result};
use serde::Serialize;
use std::path::Path;

/// Names a document: its id, or `file:record` where it has none, and where it stands.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Name {
    pub(crate) id: String,
    pub(crate) file: String,
    pub(crate) record: u64,
}

/// Gives the names of documents.
pub(crate) type Names<'a> = dyn Fn(DocId) -> Result<Name> + Sync + 'a;

#[derive(Serialize)]
struct ClusterLine {
    cluster: ClusterId,
    documents: usize,
    kept: Vec<String>,
    members: Vec<MemberEntry>,
}

#[derive(Serialize)]
struct MemberEntry {
    #[serde(flatten)]
    name: Name,
    kept: bool,
    relation: Option<Relation>,
    score: Option<f64>,
    witness: Option<String>,
}

/// A line of `clusters.jsonl`.
pub(crate) fn cluster_line(cluster: &Cluster, names: &Names<'_>) -> Result<Vec<u8>> {
    let entry = |member: &Member| {
        let witness = member.link.map(|link| names(link.witness)).transpose()?;
        Ok(MemberEntry {
            name: names(member.doc)?,
            kept: member.kept,
            relation: member.link.map(|link| link.relation),
            score: member.link.map(|link| link.score),
            witness: witness.map(|witness| witness.id),
        })
    };
    let members: Vec<MemberEntry> = cluster.members.iter().map(entry).collect::<Result<_>>()?;
    let kept = members.iter().filter(|m| m.kept).map(|m| m.name.id.clone()).collect();
    line(&ClusterLine { cluster: cluster.id, documents: members.len(), kept, members })
}

#[derive(Serialize)]
struct RemovedLine {
    #[serde(flatten)]
    name: Name,
    witness: String,
    witness_file: String,
    witness_record: u64,
    relation: Relation,
    score: f64,
}

/// A line of `removed.jsonl`.
pub(crate) fn removed_line(doc: DocId, link: Link, names: &Names<'_>) -> Result<Vec<u8>> {
    let witness = names(link.witness)?;
    line(&RemovedLine {
        name: names(doc)?,
        witness: witness.id,
        witness_file: witness.file,
        witness_record: witness.record,
        relation: link.relation,
        score: link.score,
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
    let hex = text.is_none().then(|| {
        let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
        bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    });
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

fn line(value: &impl Serialize) -> Result<Vec<u8>> {
    // Strings, numbers and lists always serialise; the error is passed on all the same.
    let mut line = serde_json::to_vec(value)
        .map_err(|error| crate::Error::input(format!("cannot write a report line: {error}")))?;
    line.push(b'\n');
    Ok(line)
}
