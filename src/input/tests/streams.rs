//! Compressed inputs that are unusual, cut short, damaged or hostile.

use super::*;
use crate::input::settings::{ReadSettings, Split};
use std::io::Write;

const LINES: &str = "{\"text\":\"one\"}\n{\"text\":\"two\"}\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut packer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    liblzma::encode_all(bytes, 0).unwrap()
}

/// Lines that no codec makes much smaller, so that a part of the stream is a part of the lines.
fn many_lines() -> String {
    let mut seed = 1_u64;
    let mut line = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("{{\"text\":\"{seed:016x}\"}}\n")
    };
    (0..40_000).map(|_| line()).collect()
}

#[test]
fn empty_members_and_frames_to_be_skipped() {
    let files = Files::new();
    let skipped = [&[0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0], &b"any"[..]].concat();
    let lines = LINES.as_bytes();
    files.write("a.jsonl", [gzip(b""), gzip(lines), gzip(b"")].concat());
    files.write("b.jsonl", [&skipped[..], &zstd(lines), &skipped, &zstd(b"")].concat());
    files.write("c.jsonl", [bzip2(b""), bzip2(lines)].concat());
    files.write("d.jsonl", [xz(b""), xz(lines)].concat());
    for name in ["a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl"] {
        let reading = files.read(name, ReadSettings::default()).unwrap();
        assert_eq!(texts(&reading), ["one", "two"], "{name}");
    }
    let reading = read_all(&[files.root().to_owned()], ReadSettings::default()).unwrap();
    assert_eq!(reading.rows.len(), 8);
    assert_eq!(bytes_of(&reading), LINES.repeat(4).as_bytes());
}

#[test]
fn long_windows() {
    let mut packer = zstd::Encoder::new(Vec::new(), 1).unwrap();
    packer.window_log(28).unwrap();
    packer.long_distance_matching(true).unwrap();
    packer.write_all(LINES.as_bytes()).unwrap();
    let files = Files::new();
    files.write("a.jsonl.zst", packer.finish().unwrap());
    assert_eq!(files.read("a.jsonl.zst", ReadSettings::default()).unwrap().rows.len(), 2);
}

#[test]
fn streams_that_end_early() {
    let (files, text) = (Files::new(), many_lines());
    let codecs =
        [("gzip", gzip as fn(&[u8]) -> Vec<u8>), ("zstd", zstd), ("bzip2", bzip2), ("xz", xz)];
    for (name, pack) in codecs {
        let packed = pack(text.as_bytes());
        for len in [packed.len() * 9 / 10, packed.len() - 3] {
            files.write("a.jsonl", &packed[..len]);
            let error = failed(files.read("a.jsonl", ReadSettings::default())).to_string();
            let expected = format!("a.jsonl: the {name} stream ends early, after ");
            assert!(error.contains(&expected), "{error}");
            for chunk_bytes in [100, 1 << 20] {
                let settings = ReadSettings { chunk_bytes, ..skipping() };
                let reading = files.read("a.jsonl", settings).unwrap();
                let kept = bytes_of(&reading);
                assert!(text.as_bytes().starts_with(&kept));
                assert!(!kept.is_empty(), "{name}");
                let [rest] = reading.rejected.as_slice() else { panic!("{:?}", reading.rejected) };
                assert_eq!(rest.kind, RejectKind::Truncated);
                assert_eq!(rest.place.offset, kept.len() as u64);
                let bytes = reading.store.bytes(rest.place).unwrap();
                assert!(text.as_bytes()[kept.len()..].starts_with(&bytes));
            }
        }
    }
}

#[test]
fn damaged_streams() {
    let (files, text) = (Files::new(), many_lines());
    // Gzip and zstd check a whole member or frame, so damage within is seen in its records first.
    type Pack = fn(&[u8]) -> Vec<u8>;
    let checks: [(Pack, usize); 3] = [(gzip, 8), (bzip2, 99_999), (xz, 99_999)];
    for (pack, from_end) in checks {
        let mut packed = pack(text.as_bytes());
        let at = packed.len() - from_end;
        packed[at] ^= 0x55;
        files.write("a.jsonl", packed);
        let error = failed(files.read("a.jsonl", ReadSettings::default())).to_string();
        assert!(error.contains("stream is damaged after"), "{error}");
    }
    files.write("a.jsonl", [gzip(LINES.as_bytes()), vec![b'x'; 100]].concat());
    let reading = files.read("a.jsonl", skipping()).unwrap();
    assert_eq!(texts(&reading), ["one", "two"]);
    assert_eq!(reading.rejected[0].kind, RejectKind::Corrupt);
}

#[test]
fn bombs() {
    let files = Files::new();
    files.write("a.txt", zstd(&vec![b' '; 65 << 20]));
    let settings = ReadSettings { split: Split::Lines, ..Default::default() };
    let error = failed(files.read("a.txt", settings.clone())).to_string();
    assert!(error.contains("a.txt: looks like a decompression bomb"), "{error}");
    let settings = ReadSettings { max_ratio: 1 << 20, ..settings };
    assert_eq!(files.read("a.txt", settings).unwrap().blank, 1);
}

#[test]
fn wrappings_that_are_not_read() {
    let files = Files::new();
    files.write("twice.gz", gzip(&gzip(LINES.as_bytes())));
    let error = failed(files.read("twice.gz", ReadSettings::default())).to_string();
    assert!(error.contains("twice.gz: expected text, found a file compressed twice"), "{error}");
    let mut tar = vec![b'x'; 1024];
    tar[257..262].copy_from_slice(b"ustar");
    files.write("a.tar.gz", gzip(&tar));
    let error = failed(files.read("a.tar.gz", ReadSettings::default())).to_string();
    assert!(error.contains("found a tar archive; unpack it first"), "{error}");
}

#[test]
fn a_spool_without_a_place() {
    let files = Files::new();
    files.write("a.jsonl", gzip(LINES.as_bytes()));
    let settings = ReadSettings { temp_dir: Some(files.path("nowhere")), ..skipping() };
    let error = failed(files.read("a.jsonl", settings)).to_string();
    assert!(
        error.contains("cannot make a temporary file in") && error.contains("nowhere"),
        "{error}"
    );
}
