//! What ill-formed inputs lead to: an error that names the first of them, or a list of all.

use super::*;
use crate::input::parallel::rows::read;
use crate::input::reject::Rejected;
use crate::input::settings::{Format, OnError, ReadSettings, Split};
use crate::input::sources::inputs::Inputs;
use proptest::prelude::*;

/// The kinds of what was rejected, with number, offset and length.
fn rejected(reading: &Reading<Row>) -> Vec<(&'static str, u32, u64, u64)> {
    let told = |r: &Rejected| (r.kind.name(), r.place.number, r.place.offset, r.place.len);
    reading.rejected.iter().map(told).collect()
}

#[test]
fn bad_json_lines() {
    let files = Files::new();
    let lines = [
        "{\"text\":\"good\"}\n",
        "{\"text\":1}\n",
        "\n",
        "[1]\n",
        "{\"text\":null}\n",
        "{}\n",
        "{\"text\":\"x\"\n",
        "{\"text\":\"good too\"}\n",
    ];
    let path = files.write("a.jsonl", [lines.concat().as_bytes(), b"{\"text\":\"\xFF\"}"].concat());
    let error = failed(files.read("a.jsonl", ReadSettings::default()));
    let expected = "a.jsonl, record 2, byte 16: expected a string as the text, found a number";
    assert!(error.to_string().ends_with(expected), "{error}");
    assert_eq!(error.kind(), ErrorKind::Input);
    for map_bytes in [0, 1 << 20] {
        for chunk_bytes in [1, 20, 1 << 20] {
            let settings = ReadSettings { map_bytes, chunk_bytes, ..skipping() };
            let reading = files.read("a.jsonl", settings).unwrap();
            assert_eq!(texts(&reading), ["good", "good too"]);
            assert_eq!(reading.places[1].number, 7);
            assert_eq!(reading.blank, 1);
            let expected = [
                ("text-not-a-string", 2, 16, 11),
                ("not-an-object", 3, 28, 4),
                ("missing-text", 4, 32, 14),
                ("missing-text", 5, 46, 3),
                ("invalid-json", 6, 49, 12),
                ("invalid-utf8", 8, 81, 12),
            ];
            assert_eq!(rejected(&reading), expected);
            let bytes = reading.store.bytes(reading.rejected[1].place).unwrap();
            assert_eq!(&*bytes, b"[1]\n");
            assert_eq!(reading.store.path(0), path);
        }
    }
}

#[cfg(feature = "tables")]
#[test]
fn bad_tables() {
    let files = Files::new();
    files.write("a.csv", "id,text\n1,a\n2\n3,b,c\n4,\"d\ne\n");
    let error = failed(files.read("a.csv", ReadSettings::default()));
    let expected = "record 2, byte 12: expected 2 fields, as in the header, found 1";
    assert!(error.to_string().ends_with(expected), "{error}");
    for chunk_bytes in [1, 9, 1 << 20] {
        let settings = ReadSettings { chunk_bytes, map_bytes: 0, ..skipping() };
        let reading = files.read("a.csv", settings).unwrap();
        assert_eq!(texts(&reading), ["a"]);
        let expected =
            [("ragged-row", 2, 12, 2), ("ragged-row", 3, 14, 6), ("unterminated-quote", 4, 20, 7)];
        assert_eq!(rejected(&reading), expected);
        assert!(reading.rejected[2].reason.starts_with("a quote opens at offset 2 in the record"));
    }
    files.write("b.csv", "text,id\nx,y\n");
    let error = failed(read_all(&[files.path("a.csv"), files.path("b.csv")], skipping()));
    assert!(error.to_string().contains("b.csv has `text`, `id`"), "{error}");
    files.write("c.csv", "id,body\r\n");
    let error = failed(files.read("c.csv", skipping()));
    assert!(error.to_string().ends_with("the columns are `id`, `body`"), "{error}");
    files.write("d.csv", "id,text\r1,a\r");
    let error = failed(files.read("d.csv", ReadSettings::default()));
    assert!(error.to_string().contains("CR alone"), "{error}");
    files.write("e.csv", "");
    assert!(files.read("e.csv", ReadSettings::default()).unwrap().rows.is_empty());
    files.write("f.tsv", "text\tid\n\"a\tb\"\t7\n");
    let reading = files.read("f.tsv", ReadSettings::default()).unwrap();
    assert_eq!(reading.rows, [row("a\tb", Some("7"), &[])]);
}

