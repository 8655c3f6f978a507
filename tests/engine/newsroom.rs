//! The fixture newsroom against what is known of it.

use crate::oracle::forest::Forest;
use crate::oracle::records::{fixture, records};
use retold::{Deduper, Document, Relation, Settings, similarity};
use std::collections::{BTreeMap, HashMap};

/// A row of `newsroom.truth.tsv`; relation `below` is none.
struct Row {
    a: usize,
    b: usize,
    relation: Option<Relation>,
    jaccard: f64,
}

fn newsroom() -> (Vec<Document>, Vec<Row>) {
    let documents = records(&fixture("newsroom.jsonl"));
    let numbers: HashMap<&str, usize> = documents.iter().map(|d| d.id.as_str()).zip(0..).collect();
    let truth = std::fs::read_to_string(fixture("newsroom.truth.tsv")).expect("it is a fixture");
    let row = |line: &str| {
        let columns: Vec<&str> = line.split('\t').collect();
        let (a, b) = (numbers[columns[0]], numbers[columns[1]]);
        Row {
            a: a.min(b),
            b: a.max(b),
            relation: columns[2].parse().ok(),
            jaccard: columns[3].parse().expect("the last column is a number"),
        }
    };
    let rows = truth.lines().skip(1).map(row).collect();
    (documents, rows)
}

#[test]
fn every_pair_is_judged_as_the_truth_says() {
    let (documents, rows) = newsroom();
    let mut known: BTreeMap<(usize, usize), &Row> = BTreeMap::new();
    known.extend(rows.iter().map(|row| ((row.a, row.b), row)));
    assert_eq!((rows.len(), known.len()), (129, 129));
    for (b, second) in documents.iter().enumerate() {
        for (a, first) in documents[..b].iter().enumerate() {
            let found = similarity(&first.text, &second.text);
            let (first, second) = (&first.id, &second.id);
            if let Some(row) = known.get(&(a, b)) {
                assert_eq!(found.relation, row.relation, "{first} and {second}");
                // The truth has six digits.
                assert!(
                    (found.jaccard - row.jaccard).abs() <= 6e-7,
                    "{first} and {second}: {} is not {}",
                    found.jaccard,
                    row.jaccard
                );
            } else {
                let empty = first.starts_with("empty-") && second.starts_with("empty-");
                let relation = empty.then_some(Relation::Empty);
                assert_eq!(found.relation, relation, "{first} and {second}");
            }
        }
    }
}

#[test]
fn clusters_are_what_the_truth_joins() {
    let (documents, rows) = newsroom();
    let mut forest = Forest::new(documents.len());
    for row in rows.iter().filter(|row| row.relation.is_some()) {
        forest.join(row.a, row.b);
    }
    let deduped = Deduper::default().dedup(documents).expect("nothing stops the run");
    let members = |cluster: &retold::dedup::Cluster| -> Vec<usize> {
        cluster.members.iter().map(|member| member.doc.0 as usize).collect()
    };
    let clusters: Vec<Vec<usize>> = deduped.outcome().clusters().iter().map(members).collect();
    assert_eq!(clusters, forest.components());
}

#[test]
fn what_goes_is_what_the_truth_calls_exact_or_near() {
    let (documents, rows) = newsroom();
    for templates in [false, true] {
        let mut settings = Settings::builder();
        if templates {
            settings = settings.remove(Relation::Template);
        }
        let settings = settings.build().expect("these settings are valid");
        let related = |a: usize, b: usize| {
            let row = rows.iter().find(|row| (row.a, row.b) == (a.min(b), a.max(b)));
            row.and_then(|row| row.relation)
        };
        // In document order each stays that repeats none which stays.
        let mut stay: Vec<usize> = Vec::new();
        for doc in 0..documents.len() {
            let removes = |other: &usize| {
                related(doc, *other).is_some_and(|relation| settings.removes(relation))
            };
            if !stay.iter().any(removes) {
                stay.push(doc);
            }
        }
        let deduped = Deduper::new(settings.clone()).dedup(documents.clone());
        let deduped = deduped.expect("nothing stops the run");
        let kept: Vec<usize> = deduped.outcome().kept().map(|doc| doc.0 as usize).collect();
        assert_eq!(kept, stay);
        for (doc, link) in deduped.outcome().removed() {
            let relation = related(doc.0 as usize, link.witness.0 as usize);
            assert_eq!(relation, Some(link.relation));
        }
    }
}
