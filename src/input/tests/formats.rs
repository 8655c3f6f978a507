//! What well-formed inputs hold.

use super::*;
use crate::input::settings::{Format, ReadSettings, Split};
use proptest::prelude::*;

/// The ways a file can come.
#[derive(Clone, Copy, Debug)]
enum Way {
    Small,
    Mapped,
    #[cfg(feature = "compression")]
    Packed(Packing),
    #[cfg(unix)]
    Pipe,
}

#[cfg(feature = "compression")]
#[derive(Clone, Copy, Debug)]
enum Packing {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

fn ways() -> Vec<Way> {
    vec![
        Way::Small,
        Way::Mapped,
        #[cfg(feature = "compression")]
        Way::Packed(Packing::Gzip),
        #[cfg(feature = "compression")]
        Way::Packed(Packing::Zstd),
        #[cfg(feature = "compression")]
        Way::Packed(Packing::Bzip2),
        #[cfg(feature = "compression")]
        Way::Packed(Packing::Xz),
        #[cfg(unix)]
        Way::Pipe,
    ]
}

#[cfg(feature = "compression")]
fn pack(packing: Packing, bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    match packing {
        Packing::Gzip => {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), Default::default());
            packer.write_all(bytes).unwrap();
            packer.finish().unwrap()
        }
        Packing::Zstd => zstd::encode_all(bytes, 1).unwrap(),
        Packing::Bzip2 => {
            let mut packer = bzip2::write::BzEncoder::new(Vec::new(), Default::default());
            packer.write_all(bytes).unwrap();
            packer.finish().unwrap()
        }
        Packing::Xz => liblzma::encode_all(bytes, 0).unwrap(),
    }
}

