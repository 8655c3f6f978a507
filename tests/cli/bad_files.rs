//! Files that cannot be read, or not to their end.

use super::codecs::{ALL, pack};
use super::harness::Lab;
use super::prose::{prose, record};
use serde_json::{Value, json};
use std::io::{BufWriter, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;

/// A good file and a bad one: `fail` names the bad one and writes nothing, `skip` keeps the good
/// one and lists the other, which holds no document.
fn check_whole(lab: &Lab, bad: &str, kind: &str, says: &[&str]) -> Value {
    let good = record("good", &prose(1, 30));
    lab.write("good.jsonl", &good);
    let before = lab.names();
    let inputs = ["good.jsonl", bad];
    let ended = lab.call("dedup -o out.jsonl --input-format jsonl").args(&inputs).exits(2);
    ended.says(&[bad]).says(says);
    assert_eq!(lab.names(), before);
    let skip = lab.call("dedup --on-error skip -o out.jsonl --input-format jsonl --format json");
    let summary = skip.args(&inputs).ok().json();
    assert_eq!(lab.read("out.jsonl"), good.as_bytes());
    assert_eq!((&summary["documents"], &summary["rejected"]), (&json!(1), &json!({ kind: 1 })));
    let mut rejected = lab.lines("out.jsonl.rejected.jsonl");
    assert_eq!(rejected.len(), 1);
    let rejection = rejected.remove(0);
    assert_eq!((&rejection["file"], &rejection["kind"]), (&json!(bad), &json!(kind)));
    rejection
}

#[test]
fn files_of_other_kinds() {
    for (head, says) in [
        (&b"PK\x03\x04 and so on"[..], ["zip", "unpack"]),
        (b"PAR1 and so on", ["Parquet", "export"]),
        (b"SQLite format 3\0", ["SQLite", "export"]),
        (b"%PDF-1.7", ["PDF", "pdftotext"]),
    ] {
        let lab = Lab::new();
        lab.write("bad", head);
        let rejection = check_whole(&lab, "bad", "unsupported", &says);
        // The file was not cut into records.
        assert_eq!((&rejection["record"], &rejection["offset"]), (&Value::Null, &Value::Null));
    }
}

#[test]
fn files_of_other_encodings() {
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let lab = Lab::new();
    let bytes = utf16("{\"text\":\"one\"}\n");
    lab.write("bad.jsonl", &bytes);
    let rejection = check_whole(&lab, "bad.jsonl", "utf-16", &["UTF-16", "iconv -f UTF-16"]);
    assert_eq!((&rejection["record"], &rejection["offset"]), (&Value::Null, &Value::Null));
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(rejection["hex"], hex);
    // A document is decoded; what is written is the file as it was.
    lab.write("a.txt", "Café «Größe» und noch fünf weitere Wörter hier");
    lab.write("b.txt", utf16("Café «Größe» und noch fünf weitere Wörter hier"));
    lab.write("c.txt", utf16("Etwas ganz anderes, дальше, 新聞"));
    lab.call("dedup a.txt b.txt c.txt -o out").ok();
    assert_eq!(lab.read("out/c.txt"), lab.read("c.txt"));
    assert!(!lab.path("out/b.txt").exists());
    // Not so in Latin-1, which nothing marks.
    lab.write("latin.txt", b"caf\xE9 noir");
    lab.call("dedup a.txt latin.txt -o out2").exits(2).says(&["latin.txt", "0xE9", "iconv"]);
}

#[test]
fn streams_that_end_early() {
    let lines: Vec<String> = (0..400).map(|i| record(&i.to_string(), &prose(i, 30))).collect();
    let dump = lines.concat();
    for codec in ALL {
        let lab = Lab::new();
        let packed = pack(codec, dump.as_bytes());
        lab.write("in.jsonl", &packed[..packed.len() * 2 / 3]);
        lab.call("dedup in.jsonl -o out.jsonl").exits(2).says(&["in.jsonl", "ends early", "fetch"]);
        assert_eq!(lab.names(), ["in.jsonl"]);
        let skip = lab.call("dedup in.jsonl --on-error skip -o out.jsonl --format json");
        // What came out of it is kept, and the rest of the last record is not lost. A codec may
        // work in blocks so large that nothing came out.
        let summary = skip.ok().json();
        let rejected = lab.lines("out.jsonl.rejected.jsonl");
        let [rejection] = &rejected[..] else { panic!("{rejected:?}") };
        assert_eq!(rejection["kind"], "truncated");
        let kept = lab.read("out.jsonl");
        let rest = rejection["text"].as_str().unwrap();
        assert!(dump.as_bytes().starts_with(&[&kept, rest.as_bytes()].concat()), "{codec}");
        assert!(kept.is_empty() || kept.ends_with(b"\n"));
        let whole = kept.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(summary["documents"], whole);
    }
}

#[test]
fn streams_that_are_damaged() {
    for codec in ALL {
        let lab = Lab::new();
        let mut packed = pack(codec, record("a", &prose(1, 3000)).as_bytes());
        let middle = packed.len() / 2;
        packed[middle..middle + 40].fill(0x55);
        lab.write("in.jsonl", packed);
        lab.call("dedup in.jsonl -o out.jsonl").exits(2).says(&["in.jsonl", "damaged"]);
        assert_eq!(lab.names(), ["in.jsonl"]);
    }
}

#[test]
fn bombs_are_not_inflated() {
    let zeros = vec![0; 100 << 20];
    let newlines = vec![b'\n'; 100 << 20];
    let mut endless = b"{\"text\":\"".to_vec();
    endless.resize(100 << 20, b'a');
    for (name, bytes) in [("zeros", zeros), ("newlines", newlines), ("endless", endless)] {
        let lab = Lab::new();
        lab.write("bomb.jsonl.zst", pack("zst", &bytes));
        let ended = lab.call("dedup bomb.jsonl.zst -o out.jsonl").exits(2);
        ended.says(&["bomb.jsonl.zst", "bomb", "--max-ratio"]);
        assert_eq!(lab.names(), ["bomb.jsonl.zst"], "{name}");
    }
}

#[test]
fn one_line_of_200_megabytes() {
    let lab = Lab::new();
    let sentences = prose(1, 500);
    let file = std::fs::File::create(lab.path("in.jsonl")).unwrap();
    let mut to = BufWriter::new(file);
    to.write_all(record("short", &prose(2, 50)).as_bytes()).unwrap();
    to.write_all(b"{\"id\":\"long\",\"text\":\"").unwrap();
    let mut written = 0;
    while written < 200_000_000 {
        written += to.write(sentences.as_bytes()).unwrap();
        written += to.write(b" ").unwrap();
    }
    to.write_all(b"\"}\n").unwrap();
    to.flush().unwrap();
    let summary = lab.call("dedup in.jsonl -o out.jsonl --format json").ok().json();
    assert_eq!(summary["kept"], 2);
    let len = |name: &str| std::fs::metadata(lab.path(name)).unwrap().len();
    assert_eq!(len("out.jsonl"), len("in.jsonl"));
    // The map counts, and of every token a hash and a shingle of 8 bytes each.
    if let Some(peak) = summary["run"]["peak_memory_bytes"].as_u64() {
        assert!(peak < 1_100_000_000, "{peak}");
    }
}

#[test]
fn files_that_are_not_there() {
    let lab = Lab::new();
    check_whole(&lab, "missing.jsonl", "unreadable", &["cannot open", "No such file"]);
    let lab = Lab::new();
    symlink("nowhere.jsonl", lab.path("link.jsonl")).unwrap();
    check_whole(&lab, "link.jsonl", "unreadable", &["symbolic link", "link.jsonl"]);
    // One met in a folder is told like one named.
    let lab = Lab::new();
    lab.write("news/good.jsonl", record("a", &prose(1, 30)));
    symlink("nowhere", lab.path("news/link.jsonl")).unwrap();
    lab.call("dedup news -o out.jsonl").exits(2).says(&["news/link.jsonl"]);
    lab.call("dedup news -o out.jsonl --on-error skip").ok();
    let rejection = &lab.lines("out.jsonl.rejected.jsonl")[0];
    assert_eq!(rejection["file"], "news/link.jsonl");
    assert_eq!((&rejection["record"], &rejection["offset"]), (&Value::Null, &Value::Null));
}

#[test]
fn files_that_may_not_be_read() {
    const NOBODY: u32 = 65534;
    let lab = Lab::new();
    let good = record("a", &prose(1, 30));
    lab.write("news/good.jsonl", &good);
    let bad = lab.write("news/secret.jsonl", record("b", &prose(2, 30)));
    std::fs::create_dir(lab.path("out")).unwrap();
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    };
    mode(&bad, 0);
    let root = lab.path("");
    let is_root = std::fs::metadata(&root).unwrap().uid() == 0;
    // Nothing is closed to root.
    let call = |args: &str| {
        let mut call = lab.call(args);
        if is_root {
            call.command.uid(NOBODY);
        }
        call
    };
    mode(&root, 0o755);
    mode(&lab.path("out"), 0o777);
    if is_root && call("--version").command.output().is_err() {
        eprintln!("skipped: nobody may not run the command here");
        return;
    }
    call("dedup news -o out/x.jsonl").exits(2).says(&["news/secret.jsonl", "ermission"]);
    assert!(!lab.path("out/x.jsonl").exists());
    call("dedup news -o out/x.jsonl --on-error skip").ok();
    assert_eq!(lab.read("out/x.jsonl"), good.as_bytes());
    assert_eq!(lab.lines("out/x.jsonl.rejected.jsonl")[0]["kind"], "unreadable");
    // A place that cannot be written to is told before the work.
    mode(&lab.path("out"), 0o555);
    call("dedup news/good.jsonl -o out/y.jsonl").exits(2).says(&["out/y.jsonl", "permission"]);
}

