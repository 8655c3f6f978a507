//! `retold index`: documents in, answers out, and what is refused.

use super::harness::{Lab, finish, until};
use super::interrupt::signal;
use super::newsroom::{newsroom, staying, truth};
use super::prose::{prose, record};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::process::Child;

/// An index of the newsroom, by the name `seen`.
fn seen() -> Lab {
    let lab = Lab::new();
    lab.fixture("newsroom.jsonl");
    lab.call("index create seen").ok();
    lab.call("index add seen newsroom.jsonl -q").ok();
    lab
}

/// What `add` counted: added, replaced, unchanged, told.
fn add(lab: &Lab, args: &str) -> [u64; 4] {
    let added = lab.call(&format!("index add {args} --format json")).ok().json();
    ["added", "replaced", "unchanged", "told"].map(|name| added[name].as_u64().expect(name))
}

fn stats(lab: &Lab) -> Value {
    lab.call("index stats seen --format json").ok().json()
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

#[test]
fn a_dump_goes_in_once() {
    let lab = seen();
    assert_eq!(add(&lab, "seen newsroom.jsonl"), [0, 0, 160, 0]);
    let told = stats(&lab);
    assert_eq!((&told["documents"], &told["gone"]), (&json!(160), &json!(0)));
    // The latest date of the newsroom.
    let latest = newsroom().iter().map(|story| story.date.clone()).max().unwrap();
    assert!(lab.call("index stats seen").ok().text().contains(&latest));
    let other = lab.read("newsroom.jsonl").len();
    lab.write("changed.jsonl", record("hp-001", &prose(1, 30)));
    assert_eq!(add(&lab, "seen changed.jsonl"), [0, 1, 0, 0]);
    assert_eq!(lab.read("newsroom.jsonl").len(), other);
}

#[test]
fn every_document_is_asked_of() {
    let lab = seen();
    let answers = lines(&lab.call("index query seen newsroom.jsonl").ok().stdout);
    let stories = newsroom();
    let truth = truth();
    assert_eq!(answers.len(), stories.len());
    for (answer, story) in answers.iter().zip(&stories) {
        assert_eq!(answer["id"], story.id);
        let is_empty = story.id.starts_with("empty-");
        assert_eq!(answer["new"], is_empty, "{answer}");
        for found in answer["matches"].as_array().unwrap() {
            let id = found["id"].as_str().unwrap();
            let relation = found["relation"].as_str().unwrap();
            if id != story.id {
                assert_eq!(truth.get(id, &story.id).expect(id).0, relation, "{answer}");
            }
        }
    }
    let fresh = record("fresh", &prose(9, 40)) + &format!("{{\"text\":\"{}\"}}\n", prose(8, 9));
    let asked = lab.call("index query seen -").stdin(fresh).ok();
    let expected = ["fresh", "-:2"].map(|id| json!({"id": id, "new": true, "matches": []}));
    assert_eq!(lines(&asked.stdout), expected);
}

#[test]
fn only_what_is_new_goes_in_and_out() {
    let (lab, stories, truth) = (Lab::new(), newsroom(), truth());
    lab.fixture("newsroom.jsonl");
    lab.call("index create seen").ok();
    let stay = staying(&stories, |a, b| truth.is(a, b, &["exact", "near"]));
    let (new, told) = (stay.len() as u64, (stories.len() - stay.len()) as u64);
    let counted = add(&lab, "seen newsroom.jsonl --only-new -o new.jsonl");
    assert_eq!(counted, [new, 0, 0, told]);
    let bytes: Vec<u8> = stories
        .iter()
        .filter(|story| stay.contains(&story.id))
        .flat_map(|story| story.bytes.clone())
        .collect();
    assert!(lab.read("new.jsonl") == bytes);
    // Of documents without a word nothing can tell, but they are there.
    let counted = add(&lab, "seen newsroom.jsonl --only-new -o again.jsonl");
    assert_eq!(counted, [0, 0, 3, 157]);
    assert!(lab.read("again.jsonl").is_empty());
}

#[test]
fn a_table_of_what_is_new_has_its_header() {
    let lab = Lab::new();
    let row = |id: &str, seed| format!("{id},\"{},\n{}\"\r\n", prose(seed, 9), prose(seed + 1, 9));
    lab.write("a.csv", format!("id,text\r\n{}{}", row("a", 1), row("b", 1)));
    lab.write("b.csv", format!("id,text\n{}{}", row("c", 1), row("d", 7).trim_end()));
    lab.call("index create seen").ok();
    lab.call("index add seen a.csv b.csv --only-new -o new.csv -q").ok();
    let new = format!("id,text\r\n{}{}", row("a", 1), row("d", 7).trim_end());
    assert_eq!(lab.read("new.csv"), new.as_bytes());
    lab.call("index add seen a.csv --only-new -o none.csv -q").ok();
    assert_eq!(lab.read("none.csv"), b"id,text\r\n");
}

/// 4,000 records: copies near and exact, single ones, repeated ids, some without.
fn dump() -> String {
    let line = |i: u64| {
        let story = prose(1_000_000 + i % 300, 40);
        let text = match i % 5 {
            0 => story,
            1 => format!("{story} {}", prose(i, 4)),
            2 => format!("{} {story}", prose(i, 12)),
            _ => prose(i, 30),
        };
        let date = format!("2025-03-{:02}", 1 + i % 28);
        match i % 7 {
            0 => format!("{}\n", json!({"text": text, "date": date})),
            1 => record(&format!("d{}", i / 3), &text),
            _ => format!("{}\n", json!({"id": format!("d{i}"), "text": text, "date": date})),
        }
    };
    (0..4000).map(line).collect()
}

#[test]
fn threads_change_nothing() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump());
    lab.write("asked.jsonl", dump().lines().rev().map(|l| format!("{l}\n")).collect::<String>());
    for flags in ["", "--only-new -o new.jsonl"] {
        let mut first = None;
        for threads in ["1", "2", "8"] {
            lab.call("index create seen --max-documents 2500").ok();
            let run = |args: &str| lab.call(args).args(&["-j", threads]).ok();
            run(&format!("index add seen in.jsonl --date-field date -q {flags}"));
            let mut export = lines(&lab.call("index export seen").ok().stdout);
            // What has no date is seen now.
            export.iter_mut().filter(|line| line["date"].is_null()).for_each(|line| {
                line.as_object_mut().unwrap().remove("seen");
            });
            let answers = run("index query seen asked.jsonl").stdout;
            let answers: Vec<Value> = lines(&answers).iter().map(without_times).collect();
            let new = if flags.is_empty() { Vec::new() } else { lab.read("new.jsonl") };
            assert!(export.len() > 1500 && export.len() <= 2500, "{}", export.len());
            let found = (export, answers, new);
            assert!(*first.get_or_insert_with(|| found.clone()) == found, "{threads} {flags}");
            fs::remove_dir_all(lab.path("seen")).unwrap();
        }
    }
}

