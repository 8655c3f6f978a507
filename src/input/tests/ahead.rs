//! Streams that are decoded ahead and in parts, against one decoder from begin to end.

use super::*;
use crate::input::decode::ahead::Pool;
use crate::input::decode::buffer::Buffer;
use crate::input::decode::decoder::Stream;
use crate::input::decode::parts::Packed;
use crate::input::decode::split;
use crate::input::settings::ReadSettings;
use crate::input::sniff::{self, Codec};
use proptest::prelude::*;
use proptest::sample::Index;
use std::fs::File;
use std::io::Write;
use std::sync::Arc;

/// Noise in lines, which no codec makes much smaller.
fn noise(len: usize, mut seed: u64) -> Vec<u8> {
    let mut byte = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let byte = (seed >> 57) as u8;
        if byte < 3 { b'\n' } else { byte }
    };
    (0..len).map(|_| byte()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// A member that says how long it is, as those of `bgzip` do, after another extra field.
fn sized_gzip(bytes: &[u8]) -> Vec<u8> {
    let pack = |size: u16| {
        let extra = [&b"XY\x03\0abcBC\x02\0"[..], &size.to_le_bytes()].concat();
        let packer = flate2::GzBuilder::new().extra(extra);
        let mut packer = packer.write(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let size = pack(0).len() - 1;
    pack(u16::try_from(size).unwrap())
}

fn zstd(bytes: &[u8], checked: bool, sized: bool) -> Vec<u8> {
    let mut packer = zstd::Encoder::new(Vec::new(), 1).unwrap();
    packer.include_checksum(checked).unwrap();
    if sized {
        packer.set_pledged_src_size(Some(bytes.len() as u64)).unwrap();
    }
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// One of several that make up a file.
#[derive(Clone, Debug)]
enum Unit {
    Frame { len: usize, checked: bool, sized: bool },
    Skipped(usize),
    Member { len: usize, sized: bool },
}

fn pack(units: &[Unit]) -> (Vec<u8>, Vec<u8>) {
    let (mut packed, mut text) = (Vec::new(), Vec::new());
    for (unit, seed) in units.iter().zip(0..) {
        let add = |text: &mut Vec<u8>, len| {
            let bytes = noise(len, seed);
            text.extend_from_slice(&bytes);
            bytes
        };
        packed.extend(match *unit {
            Unit::Frame { len, checked, sized } => zstd(&add(&mut text, len), checked, sized),
            Unit::Skipped(len) => {
                [&b"\x51\x2A\x4D\x18"[..], &(len as u32).to_le_bytes(), &vec![7; len]].concat()
            }
            Unit::Member { len, sized: true } => sized_gzip(&add(&mut text, len)),
            Unit::Member { len, sized: false } => gzip(&add(&mut text, len)),
        });
    }
    (packed, text)
}

fn units() -> impl Strategy<Value = Vec<Unit>> {
    let len = || prop_oneof![0usize..20, 0usize..3000];
    let frame = (len(), any::<bool>(), any::<bool>());
    let frame = frame.prop_map(|(len, checked, sized)| Unit::Frame { len, checked, sized });
    let frame = prop_oneof![4 => frame, 1 => (0usize..2000).prop_map(Unit::Skipped)];
    let sized = prop::bool::weighted(0.9);
    let member = (len(), sized).prop_map(|(len, sized)| Unit::Member { len, sized });
    let list = |unit| prop::collection::vec(unit, 1..20);
    prop_oneof![list(frame.boxed()), list(member.boxed())]
}

/// All that comes out of a stream, and the flaw that ends it.
fn drain(mut stream: Stream) -> (Vec<u8>, Option<(RejectKind, String)>) {
    let (mut all, mut taken) = (Buffer::default(), 0);
    loop {
        let want = all.len() + 777;
        let grown = stream.grow(want, &mut all, Path::new("x"));
        // Progress does not go back.
        assert!(taken <= stream.taken());
        taken = stream.taken();
        match grown {
            Ok(true) => {}
            Ok(false) => return (all.to_vec(), None),
            Err(flaw) => {
                return (all.to_vec(), Some((flaw.kind, flaw.error.message().to_owned())));
            }
        }
    }
}

type Drained = (Vec<u8>, Option<(RejectKind, String)>);

/// What is read of a file in parts, and in one.
fn both(packed: &[u8], threads: usize, max_ratio: u64) -> Option<(Drained, Drained)> {
    let codec = sniff::codec(packed)?;
    let files = Files::new();
    let path = files.write("x", packed);
    let pool = Arc::new(Pool::new(threads, 500));
    let file = Packed { path: path.clone(), stamp: None, codec };
    let parts = drain(Stream::packed(file, false, max_ratio, &pool));
    let one = drain(Stream::new(File::open(path).unwrap(), Some(codec), max_ratio).unwrap());
    Some((parts, one))
}

/// How much of `a` and `b` is alike.
fn is_start_of_other(a: &[u8], b: &[u8]) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whole_files(units in units(), threads in 1usize..4) {
        let (packed, text) = pack(&units);
        let (parts, one) = both(&packed, threads, 1000).unwrap();
        prop_assert_eq!(&parts, &one);
        prop_assert_eq!(parts, (text, None));
    }

    #[test]
    fn files_cut_off(units in units(), at in any::<Index>()) {
        let (packed, text) = pack(&units);
        let Some((parts, one)) = both(&packed[..at.index(packed.len())], 2, 1000) else {
            return Ok(());
        };
        prop_assert!(text.starts_with(&parts.0));
        prop_assert_eq!(parts, one);
    }

    #[test]
    fn files_with_a_wrong_byte(units in units(), at in any::<Index>(), bits in 1u8..=255) {
        let (mut packed, _) = pack(&units);
        let at = at.index(packed.len());
        packed[at] ^= bits;
        let Some((parts, one)) = both(&packed, 2, 1000) else { return Ok(()) };
        // How much a decoder hands out before it meets the flaw rests on how much it is asked for.
        prop_assert!(is_start_of_other(&parts.0, &one.0));
        let kind = |drained: &Drained| drained.1.as_ref().map(|(kind, _)| *kind);
        prop_assert_eq!(kind(&parts), kind(&one));
        if parts.0.len() == one.0.len() {
            prop_assert_eq!(parts.1, one.1);
        }
    }

    #[test]
    fn members_that_lie_about_their_size(units in units(), at in any::<Index>(), size: u16) {
        let (mut packed, text) = pack(&units);
        let fields: Vec<usize> =
            (0..packed.len()).filter(|i| packed[*i..].starts_with(b"abcBC\x02\0")).collect();
        if !fields.is_empty() {
            let at = fields[at.index(fields.len())] + 7;
            packed[at..at + 2].copy_from_slice(&size.to_le_bytes());
        }
        let (parts, _) = both(&packed, 2, 1000).unwrap();
        prop_assert_eq!(parts, (text, None));
    }

    #[test]
    fn what_follows_a_file_is_no_part_of_it(units in units(), rest in "[a-z\0]{1,2000}") {
        let (mut packed, text) = pack(&units);
        packed.extend_from_slice(rest.as_bytes());
        let (parts, one) = both(&packed, 2, 1000).unwrap();
        prop_assert!(is_start_of_other(&parts.0, &text));
        prop_assert_eq!(parts, one);
    }
}

#[test]
fn parts_end_where_frames_and_members_do() {
    let frame = zstd(&noise(600, 1), true, true);
    let member = sized_gzip(&noise(600, 1));
    for (unit, codec) in [(frame, Codec::Zstd), (member, Codec::Gzip)] {
        let file = unit.repeat(9);
        let mut ends = vec![0];
        while let Some(end) = split::part(&file, ends[ends.len() - 1], codec) {
            assert_eq!(end % unit.len(), 0);
            ends.push(end);
        }
        assert_eq!(ends.last(), Some(&file.len()));
        assert!(ends.len() > 3, "{ends:?}");
        let cut = &file[..file.len() - 1];
        assert_eq!(split::part(cut, 8 * unit.len(), codec), None);
    }
    assert_eq!(split::part(&gzip(&noise(600, 1)), 0, Codec::Gzip), None);
}

#[test]
fn bombs_in_many_frames() {
    let frame = zstd(&vec![b'a'; 1 << 20], false, true);
    let (parts, one) = both(&frame.repeat(70), 2, 1000).unwrap();
    assert_eq!(parts.1.as_ref().unwrap().0, RejectKind::Bomb);
    assert_eq!(one.1.unwrap().0, RejectKind::Bomb);
    // It is seen as soon as by one decoder.
    assert!(parts.0.len() <= one.0.len() + 500);
    assert_eq!(both(&frame.repeat(70), 2, 1 << 20).unwrap().0.1, None);
}

#[test]
fn a_folder_of_compressed_files_is_read_in_order() {
    let files = Files::new();
    let name = |i: usize| format!("{i:03}.jsonl.gz");
    for i in 0..200 {
        let lines: String = (0..i % 7).map(|j| format!("{{\"text\":\"{i} {j}\"}}\n")).collect();
        files.write(&name(i), gzip(lines.as_bytes()));
    }
    let broken = fs::read(files.path(&name(104))).unwrap();
    files.write(&name(104), &broken[..broken.len() - 9]);
    let expected =
        (0..200).filter(|i| *i != 104).flat_map(|i| (0..i % 7).map(move |j| format!("{i} {j}")));
    let expected: Vec<String> = expected.collect();
    for map_bytes in [0, 1 << 20] {
        for threads in 1..4 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let settings = ReadSettings { map_bytes, chunk_bytes: 50, ..skipping() };
            let read = || read_all(&[files.root().to_owned()], settings);
            let reading = pool.install(read).unwrap();
            let told = |row: &Row| !row.text.starts_with("104 ");
            let texts = reading.rows.iter().filter(|row| told(row)).map(|row| row.text.as_str());
            assert!(texts.eq(expected.iter().map(String::as_str)));
            assert_eq!(reading.rejected.len(), 1);
            assert_eq!(
                reading.store.path(reading.rejected[0].place.source),
                files.path(&name(104))
            );
        }
    }
}

#[test]
fn an_error_ends_the_reading_of_what_is_decoded_ahead() {
    let files = Files::new();
    files.write("a.jsonl", "{}\n");
    let line = format!("{{\"text\":\"{}\"}}\n", "x".repeat(1000));
    files.write("b.jsonl.zst", zstd(line.repeat(5000).as_bytes(), true, false));
    let settings = ReadSettings { chunk_bytes: 1000, map_bytes: 0, ..Default::default() };
    let paths = [files.path("a.jsonl"), files.path("b.jsonl.zst")];
    let error = failed(read_all(&paths, settings));
    assert!(error.to_string().contains("a.jsonl, record 1"), "{error}");
}
