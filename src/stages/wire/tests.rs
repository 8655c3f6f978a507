use super::*;
use crate::base::error::ErrorKind;
use crate::dedup::sketch::fingerprint::Fingerprinter;
use proptest::prelude::*;

fn settings(seed: u64) -> Settings {
    Settings::builder().seed(seed).build().unwrap()
}

/// A made-up fingerprint, and its bytes as the table in the documentation has them. The identity
/// and the checksum were computed by another program, with another implementation of XXH3.
fn golden(skeleton: Option<u128>, identity: [u8; 8], sum: [u8; 8]) -> (Fingerprint, Vec<u8>) {
    let signature: [u8; BINS] = std::array::from_fn(|bin| bin as u8);
    let keys = (0..32u64).map(|band| band.wrapping_mul(0x0123_4567_89AB_CDEF));
    let mut bytes = b"rtfp\x01".to_vec();
    bytes.push(skeleton.is_some().into());
    bytes.extend([32, 0]);
    bytes.extend(identity);
    bytes.extend([3, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(0..16);
    bytes.extend(skeleton.map_or([0; 16], |_| {
        [
            0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD,
            0xEE, 0xFF,
        ]
    }));
    bytes.extend(signature);
    bytes.extend(keys.clone().flat_map(u64::to_le_bytes));
    bytes.extend(sum);
    let core = Core::new(3, 0x0F0E_0D0C_0B0A_0908_0706_0504_0302_0100, skeleton);
    (Fingerprint { core, signature: Signature::new(signature), keys: keys.collect() }, bytes)
}

#[test]
fn bytes_are_those_of_the_documentation() {
    let skeleton = 0xFFEE_DDCC_BBAA_9988_7766_5544_3322_1100;
    let plain = golden(
        None,
        [0x66, 0xDC, 0x42, 0xEC, 0xD2, 0x38, 0xBD, 0x09],
        [0xF0, 0xA2, 0x8B, 0x2E, 0x60, 0x96, 0xE7, 0x04],
    );
    let keyed = golden(
        Some(skeleton),
        [0xDF, 0x70, 0x8E, 0xB7, 0x28, 0x91, 0xF5, 0x14],
        [0x38, 0x11, 0xE0, 0x1C, 0x8C, 0x2D, 0x0A, 0x3E],
    );
    for (seed, (fingerprint, bytes)) in [(0, plain), (0xC0_FFEE, keyed)] {
        assert_eq!(fingerprint.to_bytes(&settings(seed)).unwrap(), bytes);
        assert_eq!(Fingerprint::from_bytes(&bytes, &settings(seed)).unwrap(), fingerprint);
        let other = Fingerprint::from_bytes(&bytes, &settings(seed + 1)).unwrap_err();
        assert_eq!(other.kind(), ErrorKind::Settings);
    }
}

#[test]
fn another_layout_is_refused_by_its_number() {
    let settings = settings(0);
    let text = Fingerprinter::new(&settings).fingerprint("one two three");
    let mut bytes = text.to_bytes(&settings).unwrap();
    bytes[4] = 9;
    let error = Fingerprint::from_bytes(&bytes, &settings).unwrap_err().to_string();
    assert!(error.contains("layout 9"), "{error}");
    let fewer = Settings::builder().threshold(0.9).build().unwrap();
    assert_eq!(text.to_bytes(&fewer).unwrap_err().kind(), ErrorKind::Settings);
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(text: String, seed: u64, threshold in 0.1f64..1.0) {
        let settings = Settings::builder().seed(seed).threshold(threshold).build().unwrap();
        let fingerprint = Fingerprinter::new(&settings).fingerprint(&text);
        let bytes = fingerprint.to_bytes(&settings).unwrap();
        prop_assert_eq!(bytes.len(), 192 + 8 * settings.banding().bands);
        prop_assert_eq!(Fingerprint::from_bytes(&bytes, &settings).unwrap(), fingerprint);
    }

    #[test]
    fn garbage_is_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..600), valid_start in any::<bool>(),
    ) {
        let mut bytes = bytes;
        if valid_start {
            bytes.splice(0..0, *b"rtfp\x01\x00\x20\x00");
        }
        prop_assert!(Fingerprint::from_bytes(&bytes, &Settings::default()).is_err());
    }

    #[test]
    fn any_change_is_refused(at: prop::sample::Index, bit in 0u8..8, cut: prop::sample::Index) {
        let settings = Settings::default();
        let text = Fingerprinter::new(&settings).fingerprint("the ferry runs again on 3 March");
        let bytes = text.to_bytes(&settings).unwrap();
        let mut changed = bytes.clone();
        changed[at.index(bytes.len())] ^= 1 << bit;
        prop_assert!(Fingerprint::from_bytes(&changed, &settings).is_err());
        prop_assert!(Fingerprint::from_bytes(&bytes[..cut.index(bytes.len())], &settings).is_err());
        let longer = [&bytes[..], &[0]].concat();
        prop_assert!(Fingerprint::from_bytes(&longer, &settings).is_err());
    }

    /// Also if the checksum fits, whoever made it.
    #[test]
    fn no_contents_panic(contents in prop::collection::vec(any::<u8>(), 440 - 16), flags in 0u8..4) {
        let settings = Settings::default();
        let mut bytes = [&b"rtfp\x01"[..], &[flags, 32, 0]].concat();
        bytes.extend(identity(&settings).to_le_bytes());
        bytes.extend(contents);
        let sum = xxh3_64(&bytes);
        bytes.extend(sum.to_le_bytes());
        if let Ok(read) = Fingerprint::from_bytes(&bytes, &settings) {
            prop_assert_eq!(read.to_bytes(&settings).unwrap(), bytes);
        }
    }
}