fn without_times(answer: &Value) -> Value {
    let mut answer = answer.clone();
    for found in answer["matches"].as_array_mut().unwrap() {
        found.as_object_mut().unwrap().remove("seen");
    }
    answer
}

#[test]
fn what_is_removed_tells_nothing_any_more() {
    let lab = seen();
    lab.write("ids.txt", "vc-001\r\n\nnobody\n");
    let removed = lab.call("index remove seen hp-001 --ids ids.txt").ok();
    assert_eq!(removed.text(), "removed 2 documents of 3 ids\n");
    let removed = lab.call("index remove seen --ids -").stdin("mw-201\nmw-201\n").ok();
    assert_eq!(removed.text(), "removed 1 documents of 2 ids\n");
    assert_eq!(stats(&lab)["documents"], 157);
    let answers = lines(&lab.call("index query seen newsroom.jsonl").ok().stdout);
    for found in answers.iter().flat_map(|answer| answer["matches"].as_array().unwrap()) {
        assert!(!["hp-001", "vc-001", "mw-201"].contains(&found["id"].as_str().unwrap()));
    }
    lab.call("index remove seen --ids none.txt").exits(2).says(&["read the ids", "none.txt"]);
    let bad = lab.call("index remove seen --ids -").stdin(b"fine\n\xFF\n".to_vec()).exits(2);
    bad.says(&["UTF-8", "line 2", "nothing was removed"]);
}

