//! `retold plan`: what is told of any kind of input, and that it is so.

use super::harness::Lab;
use super::prose::{Random, prose, record};
use serde_json::Value;

/// So many records, of which every fifth tells again, word for word, an earlier one that is new.
fn dump(records: usize, words: usize) -> String {
    let mut random = Random(11);
    let mut lines = String::new();
    for i in 0..records {
        let earlier = random.next() % i.max(1) as u64;
        let of = match i % 5 {
            4 => earlier - u64::from(earlier % 5 == 4),
            _ => i as u64,
        };
        lines += &record(&format!("r{i}"), &prose(of << 32, words));
    }
    lines
}

fn estimate(plan: &Value, pointer: &str) -> (f64, f64, f64) {
    let part = |name: &str| plan.pointer(pointer).unwrap()[name].as_f64().unwrap();
    (part("estimate"), part("low"), part("high"))
}

/// The summary of the run itself.
fn truth(lab: &Lab, args: &str) -> Value {
    lab.call(&format!("dedup {args} --dry-run --format json")).ok().json()
}

#[test]
fn a_small_input_is_told_as_it_is() {
    let lab = Lab::new();
    lab.fixture("newsroom.jsonl");
    lab.fixture("newsroom.csv");
    for args in ["newsroom.jsonl", "newsroom.csv", "newsroom.jsonl --threshold 0.5 -j 1"] {
        let plan = lab.call(&format!("plan {args} --format json")).ok().json();
        let truth = truth(&lab, args);
        assert_eq!(plan["sample"]["basis"], "all");
        for (pointer, name) in [
            ("/documents", "documents"),
            ("/text_bytes", "text_bytes"),
            ("/tokens", "tokens"),
            ("/found/removed", "removed"),
            ("/found/candidates", "candidates"),
        ] {
            let told = truth[name].as_f64().unwrap();
            assert_eq!(estimate(&plan, pointer), (told, told, told), "{args}: {name}");
        }
    }
}

#[test]
fn a_large_input_is_sampled() {
    let lab = Lab::new();
    // 40 MiB, of which 32 MiB are drawn.
    lab.write("news.jsonl", dump(6000, 1000));
    let plan = lab.call("plan news.jsonl --format json").ok().json();
    assert_eq!(plan["sample"]["basis"], "spread");
    for (pointer, name) in
        [("/documents", "documents"), ("/tokens", "tokens"), ("/found/removed", "removed")]
    {
        let told = truth(&lab, "news.jsonl")[name].as_f64().unwrap();
        let (_, low, high) = estimate(&plan, pointer);
        assert!(low <= told && told <= high && low < high, "{name}: {low}..{high}, {told}");
    }
    let again = lab.call("plan news.jsonl --format json --threads 1").ok().json();
    for name in ["documents", "found", "histogram", "curve"] {
        assert_eq!(plan[name], again[name], "{name}");
    }
    assert_eq!(lab.names(), ["news.jsonl"]);
}

#[test]
fn every_kind_of_input_is_sampled() {
    let lab = Lab::new();
    let lines = dump(400, 60);
    for i in 0..20 {
        lab.write(&format!("tree/{i}.txt"), prose(i << 40, 50));
        lab.write(&format!("parts/{i}.jsonl"), dump(10, 30));
    }
    let rows = (0..200).map(|i| format!("{i},\"{}\n{}\"\n", prose(i, 9), prose(i + 999, 9)));
    lab.write("news.csv", format!("id,text\n{}", rows.collect::<String>()));
    lab.write("news.jsonl", &lines);
    lab.call("dedup news.jsonl -o all.jsonl.gz --threshold 1").ok();
    for (input, documents) in
        [("tree", 20.0), ("parts", 200.0), ("news.csv", 200.0), ("news.jsonl", 400.0)]
    {
        let plan = lab.call(&format!("plan {input} --format json")).ok().json();
        assert_eq!(estimate(&plan, "/documents").0, documents, "{input}");
    }
    let piped = lab.call("plan - --format json").stdin(lines).ok().json();
    assert_eq!(estimate(&piped, "/documents").0, 400.0);
    let packed = lab.call("plan all.jsonl.gz --format json").ok().json();
    assert_eq!(estimate(&packed, "/documents").0, 320.0);
    assert!(packed["disk"]["temporary"].as_u64().unwrap() > 0);
}

#[test]
fn what_cannot_be_read_is_counted_and_told() {
    let lab = Lab::new();
    lab.write("news.jsonl", format!("{}{{\"text\": 7}}\nno json\n", dump(40, 30)));
    let told = lab.call("plan news.jsonl").ok();
    for word in ["rejected", "invalid-json 1", "text-not-a-string 1", "--on-error skip"] {
        assert!(told.text().contains(word), "{word}: {}", told.text());
    }
    let plan = lab.call("plan news.jsonl --format json --on-error skip").ok().json();
    assert_eq!(estimate(&plan, "/documents").0, 40.0);
}

#[test]
fn nothing_to_plan_is_an_error() {
    let lab = Lab::new();
    lab.write("empty.jsonl", "");
    lab.call("plan empty.jsonl").exits(2).says(&["holds no document"]);
    lab.write("bad.jsonl", "no json\n");
    lab.call("plan bad.jsonl").exits(2).says(&["holds no document", "bad.jsonl"]);
    lab.call("plan missing.jsonl").exits(2).says(&["missing.jsonl"]);
    lab.call("plan empty.jsonl --threshold 7").exits(2).says(&["0.1 to 1"]);
}

#[test]
fn people_see_plots_and_what_to_do() {
    let lab = Lab::new();
    lab.fixture("newsroom.jsonl");
    let told = lab.call("plan newsroom.jsonl").ok();
    for word in ["160 documents", "all of the input", "removed  35", "recall  0.999", "#", "----"] {
        assert!(told.text().contains(word), "{word}: {}", told.text());
    }
    let plan = lab.call("plan newsroom.jsonl --format json").ok().json();
    for advice in plan["advice"].as_array().unwrap() {
        let setting = advice["setting"].as_str().unwrap();
        lab.call(&format!("dedup newsroom.jsonl --dry-run {setting}")).ok();
    }
}
