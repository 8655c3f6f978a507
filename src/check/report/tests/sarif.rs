//! The SARIF report holds to the schema of the standard.

use super::*;
use serde_json::{Value, json};

fn log(checked: &Checked) -> Value {
    serde_json::from_str(&written(Reporter::Sarif, checked)).unwrap()
}

/// What the schema has against it.
fn complaint(log: &Value) -> Option<String> {
    let schema = include_str!("../../../../tests/data/sarif-schema-2.1.0.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    compiler.add_resource("sarif.json", schema).unwrap();
    let mut schemas = boon::Schemas::new();
    let index = compiler.compile("sarif.json", &mut schemas).unwrap();
    schemas.validate(log, index).err().map(|error| error.to_string())
}

#[test]
fn valid_by_the_schema() {
    let mut edges = sample();
    edges.findings[0].site.start = Position { line: 0, column: 0, byte: 9 };
    edges.findings[0].site.end = Position { line: 0, column: 0, byte: 3 };
    edges.findings[0].score = Some(f64::NAN);
    edges.findings[0].related = vec![edges.findings[0].related[0].clone(); 2_000];
    for checked in [sample(), hostile(), Checked::default(), edges] {
        assert_eq!(complaint(&log(&checked)), None);
    }
}

#[test]
fn the_schema_is_not_content_with_anything() {
    let mut log = log(&sample());
    log["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(complaint(&log).is_some());
    log["runs"][0]["results"][0]["level"] = "error".into();
    assert_eq!(complaint(&log), None);
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] =
        0.into();
    assert!(complaint(&log).is_some());
}

#[test]
fn tells_rule_place_and_others() {
    let log = log(&sample());
    let run = &log["runs"][0];
    let rules: Vec<&Value> =
        run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|rule| &rule["id"]).collect();
    assert_eq!(rules, ["leakage", "empty"]);
    let found = &run["results"][0];
    assert_eq!((&found["ruleId"], &found["ruleIndex"]), (&json!("leakage"), &json!(0)));
    assert_eq!(run["results"][1]["ruleIndex"], 1);
    let here = &found["locations"][0]["physicalLocation"];
    assert_eq!(here["artifactLocation"]["uri"], "data/test.jsonl");
    assert_eq!(here["region"]["startColumn"], 9);
    assert_eq!(here["region"]["byteLength"], 32);
    assert_eq!(found["relatedLocations"][0]["message"]["text"], "also in train, hp-041");
    assert_eq!(found["partialFingerprints"]["retold/v1"], "5f0c1d9a77e2b346");
    assert_eq!(
        found["properties"],
        json!({"corpus": "test", "relation": "near", "score": 0.9375, "places": 2})
    );
}

fn decoded(uri: &str) -> String {
    let mut parts = uri.split('%');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn hostile_text_survives_but_for_links() {
    let checked = hostile();
    let log = log(&checked);
    for (found, finding) in
        log["runs"][0]["results"].as_array().unwrap().iter().zip(&checked.findings)
    {
        let message = found["message"]["text"].as_str().unwrap();
        assert_eq!(message.replace("\\[", "[").replace("\\]", "]"), finding.message);
        assert!(!message.contains("](") || message.contains("\\]("));
        let here = &found["locations"][0]["physicalLocation"];
        assert_eq!(decoded(here["artifactLocation"]["uri"].as_str().unwrap()), finding.site.path);
    }
}

#[test]
fn absolute_paths_are_no_part_of_the_sources() {
    let mut checked = sample();
    checked.findings[0].site.path = "/data/a b.txt".into();
    let log = log(&checked);
    let here = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(here["artifactLocation"], json!({"uri": "file:///data/a%20b.txt"}));
}
