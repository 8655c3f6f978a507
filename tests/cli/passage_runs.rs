//! Runs of `retold passages`: what they print, refuse, skip and leave behind.

use super::harness::{Lab, finish, until};
use super::prose::{Random, prose, record};
use super::screen::harmless;
use super::tellings::{NOTICE, SPEECH};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;

/// Three documents of which two have a passage in common.
fn lab() -> Lab {
    let lab = Lab::new();
    let texts = [format!("{} {NOTICE}", prose(1, 20)), prose(2, 50), format!("{NOTICE}. End.")];
    let lines = texts.iter().enumerate().map(|(i, text)| record(&i.to_string(), text));
    lab.write("in.jsonl", lines.collect::<String>());
    lab
}

#[test]
fn the_summary_counts_what_is_listed() {
    let lab = lab();
    let ended = lab.call("passages in.jsonl -o out.jsonl --format json").ok();
    let mut summary = ended.json();
    let run = summary.as_object_mut().unwrap().remove("run").unwrap();
    assert!(run["seconds"].is_f64() && run["threads"].is_u64(), "{run}");
    let line = &lab.lines("out.jsonl")[0];
    let texts: usize =
        lab.lines("in.jsonl").iter().map(|r| r["text"].as_str().unwrap().len()).sum();
    let expected = json!({
        "format": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "min_tokens": 25,
        "min_distinct": 0.3,
        "identity": 0.8,
        "input_bytes": lab.read("in.jsonl").len(),
        "documents": 3,
        "text_bytes": texts,
        "tokens": 20 + 42 + 50 + 42 + 1,
        "passages": 1,
        "by_kind": {"reprint": 1},
        "occurrences": 2,
        "documents_with": 2,
        "widest": [{
            "passage": line["passage"], "kind": "reprint", "occurrences": 2, "documents": 2,
            "sources": 1, "id": summary["widest"][0]["id"],
            "excerpt": format!("{}…", &NOTICE[..100]),
        }],
        "rejected": {},
        "blank_lines": 0,
        "duplicate_ids": 0,
    });
    assert_eq!(summary, expected);
    assert!(["0", "2"].contains(&summary["widest"][0]["id"].as_str().unwrap()));
}

#[test]
fn the_screen_tells_what_was_written() {
    let lab = lab();
    let ended = lab.call("passages in.jsonl").ok();
    for word in ["3 documents", "reprint 1", "2 places", "nothing; -o FILE"] {
        assert!(ended.text().contains(word), "{word}: {}", ended.text());
    }
    assert_eq!(lab.names(), ["in.jsonl"]);
    assert!(lab.call("passages in.jsonl -o out.jsonl").ok().text().contains("out.jsonl"));
    let listed = lab.read("out.jsonl");
    let ended = lab.call("passages in.jsonl -o -").ok();
    assert_eq!(ended.stdout, listed);
    ended.says(&["3 documents", "passages"]);
    let ended = lab.call("passages in.jsonl -o - --format json").ok();
    assert_eq!(ended.stdout, listed);
    assert_eq!(serde_json::from_str::<Value>(&ended.stderr).unwrap()["passages"], 1);
    let ended = lab.call("passages in.jsonl -o out.jsonl --quiet").ok();
    assert!(ended.stdout.is_empty() && ended.stderr.is_empty(), "{ended:?}");
}

#[test]
fn hostile_text_is_shown_escaped() {
    const HOSTILE: &str = "\u{1b}[2J\u{202E}txt\u{9b}31m\r\u{2066}";
    let lab = Lab::new();
    let line =
        |id: &str| record(&format!("{HOSTILE}{id}"), &format!("{HOSTILE} {NOTICE} {HOSTILE}"));
    lab.write("in.jsonl", line("a") + &line("b"));
    let ended = lab.call("passages in.jsonl").ok();
    harmless(ended.text());
    assert!(ended.text().contains("\\u{1b}"), "{}", ended.text());
}

#[test]
fn nothing_in_common_is_no_error() {
    let lab = Lab::new();
    lab.write("in.jsonl", record("a", &prose(1, 60)) + &record("b", "") + &record("c", "…"));
    lab.call("passages in.jsonl -o out.jsonl").ok();
    assert!(lab.read("out.jsonl").is_empty());
}

#[test]
fn settings_have_ranges() {
    let lab = lab();
    for (flag, value, says) in [
        ("--min-tokens", "7", "8 tokens or more"),
        ("--min-tokens", "-1", "--min-tokens"),
        ("--min-tokens", "many", "many"),
        ("--identity", "0.49", "0.5 to 1"),
        ("--identity", "1.01", "0.5 to 1"),
        ("--identity", "NaN", "0.5 to 1"),
        ("--containment", "0", "above 0"),
        ("--containment", "1.1", "at most 1"),
        ("--format", "yaml", "yaml"),
        ("--keep", "first", "--keep"),
    ] {
        let ended = lab.call(&format!("passages in.jsonl -o out.jsonl {flag}={value}")).exits(2);
        ended.says(&[says]);
    }
    lab.call("passages").exits(2).says(&["INPUT"]);
    lab.call("passages missing.jsonl -o out.jsonl").exits(2).says(&["missing.jsonl"]);
    lab.call("passages in.jsonl -o no/such/out.jsonl").exits(2).says(&["no/such/out.jsonl"]);
    assert_eq!(lab.names(), ["in.jsonl"]);
    lab.write("retold.toml", "min-tokens = 43\nkeep = \"first\"\n");
    assert_eq!(lab.call("passages in.jsonl --format json").ok().json()["passages"], 0);
    let flag = lab.call("passages in.jsonl --min-tokens 42 --format json").ok().json();
    assert_eq!(flag["passages"], 1);
}

