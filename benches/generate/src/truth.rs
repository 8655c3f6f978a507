//! What was planted: one line a group.

use crate::copies::Kind;
use serde::Serialize;
use std::io::Write;

/// A copy in its group.
pub struct Member {
    pub position: u32,
    pub kind: Kind,
    pub jaccard: f64,
}

/// A group: where its original stands, and its copies in file order.
#[derive(Default)]
pub struct Group {
    pub original: Option<u32>,
    pub members: Vec<Member>,
}

#[derive(Serialize)]
struct Line {
    original: String,
    members: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    id: String,
    kind: Kind,
    jaccard: f64,
}

/// The id of the document at a position.
pub fn id(position: u32) -> String {
    format!("g{position:09}")
}

pub fn write(mut out: impl Write, groups: &[Group]) -> std::io::Result<()> {
    for group in groups {
        let told = |member: &Member| Told {
            id: id(member.position),
            kind: member.kind,
            jaccard: (member.jaccard * 1e6).round() / 1e6,
        };
        if let Some(original) = group.original {
            let members = group.members.iter().map(told).collect();
            serde_json::to_writer(&mut out, &Line { original: id(original), members })?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()
}
