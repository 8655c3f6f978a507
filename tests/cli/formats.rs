//! Compression, line ends, fields and splits.

use super::codecs::{ALL, pack, unpack};
use super::harness::Lab;
use super::prose::{prose, record};
use serde_json::json;

/// A dump with a copy, and what should be left of it.
fn dump() -> (String, String) {
    let [a, b, c] = [1, 2, 3].map(|seed| prose(seed, 50));
    let kept = record("a", &a) + &record("b", &b) + &record("c", &c);
    (
        record("a", &a) + &record("b", &b) + &record("copy", &a.to_uppercase()) + &record("c", &c),
        kept,
    )
}

#[test]
fn outputs_are_compressed_as_their_name_says() {
    let (dump, kept) = dump();
    let lab = Lab::new();
    lab.write("in.jsonl", &dump);
    for codec in ALL {
        let name = format!("out.jsonl.{codec}");
        lab.call("dedup in.jsonl -o").arg(&name).ok();
        assert_eq!(unpack(codec, &lab.read(&name)), kept.as_bytes(), "{codec}");
    }
}

#[test]
fn inputs_are_decompressed_as_their_content_says() {
    let (dump, kept) = dump();
    // Several members, frames or streams; the second begins amid a record.
    let (first, second) = dump.as_bytes().split_at(dump.len() / 2);
    for (codec, name) in
        [("gz", "in.jsonl"), ("zst", "in.jsonl.gz"), ("bz2", "in.jsonl.zst"), ("xz", "in.unknown")]
    {
        let lab = Lab::new();
        lab.write(name, [pack(codec, first), pack(codec, second)].concat());
        lab.call("dedup -o out.jsonl").arg(name).ok();
        assert_eq!(lab.read("out.jsonl"), kept.as_bytes(), "{codec}");
        let packed = lab.read(name);
        let piped = lab.call("dedup - -o -").stdin(packed).ok();
        assert_eq!(piped.stdout, kept.as_bytes(), "{codec}");
    }
}

#[test]
fn several_inputs_are_one() {
    let lab = Lab::new();
    let [a, b, c] = [1, 2, 3].map(|seed| prose(seed, 50));
    // The first lacks its last line end, the third holds a copy from the second.
    lab.write("1.jsonl", record("a", &a).trim_end());
    lab.write("2.jsonl", record("b", &b));
    lab.write("3.jsonl.gz", pack("gz", (record("b2", &b) + &record("c", &c)).as_bytes()));
    lab.call("dedup 1.jsonl 2.jsonl 3.jsonl.gz -o out.jsonl --report report").ok();
    let kept = record("a", &a) + &record("b", &b) + &record("c", &c);
    assert_eq!(lab.read("out.jsonl"), kept.as_bytes());
    let removed = lab.lines("report/removed.jsonl");
    assert_eq!(removed.len(), 1);
    let place = ["id", "file", "record", "witness_file", "witness_record"].map(|f| &removed[0][f]);
    assert_eq!(
        place,
        [&json!("b2"), &json!("3.jsonl.gz"), &json!(1), &json!("2.jsonl"), &json!(1)]
    );
}

#[test]
fn the_last_line_may_lack_its_end() {
    let lab = Lab::new();
    let (dump, kept) = dump();
    lab.write("in.jsonl", dump.trim_end());
    lab.call("dedup in.jsonl -o out.jsonl").ok();
    assert_eq!(lab.read("out.jsonl"), kept.trim_end().as_bytes());
}

#[test]
fn windows_line_ends_and_marks_are_kept() {
    let lab = Lab::new();
    let (dump, kept) = dump();
    let windows = |text: &str| text.replace('\n', "\r\n");
    lab.write("in.jsonl", format!("\u{FEFF}{}", windows(&dump)));
    lab.call("dedup in.jsonl -o out.jsonl").ok();
    // The mark is no part of a record.
    assert_eq!(lab.read("out.jsonl"), windows(&kept).as_bytes());
    lab.write("in.csv", "id,text\r\n1,one two\r\n2,\"one\r\ntwo\"\r\n3,three\r\n");
    lab.call("dedup in.csv -o out.csv").ok();
    assert_eq!(lab.read("out.csv"), b"id,text\r\n1,one two\r\n3,three\r\n");
}

#[test]
fn blank_lines_are_counted_and_left_out() {
    let lab = Lab::new();
    let (dump, kept) = dump();
    lab.write("in.jsonl", format!("\n{}\n  \n", dump.replacen('\n', "\n\r\n", 1)));
    let summary = lab.call("dedup in.jsonl -o out.jsonl --format json").ok();
    assert_eq!(lab.read("out.jsonl"), kept.as_bytes());
    assert_eq!(summary.json()["blank_lines"], 4);
}

#[test]
fn fields_may_lie_deep() {
    let lab = Lab::new();
    let line = |id: u64, text: &str| {
        format!("{}\n", json!({"doc": {"no": id, "body": [1], "text": text}}))
    };
    let (a, b) = (prose(1, 30), prose(2, 30));
    lab.write("in.jsonl", line(7, &a) + &line(8, &a) + &line(9, &b));
    lab.call("dedup in.jsonl -o out.jsonl --report report --text-field doc.text --id-field doc.no")
        .ok();
    assert_eq!(lab.read("out.jsonl"), (line(7, &a) + &line(9, &b)).as_bytes());
    let removed = lab.lines("report/removed.jsonl");
    assert_eq!((&removed[0]["id"], &removed[0]["witness"]), (&json!("8"), &json!("7")));
}

#[test]
fn tables_may_have_tabs() {
    let lab = Lab::new();
    lab.write("in.tsv", "text\tid\none, two\t1\n\"one\ttwo\"\t2\nthree\t3\n");
    lab.call("dedup in.tsv -o out.tsv").ok();
    assert_eq!(lab.read("out.tsv"), b"text\tid\none, two\t1\nthree\t3\n");
}

#[test]
fn plain_text_is_split_as_asked() {
    let lab = Lab::new();
    lab.write("in.txt", "one two\n\nthree\nfour\n \nOne, two!\n\nfive\nthree\n");
    lab.call("dedup in.txt -o lines.txt --split lines").ok();
    assert_eq!(lab.read("lines.txt"), b"one two\nthree\nfour\nfive\n");
    lab.call("dedup in.txt -o paragraphs.txt --split paragraphs").ok();
    assert_eq!(lab.read("paragraphs.txt"), b"one two\n\nthree\nfour\n \nfive\nthree\n");
}

#[test]
fn formats_are_told_by_content_too() {
    let (dump, kept) = dump();
    let lab = Lab::new();
    lab.write("dump", &dump);
    lab.call("dedup dump -o out").ok();
    assert_eq!(lab.read("out"), kept.as_bytes());
    let table = "id,text\n1,one\n2,one\n";
    let ended = lab.call("dedup - -o -").stdin(table).ok();
    assert_eq!(ended.text(), "id,text\n1,one\n");
    lab.write("table.csv", table);
    lab.call("dedup dump table.csv -o out2").exits(2).says(&["one format", "dump", "table.csv"]);
}