#[test]
fn an_input_is_never_an_output() {
    let lab = lab();
    let before = lab.read("in.jsonl");
    std::os::unix::fs::symlink(lab.path("in.jsonl"), lab.path("link.jsonl")).unwrap();
    std::fs::copy(lab.path("in.jsonl"), lab.path("out.rejected.jsonl")).unwrap();
    for out in ["in.jsonl", "./in.jsonl", "link.jsonl"] {
        lab.call("passages in.jsonl -o").arg(out).exits(2).says(&["output", out, "input"]);
    }
    // The list of what cannot be read would stand there.
    lab.call("passages out.rejected.jsonl -o out --on-error skip").exits(2).says(&["rejected"]);
    assert_eq!(lab.read("in.jsonl"), before);
    assert_eq!(lab.read("out.rejected.jsonl"), before);
}

#[test]
fn what_cannot_be_read_stops_or_is_listed() {
    let lab = Lab::new();
    let good = |i: u64| record(&i.to_string(), &format!("{} {NOTICE}", prose(i, 20)));
    let bad = ["{\"id\":\"x\"}\n", "{broken\n"];
    lab.write("in.jsonl", [&good(1), bad[0], "\n", bad[1], &good(2)].concat());
    let ended = lab.call("passages in.jsonl -o out.jsonl").exits(2);
    ended.says(&["in.jsonl, record 2, byte", "text"]);
    assert_eq!(lab.names(), ["in.jsonl"]);
    let call = "passages in.jsonl -o out.jsonl --on-error skip --format json";
    let summary = lab.call(call).ok().json();
    assert_eq!((&summary["documents"], &summary["blank_lines"]), (&json!(2), &json!(1)));
    assert_eq!(summary["rejected"], json!({"invalid-json": 1, "missing-text": 1}));
    let listed: Vec<Value> =
        lab.lines("out.jsonl.rejected.jsonl").iter().map(|line| line["text"].clone()).collect();
    assert_eq!(listed, bad);
    // Records keep the numbers that they have in the file.
    let records: Vec<Value> = lab.lines("out.jsonl")[0]["occurrences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["record"].clone())
        .collect();
    assert_eq!(records, [1, 4]);
    lab.call("passages in.jsonl -o - --on-error skip").exits(2).says(&["standard output", "-o"]);
    lab.write("empty.jsonl", "\n\n");
    lab.call("passages empty.jsonl").exits(2).says(&["no document"]);
}

#[test]
fn an_interrupted_run_leaves_nothing() {
    let lab = Lab::new();
    let mut child = lab.call("passages - --input-format jsonl -o out.jsonl").start();
    let mut stdin = child.stdin.take().unwrap();
    stdin
        .write_all((0..100).map(|i| record("x", &prose(i, 40))).collect::<String>().as_bytes())
        .unwrap();
    until("the output is open", || !lab.names().is_empty());
    let kill = format!("kill -INT {}", child.id());
    assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    let ended = finish(child);
    drop(stdin);
    assert_eq!(ended.code, Some(2));
    ended.says(&["interrupted", "nothing was written"]);
    assert!(lab.names().is_empty(), "{:?}", lab.names());
}

/// Documents with paragraphs of forty, some with changed words, some twice in one, and copies.
fn dump() -> Vec<String> {
    let mut random = Random(3);
    let mut pick = |n: u64| random.next() % n;
    (0..600)
        .map(|i| {
            let mut parts = vec![prose(1000 + i, 25)];
            for _ in 0..pick(4) {
                let mut paragraph = prose(pick(40), 45);
                if pick(3) == 0 {
                    let from = pick(150) as usize;
                    paragraph.replace_range(from..from + 2, "xx");
                }
                parts.push(paragraph);
            }
            if pick(10) == 0 {
                parts[0] = prose(7, 25);
            }
            parts.push(if pick(8) == 0 { SPEECH.to_owned() } else { prose(9000 + i, 12) });
            record(&i.to_string(), &parts.join("\n"))
        })
        .collect()
}

#[test]
fn threads_and_runs_change_nothing() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump().concat());
    let run = |threads: &str| lab.call("passages in.jsonl -o - -q -j").arg(threads).ok().stdout;
    let first = run("1");
    assert!(!first.is_empty());
    for threads in ["2", "8", "8"] {
        assert!(run(threads) == first, "{threads} threads");
    }
}

/// The passages by name: kind, and id, tokens and identity of every occurrence.
fn by_name(lab: &Lab) -> BTreeMap<String, Value> {
    lab.call("passages in.jsonl -o out.jsonl -q").ok();
    let passage = |line: &Value| {
        let mut places: Vec<String> = line["occurrences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| json!([one["id"], one["tokens"], one["bytes"], one["identity"]]).to_string())
            .collect();
        places.sort();
        let content = json!([line["kind"], line["text"], line["documents"], places]);
        (line["passage"].as_str().unwrap().to_owned(), content)
    };
    let lines = lab.lines("out.jsonl");
    let all: BTreeMap<String, Value> = lines.iter().map(passage).collect();
    assert_eq!(all.len(), lines.len(), "two passages have one name");
    all
}

#[test]
fn order_changes_no_passage() {
    let lab = Lab::new();
    let mut lines = dump();
    lab.write("in.jsonl", lines.concat());
    let expected = by_name(&lab);
    assert!(expected.len() > 20, "{}", expected.len());
    for seed in 1..=3 {
        Random(seed).shuffle(&mut lines);
        lab.write("in.jsonl", lines.concat());
        let found = by_name(&lab);
        for (name, passage) in &expected {
            assert_eq!(found.get(name), Some(passage), "{name}, shuffled by {seed}");
        }
        assert_eq!(found.len(), expected.len());
    }
}