#[test]
fn nothing_to_read() {
    let lab = Lab::new();
    lab.write("empty.jsonl", "");
    lab.write("blank.jsonl", "\n\n  \n");
    lab.write("header.csv", "id,text\n");
    lab.write("other/photo.jpg", "x");
    let before = lab.names();
    for input in ["empty.jsonl", "blank.jsonl", "header.csv", "-"] {
        lab.call("dedup -o out").arg(input).exits(2).says(&["no document"]);
    }
    lab.call("dedup other -o out").exits(2).says(&["other", ".jsonl"]);
    assert_eq!(lab.names(), before);
    // Beside others an empty file is no error.
    lab.write("good.jsonl", record("a", "one"));
    lab.call("dedup empty.jsonl good.jsonl -o out.jsonl").ok();
    assert_eq!(lab.read("out.jsonl"), lab.read("good.jsonl"));
}

#[test]
fn rejects_that_were_mended_are_not_written_over() {
    let lab = Lab::new();
    let mended = record("a", &prose(1, 30)) + "{still broken\n";
    lab.write("out.jsonl.rejected.jsonl", &mended);
    let ended = lab.call("dedup out.jsonl.rejected.jsonl -o out.jsonl --on-error skip").exits(2);
    ended.says(&["out.jsonl.rejected.jsonl", "input"]);
    assert_eq!(lab.read("out.jsonl.rejected.jsonl"), mended.as_bytes());
}