#[test]
fn what_is_old_expires() {
    let lab = seen();
    let stories = newsroom();
    let mut dates: Vec<&str> = stories.iter().map(|story| story.date.as_str()).collect();
    dates.sort();
    let day = dates[dates.len() / 2];
    let older = dates.iter().filter(|date| **date < day).count();
    let expired = lab.call(&format!("index expire seen --before {day}")).ok();
    assert!(expired.text().contains(&format!("removed {older} documents")), "{}", expired.text());
    assert_eq!(stats(&lab)["documents"], 160 - older as u64);
    lab.write("now.jsonl", record("now", &prose(1, 30)));
    assert_eq!(add(&lab, "seen now.jsonl"), [1, 0, 0, 0]);
    lab.call("index expire seen --older-than 30d").ok();
    let left = lines(&lab.call("index export seen").ok().stdout);
    assert_eq!(left.iter().map(|line| &line["id"]).collect::<Vec<_>>(), [&json!("now")]);
    lab.call("index expire seen --older-than 3y").exits(2).says(&["3y", "30d"]);
    lab.call("index expire seen --before yesterday").exits(2).says(&["yesterday", "2025-03-01"]);
    lab.call("index expire seen").exits(2).says(&["--before"]);
}

#[test]
fn a_window_and_a_limit() {
    let lab = Lab::new();
    let line = |i: u64, date: &str| {
        format!("{}\n", json!({"id": i.to_string(), "text": prose(i, 30), "date": date}))
    };
    let dump = [line(1, "2025-01-01"), line(2, "2025-02-20"), line(3, "2025-03-01")];
    lab.write("in.jsonl", dump.concat());
    for (made, left) in [("--window 30d", vec!["2", "3"]), ("--max-documents 1", vec!["3"])] {
        lab.call(&format!("index create seen {made}")).ok();
        lab.call("index add seen in.jsonl -q").ok();
        let export = lines(&lab.call("index export seen").ok().stdout);
        assert_eq!(export.iter().map(|line| &line["id"]).collect::<Vec<_>>(), left, "{made}");
        fs::remove_dir_all(lab.path("seen")).unwrap();
    }
}

#[test]
fn no_page_comes_from_the_future() {
    let lab = Lab::new();
    lab.write(
        "in.jsonl",
        format!("{}\n", json!({"id": "a", "text": prose(1, 30), "date": "2999-01-01"})),
    );
    lab.call("index create seen --window 30d").ok();
    lab.call("index add seen in.jsonl -q").ok();
    let latest = stats(&lab)["latest"].clone();
    assert!(latest.as_i64().is_some_and(|latest| latest < 32_000_000_000), "{latest}");
}

#[test]
fn an_export_is_read_again() {
    let lab = Lab::new();
    lab.fixture("newsroom.jsonl");
    lab.call("index create seen").ok();
    lab.call("index add seen newsroom.jsonl --fields source,title -q").ok();
    lab.call("index export seen -o export.jsonl.gz").ok();
    let export = lines(&lab.call("index export seen").ok().stdout);
    let records = lab.lines("newsroom.jsonl");
    assert_eq!(export.len(), records.len());
    for (line, record) in export.iter().zip(&records) {
        for member in ["id", "text", "date", "source", "title"] {
            assert_eq!(line[member], record[member], "{line}");
        }
        assert!(line["seen"].as_i64().unwrap() > 1_700_000_000, "{line}");
    }
    lab.call("index create copy").ok();
    let counted = add(&lab, "copy export.jsonl.gz --fields source,title");
    assert_eq!(counted, [160, 0, 0, 0]);
    assert!(lines(&lab.call("index export copy").ok().stdout) == export);
    let deduped = lab.call("dedup export.jsonl.gz -o out.jsonl --format json").ok().json();
    assert_eq!(deduped["documents"], 160);
    lab.call("index create times").ok();
    lab.call("index add times export.jsonl.gz --date-field seen -q").ok();
    let times = lines(&lab.call("index export times").ok().stdout);
    assert!(times.iter().zip(&export).all(|(a, b)| a["seen"] == b["seen"]));
    lab.call("index create sets --store shingles").ok();
    lab.call("index add sets newsroom.jsonl -q").ok();
    let sets = lines(&lab.call("index export sets").ok().stdout);
    assert!(sets.len() == 160 && sets.iter().all(|line| line["text"].is_null()));
}

/// An `add` that has the index, and waits for its input.
fn writer(lab: &Lab) -> Child {
    let child = lab.call("index add seen - -q").start();
    let pid = child.id().to_string();
    until("the lock is taken", || {
        fs::read_to_string(lab.path("seen/lock")).is_ok_and(|text| text.trim() == pid)
    });
    child
}