#[test]
fn records_that_are_too_long() {
    let files = Files::new();
    let text = format!("one\n{}\ntwo\n{}", "x".repeat(50), "y".repeat(60));
    files.write("a.txt", &text);
    for map_bytes in [0, 1 << 20] {
        for chunk_bytes in [1, 7, 30, 1 << 20] {
            let settings = ReadSettings {
                split: Split::Lines,
                max_record_bytes: 20,
                map_bytes,
                chunk_bytes,
                ..Default::default()
            };
            let error = failed(files.read("a.txt", settings.clone()));
            let expected = "record 2, byte 4: the record has more than the 20 bytes";
            assert!(error.to_string().contains(expected), "{error}");
            let settings = ReadSettings { on_error: OnError::Skip, ..settings };
            let reading = files.read("a.txt", settings).unwrap();
            assert_eq!(texts(&reading), ["one", "two"]);
            assert_eq!(rejected(&reading), [("too-long", 2, 4, 51), ("too-long", 4, 59, 60)]);
        }
    }
}

#[test]
fn inputs_that_cannot_be_opened() {
    let files = Files::new();
    files.write("a.txt", "a");
    let gone = files.path("gone.txt");
    let error = failed(files.read("gone.txt", ReadSettings::default()));
    assert!(error.to_string().contains("cannot open"), "{error}");
    assert_eq!(error.kind(), ErrorKind::Io);
    let reading = read_all(&[gone, files.path("a.txt")], skipping()).unwrap();
    assert_eq!(texts(&reading), ["a"]);
    assert_eq!(rejected(&reading), [("unreadable", 1, 0, 0)]);
    assert_eq!(&*reading.store.bytes(reading.rejected[0].place).unwrap(), b"");
    let twice = failed(read_all(&[files.path("a.txt"), files.root().to_owned()], skipping()));
    assert!(twice.to_string().contains("a.txt is given twice"), "{twice}");
    let twice = failed(read_all(&["-".into(), "-".into()], skipping()));
    assert!(twice.to_string().contains("- is given twice"), "{twice}");
}

#[cfg(unix)]
#[test]
fn folders_and_links() {
    use std::os::unix::fs::symlink;
    let files = Files::new();
    for name in ["d/b.txt", "d/b/a.txt", "d/a-1.text", "d/.hidden.txt", "d/.git/x.txt", "d/x.md"] {
        files.write(name, name);
    }
    symlink(files.path("d"), files.path("d/loop")).unwrap();
    files.write("elsewhere.txt", "linked");
    symlink(files.path("elsewhere.txt"), files.path("d/c.txt")).unwrap();
    let reading = files.read("d", ReadSettings::default()).unwrap();
    assert_eq!(texts(&reading), ["d/a-1.text", "d/b.txt", "d/b/a.txt", "linked"]);
    let both = failed(read_all(&[files.path("d"), files.path("elsewhere.txt")], skipping()));
    assert!(both.to_string().contains("elsewhere.txt are the same file"), "{both}");
    symlink(files.path("gone"), files.path("d/a.txt")).unwrap();
    let error = failed(files.read("d", ReadSettings::default()));
    assert!(error.to_string().contains("cannot follow the symbolic link"), "{error}");
    assert_eq!(files.read("d", skipping()).unwrap().rejected.len(), 1);
    fs::create_dir(files.path("empty")).unwrap();
    let error = failed(files.read("empty", ReadSettings::default()));
    assert!(error.to_string().contains("holds no file to be read"), "{error}");
}

