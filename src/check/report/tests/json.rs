//! The report for programs keeps what its documentation says.

use super::*;
use serde_json::Value;

/// The example of the manual, which is the report of the sample.
fn documented() -> Value {
    let manual = include_str!("../../../../docs/check-report.md");
    let (_, block) = manual.split_once("```json\n").unwrap();
    let (block, _) = block.split_once("\n```").unwrap();
    serde_json::from_str(block).unwrap()
}

#[test]
fn the_documented_example() {
    let mut report: Value = serde_json::from_str(&written(Reporter::Json, &sample())).unwrap();
    report["version"] = documented()["version"].clone();
    assert_eq!(report, documented());
}

#[test]
fn every_field_is_documented() {
    let manual = include_str!("../../../../docs/check-report.md");
    fn keys(value: &Value, to: &mut Vec<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(key, value)| {
                to.push(key.clone());
                keys(value, to);
            }),
            Value::Array(items) => items.iter().for_each(|item| keys(item, to)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    keys(&serde_json::from_str(&written(Reporter::Json, &sample())).unwrap(), &mut found);
    for key in found {
        let is_row = |line: &str| line.starts_with("| `") && line.contains(&format!("`{key}`"));
        assert!(manual.lines().any(is_row), "{key}");
    }
}

#[test]
fn hostile_text_survives() {
    let checked = hostile();
    let text = written(Reporter::Json, &checked);
    assert_eq!(text.lines().count(), 1);
    let report: Value = serde_json::from_str(&text).unwrap();
    for (found, finding) in report["findings"].as_array().unwrap().iter().zip(&checked.findings) {
        assert_eq!(found["message"], finding.message);
        assert_eq!(found["site"]["excerpt"], finding.site.excerpt);
        assert_eq!(found["related"][0]["path"], finding.related[0].path);
    }
}

#[test]
fn says_whether_it_fails() {
    let fails = |checked: &Checked| {
        let report: Value = serde_json::from_str(&written(Reporter::Json, checked)).unwrap();
        report["fails"].as_bool().unwrap()
    };
    assert!(fails(&sample()));
    assert!(!fails(&Checked::default()));
}