#[test]
fn one_writes_and_others_read() {
    let lab = seen();
    let mut child = writer(&lab);
    let pid = child.id().to_string();
    let refused = lab.call("index add seen newsroom.jsonl").exits(2);
    refused.says(&["process", &pid, "writes the index in seen"]);
    for call in
        ["index remove seen hp-001", "index expire seen --older-than 1d", "index verify seen"]
    {
        lab.call(call).exits(2).says(&[&pid]);
    }
    let answers = lines(&lab.call("index query seen newsroom.jsonl").ok().stdout);
    assert_eq!(answers.len(), 160);
    assert_eq!(stats(&lab)["documents"], 160);
    assert_eq!(lines(&lab.call("index export seen").ok().stdout).len(), 160);
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(record("late", &prose(5, 30)).as_bytes()).unwrap();
    drop(pipe);
    assert_eq!(finish(child).code, Some(0));
    assert_eq!(stats(&lab)["documents"], 161);
    lab.call("index verify seen").ok();
}

#[test]
fn a_flipped_bit_is_found() {
    let lab = seen();
    assert_eq!(lab.call("index verify seen").ok().text(), "every byte is as it was written\n");
    let mut bytes = lab.read("seen/log-00000001");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    lab.write("seen/log-00000001", &bytes);
    let found = lab.call("index verify seen").exits(1);
    assert!(found.text().starts_with("seen/log-00000001, byte "), "{}", found.text());
    lab.call("index add seen newsroom.jsonl").exits(2).says(&["log-00000001", "verify"]);
    lab.call("index query seen newsroom.jsonl").exits(2).says(&["log-00000001", "verify"]);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let lab = seen();
    let missing = ["no index in other", "retold index create"];
    for call in ["add other newsroom.jsonl", "query other newsroom.jsonl", "remove other a"] {
        lab.call(&format!("index {call}")).exits(2).says(&missing);
    }
    for call in ["stats other", "verify other", "export other", "expire other --older-than 1d"] {
        lab.call(&format!("index {call}")).exits(2).says(&missing);
    }
    assert!(!lab.path("other").exists());
    lab.call("index create seen").exits(2).says(&["there is an index in seen"]);
    lab.write("full/a.txt", "a");
    lab.call("index create full").exits(2).says(&["files of another kind in full"]);
    lab.call("index create x --told contains").exits(2).says(&["look for passages"]);
    lab.call("index create x --threshold 7").exits(2).says(&["0.1 to 1", "7"]);
    lab.call("index create x --store shingles --passages").exits(2).says(&["store the text"]);
    lab.call("index create x --window 0d").exits(2).says(&["a second or more"]);
    assert!(!lab.path("x").exists());
    let refused = lab.call("index add seen newsroom.jsonl --fields id").exits(2);
    refused.says(&["`id`", "--fields"]);
    lab.call("index add seen newsroom.jsonl -o new.jsonl").exits(2).says(&["--only-new"]);
    let refused = lab.call("index add seen newsroom.jsonl --only-new -o newsroom.jsonl").exits(2);
    refused.says(&["never written over"]);
    lab.write("a.txt", prose(3, 30));
    lab.call("index add seen a.txt --only-new -o new.txt").exits(2).says(&["--split"]);
    lab.call("index add seen a.txt --date-field day").exits(2).says(&["`day`", "no fields"]);
}

#[test]
fn what_comes_before_a_record_that_cannot_be_read_stays() {
    let lab = seen();
    lab.write("bad.jsonl", record("good", &prose(4, 30)) + "{broken\n");
    let refused = lab.call("index add seen bad.jsonl").exits(2);
    refused.says(&["bad.jsonl, record 2", "first 1 documents"]);
    assert_eq!(stats(&lab)["documents"], 161);
    let added = lab.call("index add seen bad.jsonl --on-error skip --format json").ok().json();
    assert_eq!((&added["unchanged"], &added["rejected"]), (&json!(1), &json!({"invalid-json": 1})));
    let asked = lab.call("index query seen bad.jsonl --on-error skip").ok();
    asked.says(&["1 records could not be read"]);
    assert_eq!(lines(&asked.stdout).len(), 1);
    lab.write("bad.jsonl", record("other", &prose(6, 30)) + "{broken\n");
    let call = "index add seen bad.jsonl --only-new --on-error skip -q -o";
    lab.call(call).arg("new.jsonl").ok();
    assert_eq!(lab.lines("new.jsonl")[0]["id"], "other");
    let rejected = lab.lines("new.jsonl.rejected.jsonl");
    let [rejected] = &rejected[..] else { panic!("{rejected:?}") };
    assert_eq!((&rejected["record"], &rejected["text"]), (&json!(2), &json!("{broken\n")));
    lab.call(call).arg("-").exits(2).says(&["skipped", "standard output"]);
}

