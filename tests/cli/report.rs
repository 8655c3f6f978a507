//! Reports hold what `docs/report.md` says, and nothing else.

use super::harness::Lab;
use serde_json::{Map, Value};

/// The newsroom, a repeated id, two records that cannot be read and a blank line.
fn reported() -> (Lab, Value) {
    let lab = Lab::new();
    let mut bytes = lab.fixture("newsroom.jsonl");
    bytes.extend(b"\n{\"id\":\"hp-001\",\"text\":\"Something else with the id of another.\"}\n");
    bytes.extend(b"{\"id\":\"broken\"\n{\"id\":\"x\",\"text\":\"caf\xE9\"}\n");
    bytes.extend(br#"{"text":"Nobody gave this one an id, but it has a place."}"#);
    lab.write("in.jsonl", bytes);
    let ended =
        lab.call("dedup in.jsonl -o out.jsonl --report report --on-error skip --format json").ok();
    let printed = ended.json();
    (lab, printed)
}

/// The name of a field, and whether a value is of its type.
type Field<'f> = (&'f str, fn(&Value) -> bool);

/// Each field is there and of its type, and there are no others.
fn has(object: &Value, fields: &[Field<'_>]) {
    let names: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    expected.sort();
    assert_eq!(names, expected, "{object}");
    for (name, of_type) in fields {
        assert!(of_type(&object[*name]), "{name}: {object}");
    }
}

fn score(value: &Value) -> bool {
    value.as_f64().is_some_and(|score| (0.0..=1.0).contains(&score))
}

fn relation(value: &Value) -> bool {
    matches!(value.as_str(), Some("exact" | "near" | "template" | "empty"))
}

fn or_null(of_type: fn(&Value) -> bool, value: &Value) -> bool {
    value.is_null() || of_type(value)
}

#[test]
fn clusters() {
    let (lab, _) = reported();
    let clusters = lab.lines("report/clusters.jsonl");
    assert!(!clusters.is_empty());
    let mut firsts = Vec::new();
    for cluster in &clusters {
        has(
            cluster,
            &[
                ("cluster", |v| {
                    v.as_str().is_some_and(|name| {
                        name.len() == 16 && name.bytes().all(|b| b"0123456789abcdef".contains(&b))
                    })
                }),
                ("documents", Value::is_u64),
                ("kept", Value::is_array),
                ("members", Value::is_array),
            ],
        );
        let members = cluster["members"].as_array().unwrap();
        assert!(members.len() >= 2);
        assert_eq!(cluster["documents"], members.len());
        for member in members {
            has(
                member,
                &[
                    ("id", Value::is_string),
                    ("file", |v| v == "in.jsonl"),
                    ("record", Value::is_u64),
                    ("kept", Value::is_boolean),
                    ("relation", |v| or_null(relation, v)),
                    ("score", |v| or_null(score, v)),
                    ("witness", |v| or_null(Value::is_string, v)),
                ],
            );
            let linked = ["relation", "score", "witness"].map(|field| !member[field].is_null());
            assert!(linked == [true; 3] || linked == [false; 3], "{member}");
            if member["kept"] == true {
                assert!(!linked[0] || member["relation"] == "template", "{member}");
            } else {
                assert!(cluster["kept"].as_array().unwrap().contains(&member["witness"]));
            }
        }
        let stay: Vec<&Value> =
            members.iter().filter(|m| m["kept"] == true).map(|m| &m["id"]).collect();
        assert_eq!(cluster["kept"].as_array().unwrap().iter().collect::<Vec<_>>(), stay);
        let records: Vec<u64> = members.iter().map(|m| m["record"].as_u64().unwrap()).collect();
        assert!(records.is_sorted());
        firsts.push(records[0]);
    }
    assert!(firsts.is_sorted());
}

#[test]
fn removals() {
    let (lab, printed) = reported();
    let removed = lab.lines("report/removed.jsonl");
    assert_eq!(printed["removed"], removed.len());
    for removal in &removed {
        has(
            removal,
            &[
                ("id", Value::is_string),
                ("file", |v| v == "in.jsonl"),
                ("record", Value::is_u64),
                ("witness", Value::is_string),
                ("witness_file", |v| v == "in.jsonl"),
                ("witness_record", Value::is_u64),
                ("relation", relation),
                ("score", score),
            ],
        );
    }
    let records: Vec<u64> = removed.iter().map(|r| r["record"].as_u64().unwrap()).collect();
    assert!(records.is_sorted());
}

#[test]
fn rejections() {
    let (lab, _) = reported();
    let rejected = lab.lines("report/rejected.jsonl");
    let [text, hex] = &rejected[..] else { panic!("{rejected:?}") };
    let common: [Field<'_>; 5] = [
        ("file", |v| v == "in.jsonl"),
        ("record", Value::is_u64),
        ("offset", Value::is_u64),
        ("kind", Value::is_string),
        ("reason", Value::is_string),
    ];
    has(text, &[&common[..], &[("text", |v| v == "{\"id\":\"broken\"\n")]].concat());
    has(
        hex,
        &[&common[..], &[("hex", |v| v == "7b226964223a2278222c2274657874223a22636166e9227d0a")]]
            .concat(),
    );
    assert_eq!((&text["kind"], &hex["kind"]), (&"invalid-json".into(), &"invalid-utf8".into()));
    assert_eq!((&text["record"], &hex["record"]), (&162.into(), &163.into()));
}

#[test]
fn summary() {
    let (lab, mut printed) = reported();
    let summary = lab.json("report/summary.json");
    let mut fields: Vec<Field<'_>> = vec![
        ("format", |v| v == 1),
        ("version", |v| v == env!("CARGO_PKG_VERSION")),
        ("threshold", |v| v == 0.7),
        ("shingle_tokens", |v| v == 5),
        ("expected_miss_rate", |v| v.as_f64().is_some_and(|rate| rate > 0.0 && rate < 0.001)),
        ("exact", |v| v == false),
        ("removed_by", Value::is_object),
        ("largest", Value::is_array),
        ("sources", Value::is_array),
        ("rejected", Value::is_object),
    ];
    for count in [
        "bands",
        "rows",
        "input_bytes",
        "documents",
        "text_bytes",
        "tokens",
        "kept",
        "removed",
        "template_kept",
        "empty",
        "clusters",
        "blank_lines",
        "duplicate_ids",
        "undated",
        "candidates",
        "compared",
        "capped",
    ] {
        fields.push((count, Value::is_u64));
    }
    has(&summary, &fields);
    let count = |field: &str| summary[field].as_u64().unwrap();
    // 160 of the newsroom and two of those that were added.
    assert_eq!(count("documents"), 162);
    assert_eq!(count("kept") + count("removed"), 162);
    assert_eq!((count("empty"), count("blank_lines"), count("duplicate_ids")), (3, 1, 1));
    assert_eq!(summary["rejected"], serde_json::json!({"invalid-json": 1, "invalid-utf8": 1}));
    let by = summary["removed_by"].as_object().unwrap();
    assert_eq!(by.keys().collect::<Vec<_>>(), ["contains", "empty", "exact", "near", "template"]);
    assert_eq!(by.values().map(|v| v.as_u64().unwrap()).sum::<u64>(), count("removed"));
    assert_eq!(count("clusters"), lab.lines("report/clusters.jsonl").len() as u64);
    largest(&summary);
    sources(&summary);

    let run =
        printed.as_object_mut().and_then(|printed: &mut Map<_, _>| printed.remove("run")).unwrap();
    assert_eq!(printed, summary);
    has(
        &run,
        &[
            ("seconds", Value::is_f64),
            ("threads", Value::is_u64),
            ("peak_memory_bytes", |v| or_null(Value::is_u64, v)),
        ],
    );
}