#[test]
fn the_same_file_twice() {
    let lab = Lab::new();
    lab.write("news/a.jsonl", record("a", "one"));
    lab.call("dedup news news/a.jsonl -o out").exits(2).says(&["news/a.jsonl", "twice"]);
    lab.call("dedup news ./news/a.jsonl -o out").exits(2).says(&["same file"]);
    lab.call("dedup - - -o out").exits(2).says(&["- is given twice"]);
    assert!(!lab.path("out").exists());
}

#[test]
fn tables_that_name_no_text() {
    let lab = Lab::new();
    lab.write("in.csv", "id,body\n1,one\n");
    lab.call("dedup in.csv -o out").exits(2).says(&["in.csv", "`text`", "`id`, `body`"]);
    lab.call("dedup in.csv -o out.csv --text-field body").ok();
    lab.write("twice.csv", "text,text\n1,one\n");
    lab.call("dedup twice.csv -o out").exits(2).says(&["twice.csv", "`text` twice"]);
    lab.write("other.csv", "body,id\none,1\n");
    let both = lab.call("dedup in.csv other.csv -o out --text-field body").exits(2);
    both.says(&["same columns", "in.csv", "other.csv"]);
}

#[test]
fn empty_files_of_a_folder_do_not_vanish() {
    let lab = Lab::new();
    std::fs::create_dir(lab.path("pages")).unwrap();
    lab.write("pages/a.txt", "");
    lab.write("pages/b.txt", "one short page of text");
    let summary = lab.call("dedup pages -o out --format json").ok().json();
    assert_eq!((&summary["documents"], &summary["empty"]), (&json!(2), &json!(1)));
    assert_eq!(lab.read("out/a.txt"), b"");
}

#[test]
fn rejects_have_no_place_beside_standard_output() {
    let lab = Lab::new();
    lab.write("in.jsonl", "{\"text\": 1}\n");
    lab.call("dedup in.jsonl -o - --on-error skip").exits(2).says(&["--report"]);
}

#[test]
fn plain_text_has_no_fields() {
    let lab = Lab::new();
    lab.write("in.txt", "one short page of text");
    lab.call("dedup in.txt -o out --window date=3d").exits(2).says(&["`date`", "no fields"]);
}

#[test]
fn causes_are_told_once() {
    let lab = Lab::new();
    let ended = lab.call("dedup missing.jsonl -o out").exits(2);
    assert_eq!(ended.stderr.matches("No such file").count(), 1, "{}", ended.stderr);
}