#[test]
fn one_text_for_people() {
    let lab = Lab::new();
    let line = |id: &str, text: &str| {
        format!("{}\n", json!({"id": id, "text": text, "date": "2025-03-01"}))
    };
    let body = prose(1, 40);
    let page = format!("{} {body} {}", prose(2, 30), prose(3, 30));
    lab.write("in.jsonl", line("\u{1b}[31mred\u{202e}", &body) + &line("page", &page));
    lab.call("index create seen --passages --told contains").ok();
    lab.call("index add seen in.jsonl -q").ok();
    let ask = |text: &str| lab.call("index query seen --text").arg(text).ok();
    assert_eq!(ask(&prose(9, 30)).text(), "new\n");
    let answer = ask(&body.to_uppercase());
    let expected =
        "told before\n     exact  1.0000  \\u{1b}[31mred\\u{202e}  seen 2025-03-01T00:00:00Z\n";
    assert_eq!(answer.text(), expected);
    lab.call("index remove seen").arg("\u{1b}[31mred\u{202e}").ok();
    let answer = ask(&body);
    let from = prose(2, 30).len() + 1;
    let place = format!("bytes 0..{} stand there at {from}..", body.len());
    assert!(
        answer.text().starts_with("told before\n  contains  1.0000  page"),
        "{}",
        answer.text()
    );
    assert!(answer.text().contains(&place), "{}", answer.text());
    let answer = lab.call("index query seen --format json --text").arg(&body).ok().json();
    assert_eq!((&answer["new"], &answer["matches"][0]["id"]), (&json!(false), &json!("page")));
    assert_eq!(answer["matches"][0]["passages"][0]["a"]["end"], body.len());
    // Names of folders are escaped as well.
    lab.call("index stats").arg("no\u{1b}[31m").exits(2).says(&["no\\u{1b}[31m"]);
}

#[test]
fn the_settings_file_speaks_of_reading() {
    let lab = Lab::new();
    lab.write("in.jsonl", "{\"id\":\"a\",\"body\":\"one short text\"}\n");
    // `window` is one of `dedup`; what an index is made with stands in no file.
    let file = "text-field = \"body\"\nformat = \"json\"\nwindow = \"date=30d\"\nthreshold = 0.9\n";
    lab.write("retold.toml", file);
    lab.call("index create seen").ok();
    assert_eq!(lab.call("index add seen in.jsonl").ok().json()["added"], 1);
    assert_eq!(stats(&lab)["settings"]["threshold"], 0.7);
    assert_eq!(lines(&lab.call("index query seen in.jsonl").ok().stdout)[0]["new"], false);
    lab.write("retold.toml", "only-new = true\n");
    lab.call("index add seen in.jsonl --text-field body").exits(2).says(&["`only-new`"]);
}

#[test]
fn the_manual_has_a_page_for_each() {
    let page = Lab::new().call("man").ok();
    let commands = "create add query remove expire stats verify export";
    for name in commands.split(' ') {
        assert!(page.text().contains(&format!("retold\\-index\\-{name}")), "{name}");
    }
}

#[test]
fn what_a_killed_run_had_added_stays() {
    let lab = Lab::new();
    let dump: String = (0..6000).map(|i| record(&format!("d{i}"), &prose(i, 60))).collect();
    lab.write("in.jsonl", dump);
    lab.call("index create seen").ok();
    let mut child = lab.call("index add seen in.jsonl -q").start();
    let len = || fs::metadata(lab.path("seen/log-00000001")).map_or(u64::MAX, |log| log.len());
    until("some documents are in", || len() > 200_000);
    child.kill().unwrap();
    child.wait().unwrap();
    lab.call("index verify seen").ok();
    let before = stats(&lab)["documents"].as_u64().unwrap();
    assert!(before > 100);
    assert_eq!(add(&lab, "seen in.jsonl"), [6000 - before, 0, before, 0]);
    lab.call("index verify seen").ok();
}

#[test]
fn a_run_that_is_interrupted_before_its_first_record_adds_nothing() {
    let lab = seen();
    let mut child = writer(&lab);
    let pipe = child.stdin.take().unwrap();
    signal(&child, "TERM");
    let ended = finish(child);
    assert_eq!(ended.code, Some(2));
    ended.says(&["interrupted; nothing was written"]);
    drop(pipe);
    assert_eq!(stats(&lab)["documents"], 160);
    assert_eq!(add(&lab, "seen newsroom.jsonl"), [0, 0, 160, 0]);
}
