//! The newsroom fixture, its truth, and who stays by it.

use super::harness::{Lab, fixture};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A record of the newsroom.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) id: String,
    pub(crate) date: String,
    pub(crate) lang: String,
    pub(crate) source: String,
    /// The record as it stands, with its line end.
    pub(crate) bytes: Vec<u8>,
}

pub(crate) fn newsroom() -> Vec<Story> {
    let bytes = std::fs::read(fixture("newsroom.jsonl")).unwrap();
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines
        .map(|line| {
            let record: Value = serde_json::from_slice(line).unwrap();
            let field = |name: &str| record[name].as_str().unwrap().to_owned();
            Story {
                id: field("id"),
                date: field("date"),
                lang: field("lang"),
                source: field("source"),
                bytes: line.to_vec(),
            }
        })
        .collect()
}

/// The relation and similarity of every related pair, by ids in order.
pub(crate) struct Truth(BTreeMap<(String, String), (String, f64)>);

pub(crate) fn truth() -> Truth {
    let table = std::fs::read_to_string(fixture("newsroom.truth.tsv")).unwrap();
    let pair = |row: &str| {
        let cells: Vec<&str> = row.split('\t').collect();
        let [a, b, relation, score] = cells[..] else { panic!("{row}") };
        let ids = (a.to_owned(), b.to_owned());
        (ids, (relation.to_owned(), score.parse().unwrap()))
    };
    Truth(table.lines().skip(1).map(pair).collect())
}

impl Truth {
    pub(crate) fn get(&self, a: &str, b: &str) -> Option<(&str, f64)> {
        let pair = (a.min(b).to_owned(), a.max(b).to_owned());
        let (relation, score) = self.0.get(&pair)?;
        Some((relation.as_str(), *score))
    }

    pub(crate) fn is(&self, a: &Story, b: &Story, relations: &[&str]) -> bool {
        self.get(&a.id, &b.id).is_some_and(|(relation, _)| relations.contains(&relation))
    }
}

/// Who stays when they are asked in this order: all but those that are related to one who does.
pub(crate) fn staying(
    order: &[Story],
    related: impl Fn(&Story, &Story) -> bool,
) -> BTreeSet<String> {
    let mut stay: Vec<&Story> = Vec::new();
    for story in order {
        if !stay.iter().any(|other| related(other, story)) {
            stay.push(story);
        }
    }
    stay.iter().map(|story| story.id.clone()).collect()
}

/// `out.jsonl` and `report` tell what should stay of `stories` and why the others go.
pub(crate) fn check(lab: &Lab, stories: &[Story], stay: &BTreeSet<String>, relations: &[&str]) {
    let kept = stories.iter().filter(|story| stay.contains(&story.id));
    let bytes: Vec<u8> = kept.flat_map(|story| story.bytes.clone()).collect();
    assert_eq!(lab.read("out.jsonl"), bytes);
    let removed = lab.lines("report/removed.jsonl");
    let ids: Vec<&str> = removed.iter().map(|r| r["id"].as_str().unwrap()).collect();
    let gone = stories.iter().filter(|story| !stay.contains(&story.id));
    assert_eq!(ids, gone.map(|story| &story.id).collect::<Vec<_>>());
    let truth = truth();
    for removal in &removed {
        let text = |field: &str| removal[field].as_str().unwrap();
        let (id, witness) = (text("id"), text("witness"));
        assert!(stay.contains(witness), "{removal}");
        let (relation, score) = truth.get(id, witness).expect(id);
        assert_eq!(text("relation"), relation, "{removal}");
        assert!(relations.contains(&relation), "{removal}");
        // The truth has six digits.
        let found = removal["score"].as_f64().unwrap();
        assert!((found - score).abs() < 1e-6, "{removal}: {score}");
    }
}
