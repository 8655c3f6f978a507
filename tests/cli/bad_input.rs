//! Records that cannot be read: an error that says where and why, or a counted skip.

use super::harness::Lab;
use super::prose::{prose, record};
use serde_json::json;

/// A record that is none, between good ones.
struct Bad {
    file: &'static str,
    header: &'static str,
    record: Vec<u8>,
    kind: &'static str,
    says: &'static [&'static str],
    args: &'static [&'static str],
}

const EXPECTED: &[&str] = &["expected", "found"];

fn json_line(record: impl Into<Vec<u8>>, kind: &'static str) -> Bad {
    let mut record = record.into();
    record.push(b'\n');
    let says = if kind == "invalid-json" { &["expected one JSON object"] } else { EXPECTED };
    Bad { file: "in.jsonl", header: "", record, kind, says, args: &[] }
}

fn row(record: &str, kind: &'static str, says: &'static [&'static str]) -> Bad {
    Bad { file: "in.csv", header: "id,text\n", record: record.into(), kind, says, args: &[] }
}

impl Bad {
    fn good(&self, id: &str, seed: u64) -> String {
        match self.file {
            "in.csv" => format!("{id},{}\n", prose(seed, 30)),
            _ => record(id, &prose(seed, 30)),
        }
    }

    /// The file with this record as its second, and where that begins.
    fn write(&self, lab: &Lab, last: bool) -> (Vec<u8>, usize) {
        let before = self.good("a", 1);
        let after = if last { String::new() } else { self.good("b", 2) };
        let bytes = [self.header.as_bytes(), before.as_bytes(), &self.record, after.as_bytes()];
        lab.write(self.file, bytes.concat());
        let kept = [self.header.as_bytes(), before.as_bytes(), after.as_bytes()].concat();
        (kept, self.header.len() + before.len())
    }

    fn check(&self, last: bool) {
        let lab = Lab::new();
        let (kept, offset) = self.write(&lab, last);
        let place = format!("{}, record 2, byte {offset}:", self.file);
        let ended = lab.call("dedup -o out").arg(self.file).args(self.args).exits(2);
        ended.says(&[&place]).says(self.says);
        assert_eq!(lab.names(), [self.file]);

        let skip = lab.call("dedup --on-error skip -o out --format json").arg(self.file);
        let summary = skip.args(self.args).ok().json();
        assert_eq!(lab.read("out"), kept, "{}", self.kind);
        let rejected = lab.lines("out.rejected.jsonl");
        let [rejection] = &rejected[..] else { panic!("{rejected:?}") };
        assert_eq!(rejection["file"], self.file);
        assert_eq!((&rejection["record"], &rejection["offset"]), (&json!(2), &json!(offset)));
        assert_eq!(rejection["kind"], self.kind);
        assert!(!rejection["reason"].as_str().unwrap().is_empty());
        match std::str::from_utf8(&self.record) {
            Ok(text) => assert_eq!(rejection["text"], text),
            Err(_) => {
                let hex = self.record.iter().map(|byte| format!("{byte:02x}"));
                assert_eq!(rejection["hex"], hex.collect::<String>());
            }
        }
        let records = if last { 1 } else { 2 };
        assert_eq!(summary["documents"], records);
        assert_eq!(summary["rejected"], json!({ self.kind: 1 }));
        lab.call("dedup --on-error skip -o out --report report")
            .arg(self.file)
            .args(self.args)
            .ok();
        assert_eq!(lab.read("report/rejected.jsonl"), lab.read("out.rejected.jsonl"));
    }
}

#[test]
fn lines_that_are_no_records() {
    for bad in [
        json_line(r#"{"id":"x","text":"a",}"#, "invalid-json"),
        json_line(r#"{"id":"x","text":"cut of"#, "invalid-json"),
        json_line("plain words", "invalid-json"),
        json_line(r#"{"text":"a"} {"text":"b"}"#, "invalid-json"),
        json_line("{\"text\":\"a raw\0zero\"}", "invalid-json"),
        json_line("\0\0\0\0", "invalid-json"),
        json_line(r#"[{"text":"a"}]"#, "not-an-object"),
        json_line("\"text\"", "not-an-object"),
        json_line("null", "not-an-object"),
        json_line(r#"{"id":"x"}"#, "missing-text"),
        json_line("{}", "missing-text"),
        json_line(r#"{"text":null}"#, "missing-text"),
        json_line(r#"{"text":12}"#, "text-not-a-string"),
        json_line(r#"{"text":["a"]}"#, "text-not-a-string"),
        json_line(r#"{"text":{"body":"a"}}"#, "text-not-a-string"),
        json_line(b"{\"text\":\"caf\xE9 noir\"}".as_slice(), "invalid-utf8"),
        json_line(b"{\"text\":\"caf\xC3\"}".as_slice(), "invalid-utf8"),
        json_line(b"{\"text\":\"\xED\xA0\x80\"}".as_slice(), "invalid-utf8"),
        json_line(b"\xFF\xFE{\0}\0".as_slice(), "invalid-utf8"),
    ] {
        bad.check(false);
        bad.check(true);
    }
}

#[test]
fn advice_goes_with_the_error() {
    let lab = Lab::new();
    for (line, advice) in [
        (&b"{\"text\":\"caf\xE9\"}"[..], "iconv -f WINDOWS-1252"),
        (b"[{\"text\":\"a\"}]", "jq -c"),
        (b"{\n\"text\":\"a\"\n}", "jq -c"),
    ] {
        lab.write("in.jsonl", line);
        lab.call("dedup in.jsonl -o out").exits(2).says(&[advice]);
    }
}

#[test]
fn records_beyond_the_limit() {
    let long = record("x", &prose(3, 1000));
    let bad = Bad {
        args: &["--max-record", "1KiB"],
        // The flag by its name.
        says: &["1024", "--max-record "],
        ..json_line(long.trim_end(), "too-long")
    };
    bad.check(false);
    bad.check(true);
}

#[test]
fn rows_that_are_no_records() {
    for bad in [
        row("x,too,many\n", "ragged-row", &["expected 2 fields", "found 3"]),
        row("too few\n", "ragged-row", &["expected 2 fields", "found 1"]),
    ] {
        bad.check(false);
        bad.check(true);
    }
    // All that follows is within the quotes.
    row("x,\"no end\ny,z\n", "unterminated-quote", &["quote", "offset 2"]).check(true);
    let latin = Bad { record: b"x,caf\xE9\n".to_vec(), ..row("", "invalid-utf8", EXPECTED) };
    latin.check(false);
}

#[test]
fn no_record_is_lost_among_many() {
    let lab = Lab::new();
    let mut lines = Vec::new();
    for i in 0..2000u64 {
        lines.push(match i % 5 {
            0 => record(&i.to_string(), &prose(i, 30)),
            1 => record(&i.to_string(), &prose(i - 1, 30)),
            2 => format!("{{\"id\":{i}}}\n"),
            3 => format!("broken {i}\n"),
            _ => record(&i.to_string(), &prose(i, 30)),
        });
    }
    let all = lines.concat();
    lab.write("in.jsonl", &all);
    let call =
        lab.call("dedup in.jsonl -o out.jsonl --report report --on-error skip --format json");
    let summary = call.ok().json();
    assert_eq!((&summary["kept"], &summary["removed"]), (&json!(800), &json!(400)));
    assert_eq!(summary["rejected"], json!({"invalid-json": 400, "missing-text": 400}));
    let rejected = lab.lines("report/rejected.jsonl");
    for (rejection, line) in rejected.iter().zip(lines.iter().filter(|line| !line.contains("text")))
    {
        assert_eq!(rejection["text"].as_str().unwrap(), line);
        let offset = rejection["offset"].as_u64().unwrap() as usize;
        assert!(all[offset..].starts_with(line.as_str()));
    }
    assert_eq!(rejected.len(), 800);
    // The first in the input is told, whoever met one first.
    let ended = lab.call("dedup in.jsonl -o out2.jsonl").exits(2);
    ended.says(&["in.jsonl, record 3, byte"]);
}

#[test]
fn ids_may_come_twice() {
    let lab = Lab::new();
    let dump =
        record("a", &prose(1, 30)) + &record("a", &prose(2, 30)) + &record("a", &prose(1, 30));
    lab.write("in.jsonl", dump);
    let summary = lab.call("dedup in.jsonl -o out.jsonl --report report --format json").ok().json();
    assert_eq!(summary["duplicate_ids"], 2);
    let removed = &lab.lines("report/removed.jsonl")[0];
    assert_eq!((&removed["record"], &removed["witness_record"]), (&json!(3), &json!(1)));
}

#[test]
fn texts_without_words_are_no_duplicates() {
    let lab = Lab::new();
    let texts = ["", "", " \\n\\t ", "…", "\u{200B}", "😀", "\\u0000\\u0000"];
    let dump: String = texts.iter().map(|text| format!("{{\"text\":\"{text}\"}}\n")).collect();
    lab.write("in.jsonl", &dump);
    let summary = lab.call("dedup in.jsonl -o out.jsonl --format json").ok().json();
    assert_eq!((&summary["empty"], &summary["removed"]), (&json!(7), &json!(0)));
    assert_eq!(lab.read("out.jsonl"), dump.as_bytes());
    lab.call("dedup in.jsonl -o one.jsonl --remove empty").ok();
    assert_eq!(lab.read("one.jsonl"), b"{\"text\":\"\"}\n");
    lab.write("in.csv", "id,text\n1,\n2,\n3,\" \"\n");
    lab.call("dedup in.csv -o out.csv").ok();
    assert_eq!(lab.read("out.csv"), lab.read("in.csv"));
}

#[test]
fn zeros_are_text_where_they_may_stand() {
    let lab = Lab::new();
    lab.write("a.txt", "one\0two\0\0three");
    lab.write("b.txt", "one two three");
    lab.write("c.txt", vec![0; 5000]);
    let summary = lab.call("dedup a.txt b.txt c.txt -o out --format json").ok().json();
    assert_eq!((&summary["removed"], &summary["empty"]), (&json!(1), &json!(1)));
    assert_eq!(lab.read("out/c.txt"), vec![0; 5000]);
}