#[test]
fn formats_must_agree() {
    let files = Files::new();
    files.write("a.txt", "a");
    files.write("b.jsonl", "{\"text\":\"b\"}");
    let error = failed(files.read(".", ReadSettings::default()));
    assert!(error.to_string().contains("a.txt is text and"), "{error}");
    let settings = ReadSettings { format: Some(Format::JsonLines), ..Default::default() };
    assert_eq!(texts(&files.read(".", settings).unwrap()), ["b"]);
}

#[test]
fn encodings() {
    let files = Files::new();
    files.write("a.txt", b"caf\xE9");
    let error = failed(files.read("a.txt", ReadSettings::default()));
    assert!(error.to_string().contains("0xE9 at offset 3"), "{error}");
    files.write("b.txt", b"\xFF\xFEh\0i\0");
    let reading = files.read("b.txt", ReadSettings::default()).unwrap();
    assert_eq!(texts(&reading), ["hi"]);
    assert_eq!(bytes_of(&reading), b"\xFF\xFEh\0i\0");
    let lines = ReadSettings { split: Split::Lines, ..Default::default() };
    let error = failed(files.read("b.txt", lines.clone()));
    assert!(error.to_string().contains("found UTF-16; `iconv"), "{error}");
    let reading = files.read("b.txt", ReadSettings { map_bytes: 0, ..lines }.skip()).unwrap();
    assert_eq!(rejected(&reading), [("utf-16", 1, 0, 6)]);
    files.write("c.jsonl", b"PK\x03\x04");
    let error = failed(files.read("c.jsonl", ReadSettings::default()));
    assert!(error.to_string().contains("c.jsonl: expected text, found a zip archive"), "{error}");
}

impl ReadSettings {
    fn skip(self) -> Self {
        Self { on_error: OnError::Skip, ..self }
    }
}

#[test]
fn files_that_change() {
    let files = Files::new();
    let path = files.write("a.jsonl", "{\"text\":\"a\"}\n");
    let inputs = Inputs::open(std::slice::from_ref(&path), ReadSettings::default()).unwrap();
    fs::write(&path, "{\"text\":\"longer\"}\n").unwrap();
    let cancel = CancelToken::default();
    let result = read(inputs, Watch::new(&(), &cancel), || (), |(), _| ());
    let error = result.map(|reading| reading.rows).unwrap_err();
    assert!(error.to_string().contains("the file changed after"), "{error}");
    let reading = files.read("a.jsonl", ReadSettings::default()).unwrap();
    fs::write(&path, "{}").unwrap();
    let error = reading.store.verify_unchanged().unwrap_err().to_string();
    assert!(error.contains("it had 18 bytes, it now has 2"), "{error}");
    let error = reading.store.id(reading.places[0]).unwrap_err().to_string();
    assert!(error.contains("record 1, byte 0: the record is no longer"), "{error}");
}

#[test]
fn cancelling() {
    let files = Files::new();
    let path = files.write("a.txt", "a\n".repeat(100));
    let settings = ReadSettings { split: Split::Lines, chunk_bytes: 2, map_bytes: 0, ..skipping() };
    let inputs = Inputs::open(&[path], settings).unwrap();
    let cancel = CancelToken::default();
    let result = read(inputs, Watch::new(&(), &cancel), || (), |(), _| cancel.cancel());
    assert_eq!(result.map(|reading| reading.rows).unwrap_err().kind(), ErrorKind::Cancelled);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_first_flaw_is_told_however_many_threads(
        lines in prop::collection::vec(prop::bool::weighted(0.8), 1..60),
        chunk_bytes in 1usize..40,
        threads in 1usize..5,
    ) {
        let files = Files::new();
        let line = |good: &bool| if *good { "{\"text\":\"a\"}\n" } else { "{}\n" };
        let text: String = lines.iter().map(line).collect();
        files.write("a.jsonl", text);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let settings = ReadSettings { chunk_bytes, map_bytes: 0, ..Default::default() };
        let result = pool.install(|| files.read("a.jsonl", settings));
        match lines.iter().position(|good| !good) {
            None => prop_assert_eq!(result.unwrap().rows.len(), lines.len()),
            Some(bad) => {
                let error = failed(result);
                prop_assert_eq!(error.place().unwrap().record, Some(bad as u64 + 1));
            }
        }
    }
}
