//! `--exact` and `--audit`.

use super::harness::Lab;
use super::prose::{prose, record};
use serde_json::{Value, json};

/// Fifty stories, told twice each at a similarity of 0.8.
fn twins() -> Lab {
    let lab = Lab::new();
    let twin = |i: u64| {
        let body = prose(i, 44);
        // 40 shingles of 40 and 50.
        let longer = format!("{body} {}", prose(1000 + i, 10));
        record(&format!("a{i}"), &body) + &record(&format!("b{i}"), &longer)
    };
    lab.write("in.jsonl", (0..50).map(twin).collect::<String>());
    lab
}

fn summary(lab: &Lab, args: &str) -> Value {
    lab.call(&format!("dedup in.jsonl -o out.jsonl --format json {args}")).ok().json()
}

#[test]
fn exact_misses_nothing_and_says_so() {
    let lab = twins();
    let found = summary(&lab, "--exact");
    assert_eq!(found["removed"], 50);
    assert_eq!(
        ["exact", "expected_miss_rate", "bands", "rows", "capped"].map(|field| &found[field]),
        [&json!(true), &json!(0.0), &json!(0), &json!(0), &json!(0)]
    );
    let told = lab.call("dedup in.jsonl -o out.jsonl --exact").ok();
    assert!(told.text().contains("missed  nothing: exact join"), "{told:?}");
    assert_eq!(summary(&lab, "")["exact"], false);
    // Above their similarity, none is a pair.
    assert_eq!(summary(&lab, "--exact --threshold 0.81")["removed"], 0);
    lab.write("retold.toml", "exact = true");
    assert_eq!(summary(&lab, "")["exact"], true);
}

#[test]
fn exact_finds_what_sketches_find_in_the_newsroom() {
    let lab = Lab::new();
    lab.fixture("newsroom.jsonl");
    lab.call("dedup newsroom.jsonl -o sketched.jsonl").ok();
    lab.call("dedup newsroom.jsonl -o joined.jsonl --exact").ok();
    assert_eq!(lab.read("joined.jsonl"), lab.read("sketched.jsonl"));
}

/// A byte and a quarter for each of 70 million tokens, and what is held in any case.
#[test]
fn what_does_not_fit_is_refused() {
    let lab = Lab::new();
    let text = "a ".repeat(700_000);
    let lines = (0..100).map(|i| record(&format!("d{i}"), &format!("{i} {text}")));
    lab.write("in.jsonl", lines.collect::<String>());
    let before = lab.names();
    lab.call("dedup in.jsonl -o out.jsonl --exact --memory 128MiB").exits(2).says(&[
        "--exact needs from 132MiB",
        "100 texts",
        "--memory allows 128MiB",
        "one pair in",
    ]);
    assert_eq!(lab.names(), before);
    lab.call("dedup in.jsonl -o out.jsonl --exact --memory 1GiB").ok();
}

#[test]
fn an_audit_measures_the_recall() {
    let lab = twins();
    let found = summary(&lab, "--audit 1000 --report report");
    let audit = found["audit"].as_object().unwrap();
    assert_eq!(lab.json("report/summary.json")["audit"], found["audit"]);
    let fields = [
        "both_kept",
        "expected",
        "high",
        "low",
        "pairs",
        "passed",
        "recall",
        "recalled",
        "sampled",
    ];
    assert_eq!(audit.keys().collect::<Vec<_>>(), fields);
    // All texts are sampled, and each pair counts once.
    assert_eq!(
        ["sampled", "pairs", "recalled", "both_kept", "recall", "high", "passed"]
            .map(|field| &audit[field]),
        [&json!(100), &json!(50), &json!(50), &json!(0), &json!(1.0), &json!(1.0), &json!(true)]
    );
    // 50 of 50: the 50th root of 0.025.
    let low = audit["low"].as_f64().unwrap();
    assert!((low - 0.025f64.powf(0.02)).abs() < 1e-9, "{low}");
    let expected = 1.0 - found["expected_miss_rate"].as_f64().unwrap();
    assert!((audit["expected"].as_f64().unwrap() - expected).abs() < 1e-12);
    let told = lab.call("dedup in.jsonl -o out.jsonl --audit 1000").ok();
    let row = "audit  recall 1.0000 (0.9289 to 1.0000 at 95 %): 50 of 50 near pairs of 100 sampled";
    assert!(told.text().contains(row), "{told:?}");
    assert!(told.stderr.is_empty(), "{told:?}");
    assert_eq!(summary(&lab, "").get("audit"), None);
}

#[test]
fn an_audit_without_pairs_says_so() {
    let lab = twins();
    let told = lab.call("dedup in.jsonl -o out.jsonl --threshold 0.9 --audit 10").ok();
    assert!(told.text().contains("no near pair among 10 sampled texts"), "{told:?}");
    let audit = &summary(&lab, "--threshold 0.9 --audit 10")["audit"];
    assert_eq!((&audit["pairs"], &audit["recall"]), (&json!(0), &Value::Null));
    lab.call("dedup in.jsonl -o out.jsonl --audit 0").exits(2).says(&["--audit"]);
}