/// A reading whose files are still there.
struct Standing(Reading<Row>, #[expect(dead_code)] Files);

impl std::ops::Deref for Standing {
    type Target = Reading<Row>;

    fn deref(&self) -> &Reading<Row> {
        &self.0
    }
}

impl Way {
    /// Reads `bytes` this way; the members of a compressed file meet at `middle`.
    fn read(self, bytes: &[u8], middle: usize, settings: ReadSettings) -> Standing {
        let files = Files::new();
        // Where nothing was written, no name tells the compression.
        let path = files.path("input");
        match self {
            Way::Small => fs::write(&path, bytes).unwrap(),
            Way::Mapped => {
                fs::write(&path, bytes).unwrap();
                let settings = ReadSettings { map_bytes: 0, ..settings };
                return Standing(read_all(&[path], settings).unwrap(), files);
            }
            #[cfg(feature = "compression")]
            Way::Packed(packing) => {
                let (start, end) = bytes.split_at(middle.min(bytes.len()));
                fs::write(&path, [pack(packing, start), pack(packing, end)].concat()).unwrap();
            }
            #[cfg(unix)]
            Way::Pipe => {
                let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
                assert!(made.success());
                let (to, bytes) = (path.clone(), bytes.to_vec());
                let writer = std::thread::spawn(move || fs::write(to, bytes).unwrap());
                let reading = read_all(&[path], settings).unwrap();
                writer.join().unwrap();
                return Standing(reading, files);
            }
        }
        Standing(read_all(&[path], settings).unwrap(), files)
    }
}

fn jsonl() -> ReadSettings {
    let fields = vec!["n".into(), "o.s".into(), "o".into()];
    ReadSettings { format: Some(Format::JsonLines), fields, ..Default::default() }
}

#[test]
fn json_lines() {
    let text = concat!(
        "\u{FEFF}{\"text\":\"a \\\"b\\\" \\ud83d\\ude00\",\"id\":\"\\u0041\",\"n\":1e999}\r\n",
        "  \n\r\n",
        " {\"o\":{\"s\":\"x\\ny\"},\"text\":\"\",\"id\":12.50,\"n\":null}\n",
        "{\"id\":[1],\"text\":\"old\",\"n\":true,\"text\":\"last line\"}",
    );
    let rows = [
        row("a \"b\" 😀", Some("A"), &[Some("1e999"), None, None]),
        row("", Some("12.50"), &[None, Some("x\ny"), Some("{\"s\":\"x\\ny\"}")]),
        row("last line", None, &[Some("true"), None, None]),
    ];
    for way in ways() {
        for chunk_bytes in [1, 7, 64, 1 << 20] {
            let reading = way.read(text.as_bytes(), 20, ReadSettings { chunk_bytes, ..jsonl() });
            assert_eq!(reading.rows, rows, "{way:?} {chunk_bytes}");
            assert_eq!(reading.blank, 2);
            assert_eq!(reading.bytes, text.len() as u64 - 3);
            let places = reading.places.iter().map(|place| (place.number, place.offset));
            let offsets = [3, text.find(" {\"o\"").unwrap(), text.find("{\"id\":[").unwrap()];
            assert_eq!(
                places.collect::<Vec<_>>(),
                offsets.iter().zip(1..).map(|(o, n)| (n, *o as u64)).collect::<Vec<_>>()
            );
            assert_eq!(
                bytes_of(&reading),
                text.replace("\u{FEFF}", "").replace("  \n\r\n", "").as_bytes()
            );
        }
    }
}

#[test]
fn documents_lines_and_paragraphs() {
    let text = "\u{FEFF}\n one\ntwo\n \n\nthree\r\n\r\nfour";
    let expected = [
        (Split::File, vec!["\n one\ntwo\n \n\nthree\r\n\r\nfour"], text, 0),
        (Split::Lines, vec!["one", "two", "three", "four"], " one\ntwo\nthree\r\nfour", 4),
        (Split::Paragraphs, vec!["one\ntwo", "three", "four"], &text[3..], 0),
    ];
    for way in ways() {
        for (split, expected, bytes, blank) in &expected {
            for chunk_bytes in [1, 5, 1 << 20] {
                let format = Some(Format::Text);
                let settings =
                    ReadSettings { format, split: *split, chunk_bytes, ..Default::default() };
                let reading = way.read(text.as_bytes(), 9, settings);
                assert_eq!(texts(&reading), *expected, "{way:?} {split:?} {chunk_bytes}");
                assert_eq!(bytes_of(&reading), bytes.as_bytes());
                assert_eq!(reading.blank, *blank);
            }
        }
    }
}

#[cfg(feature = "tables")]
#[test]
fn tables() {
    let text =
        "\u{FEFF}id,\"title\",text\r\n1,a,\"x\n\"\"y\"\"\r\n\"\r\n\r\n,\"b, c\",\"\"\n3,,5\" disk";
    let rows = [
        row("x\n\"y\"\r\n", Some("1"), &[Some("a")]),
        row("", None, &[Some("b, c")]),
        row("5\" disk", Some("3"), &[None]),
    ];
    let fields = vec!["title".into()];
    for way in ways() {
        for chunk_bytes in [1, 2, 3, 11, 1 << 20] {
            let settings =
                ReadSettings { fields: fields.clone(), chunk_bytes, ..Default::default() };
            let settings = ReadSettings { format: Some(Format::Csv), ..settings };
            let reading = way.read(text.as_bytes(), 30, settings);
            assert_eq!(reading.rows, rows, "{way:?} {chunk_bytes}");
            assert_eq!(reading.store.header().unwrap(), "\u{FEFF}id,\"title\",text\r\n".as_bytes());
            assert_eq!(reading.blank, 1);
            let start = text.find("1,a").unwrap();
            assert_eq!(bytes_of(&reading), text[start..].replace("\r\n\r\n", "\r\n").as_bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn chunks_make_no_difference(
        lines in prop::collection::vec(r#"([a-z"é,]{0,9}|\{"text":"[a-zé\\n]{0,9}"\}|[ \t]{0,3})\r?\n"#, 0..12),
        chunk_bytes in 1usize..64,
        middle in 0usize..200,
    ) {
        let text = lines.concat();
        let shapes = [
            (Format::JsonLines, Split::File),
            (Format::Text, Split::Lines),
            (Format::Text, Split::Paragraphs),
        ];
        for (format, split) in shapes {
            let settings = ReadSettings { format: Some(format), split, ..skipping() };
            let whole = Way::Small.read(text.as_bytes(), 0, settings.clone());
            for way in ways() {
                let cut = way.read(text.as_bytes(), middle, ReadSettings { chunk_bytes, ..settings.clone() });
                prop_assert_eq!(&cut.rows, &whole.rows);
                prop_assert_eq!(&cut.places, &whole.places);
                prop_assert_eq!(cut.blank, whole.blank);
                prop_assert_eq!(cut.bytes, whole.bytes);
                let rejected = |reading: &Reading<Row>| {
                    let told = reading.rejected.iter().map(|r| (r.place, r.kind, r.reason.clone()));
                    told.collect::<Vec<_>>()
                };
                prop_assert_eq!(rejected(&cut.0), rejected(&whole.0));
            }
        }
    }

    #[cfg(feature = "tables")]
    #[test]
    fn chunks_make_no_difference_to_tables(
        rows in r#"(([a,]|"a,\r?\n""b"|[" ]|\r?\n){0,6}\r?\n){0,6}"#,
        chunk_bytes in 1usize..64,
        middle in 0usize..100,
    ) {
        let table = format!("id,text\r\n{rows}");
        let settings = ReadSettings { format: Some(Format::Csv), ..skipping() };
        let whole = Way::Small.read(table.as_bytes(), 0, settings.clone());
        for way in ways() {
            let settings = ReadSettings { chunk_bytes, ..settings.clone() };
            let cut = way.read(table.as_bytes(), middle, settings);
            prop_assert_eq!(&cut.rows, &whole.rows);
            prop_assert_eq!(&cut.places, &whole.places);
            prop_assert_eq!(cut.rejected.len(), whole.rejected.len());
            prop_assert_eq!(cut.blank, whole.blank);
        }
    }
}