fn largest(summary: &Value) {
    let largest = summary["largest"].as_array().unwrap();
    assert_eq!(largest.len(), 5);
    for cluster in largest {
        has(
            cluster,
            &[
                ("cluster", Value::is_string),
                ("documents", Value::is_u64),
                ("kept", Value::is_u64),
                ("id", Value::is_string),
                ("excerpt", |v| {
                    v.as_str().is_some_and(|e| !e.is_empty() && e.chars().count() <= 101)
                }),
            ],
        );
    }
    let sizes: Vec<u64> = largest.iter().map(|c| c["documents"].as_u64().unwrap()).collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
}

fn sources(summary: &Value) {
    let sources = summary["sources"].as_array().unwrap();
    for source in sources {
        has(
            source,
            &[
                ("source", Value::is_string),
                ("documents", Value::is_u64),
                ("removed", Value::is_u64),
            ],
        );
    }
    let all = |field: &str| sources.iter().map(|s| s[field].as_u64().unwrap()).collect::<Vec<_>>();
    assert_eq!(all("documents").iter().sum::<u64>(), 162);
    assert_eq!(summary["removed"], all("removed").iter().sum::<u64>());
    assert!(all("removed").is_sorted_by(|a, b| a >= b));
    let harbour = sources.iter().find(|s| s["source"] == "harbour-post").unwrap();
    assert_eq!(harbour["documents"], 25);
}

#[test]
fn documents_without_an_id_are_named_by_their_place() {
    let lab = Lab::new();
    lab.write(
        "a.jsonl",
        "{\"text\":\"one two\"}\n\n{\"text\":\"one two\"}\n{\"id\":5,\"text\":\"One two\"}\n",
    );
    lab.call("dedup a.jsonl -o out.jsonl --report report").ok();
    let removed = lab.lines("report/removed.jsonl");
    let ids: Vec<_> = removed.iter().map(|r| (&r["id"], &r["witness"])).collect();
    assert_eq!(
        ids,
        [(&"a.jsonl:2".into(), &"a.jsonl:1".into()), (&"5".into(), &"a.jsonl:1".into())]
    );
}
