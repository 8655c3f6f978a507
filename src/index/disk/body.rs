//! What is kept of a document to verify by, and to give back: its body.
//!
//! ```text
//! 1       0 text, 1 shingles
//! 4       bytes of all that follows, decompressed
//! ...     zstd frame (text), or as it is (shingles):
//!           varint, ...       length of the id, the id
//!           varint            how many fields, and for each:
//!             varint, ..., varint, ...   name and value
//!           ...               the text; or the set, as `shingles` below
//! ```
//!
//! A set of n hashes is stored as the gaps between them: varint n, one byte b, and for each gap the
//! number of times that it holds 2^b in unary, then its lowest b bits (Golomb 1966, with the
//! parameter of Rice 1979). For even hashes that comes within a twentieth of a bit of the least
//! possible.

use crate::base::error::{Error, Result};
use crate::dedup::shingle::ShingleSet;
use crate::index::settings::Stored;
use std::cell::RefCell;

/// zstd's level: of 1 to 3 the highest costs a third more time and saves 4 % of English news.
const LEVEL: i32 = 3;

/// The longest document: its frame has to fit 32 bits, with all its keys.
const LONGEST: u32 = 1 << 30;

/// What a body holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Body {
    pub(crate) id: String,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) content: Content,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    Text(String),
    Shingles(ShingleSet),
}

thread_local! {
    static PACKERS: RefCell<Option<Packers>> = const { RefCell::new(None) };
}

struct Packers {
    pack: zstd::bulk::Compressor<'static>,
    unpack: zstd::bulk::Decompressor<'static>,
}

fn with_packers<T>(work: impl FnOnce(&mut Packers) -> std::io::Result<T>) -> std::io::Result<T> {
    PACKERS.with_borrow_mut(|packers| match packers {
        Some(packers) => work(packers),
        none => work(none.insert(Packers {
            pack: zstd::bulk::Compressor::new(LEVEL)?,
            unpack: zstd::bulk::Decompressor::new()?,
        })),
    })
}

/// The body of a document.
pub(crate) fn encode(
    id: &str,
    fields: &[(String, String)],
    text: &str,
    set: &ShingleSet,
    stored: Stored,
) -> Result<Vec<u8>> {
    let mut plain = Vec::with_capacity(id.len() + text.len() + 16);
    put_text(&mut plain, id);
    put_number(&mut plain, fields.len() as u64);
    for (name, value) in fields {
        put_text(&mut plain, name);
        put_text(&mut plain, value);
    }
    let code = match stored {
        Stored::Text => {
            plain.extend_from_slice(text.as_bytes());
            0
        }
        Stored::Shingles => {
            put_set(&mut plain, set.hashes());
            1
        }
    };
    let len = u32::try_from(plain.len()).ok().filter(|len| *len <= LONGEST).ok_or_else(|| {
        Error::input(format!("a document of {} bytes is too long; 1 GiB is the most", plain.len()))
    })?;
    let mut body = vec![code];
    body.extend_from_slice(&len.to_le_bytes());
    match stored {
        Stored::Shingles => body.extend_from_slice(&plain),
        Stored::Text => {
            let packed = with_packers(|packers| packers.pack.compress(&plain));
            body.extend_from_slice(&packed.map_err(|error| {
                Error::input(format!("the document cannot be compressed: {error}"))
            })?);
        }
    }
    Ok(body)
}

/// What a body holds; nothing, if it is none. Its checksum was found good.
pub(crate) fn decode(body: &[u8]) -> Option<Body> {
    let (code, rest) = body.split_first()?;
    let (len, rest) = rest.split_first_chunk::<4>()?;
    let len = u32::from_le_bytes(*len) as usize;
    let unpacked;
    let mut plain = match code {
        0 => {
            unpacked = with_packers(|packers| packers.unpack.decompress(rest, len)).ok()?;
            &unpacked[..]
        }
        1 => rest,
        _ => return None,
    };
    if plain.len() != len {
        return None;
    }
    let plain = &mut plain;
    let id = take_text(plain)?;
    let count = take_number(plain)?;
    let fields = (0..count).map(|_| Some((take_text(plain)?, take_text(plain)?)));
    let fields = fields.collect::<Option<Vec<_>>>()?;
    let content = match code {
        0 => Content::Text(String::from_utf8(plain.to_vec()).ok()?),
        _ => Content::Shingles(ShingleSet::new(take_set(plain)?)),
    };
    Some(Body { id, fields, content })
}

fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn take_text(bytes: &mut &[u8]) -> Option<String> {
    let len = usize::try_from(take_number(bytes)?).ok()?;
    let (text, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    String::from_utf8(text.to_vec()).ok()
}

fn put_set(out: &mut Vec<u8>, hashes: &[u64]) {
    put_number(out, hashes.len() as u64);
    // The mean gap times ln 2 is the best parameter; its power of two is as good but for .05 bits.
    let mean = (u64::MAX as f64 / (hashes.len().max(1) as f64) * std::f64::consts::LN_2) as u64;
    let bits = mean.max(1).ilog2();
    out.push(bits as u8);
    let mut writer = Bits { out, held: 0, count: 0 };
    let mut before = 0;
    for hash in hashes {
        let gap = hash - before;
        before = *hash;
        let times = (u128::from(gap) >> bits) as u64;
        (0..times).for_each(|_| writer.put(1, 1));
        writer.put(0, 1);
        writer.put(gap & ((1u64 << bits) - 1), bits);
    }
    writer.finish();
}

fn take_set(bytes: &mut &[u8]) -> Option<Vec<u64>> {
    let count = usize::try_from(take_number(bytes)?).ok()?;
    let (bits, rest) = bytes.split_first()?;
    let bits = u32::from(*bits);
    // Each hash takes a bit and its lowest bits.
    let room = rest.len() as u128 * 8;
    if bits > 63 || (count as u128) * u128::from(bits + 1) > room {
        return None;
    }
    let mut reader = BitReader { bytes: rest, at: 0 };
    let mut hash = 0u64;
    let mut hashes = Vec::with_capacity(count);
    for _ in 0..count {
        let mut times = 0u64;
        while reader.bit()? {
            times += 1;
        }
        let low = reader.bits(bits)?;
        let gap = times.checked_mul(1 << bits)?.checked_add(low)?;
        hash = hash.checked_add(gap)?;
        hashes.push(hash);
    }
    Some(hashes)
}

struct Bits<'o> {
    out: &'o mut Vec<u8>,
    held: u128,
    count: u32,
}

impl Bits<'_> {
    fn put(&mut self, value: u64, bits: u32) {
        self.held |= u128::from(value) << self.count;
        self.count += bits;
        while self.count >= 8 {
            self.out.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    fn finish(self) {
        if self.count > 0 {
            self.out.push(self.held as u8);
        }
    }
}

struct BitReader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl BitReader<'_> {
    fn bit(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (self.at % 8) & 1 == 1;
        self.at += 1;
        Some(bit)
    }

    fn bits(&mut self, count: u32) -> Option<u64> {
        (0..count).try_fold(0, |value, place| Some(value | u64::from(self.bit()?) << place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn round(stored: Stored, id: &str, text: &str, hashes: Vec<u64>) -> Body {
        let fields = vec![("date".to_owned(), "2025-03-01".to_owned())];
        let set = ShingleSet::new(hashes);
        let body = encode(id, &fields, text, &set, stored).unwrap();
        let body = decode(&body).expect("it was encoded here");
        assert_eq!(body.fields, fields);
        let expected = match stored {
            Stored::Text => Content::Text(text.to_owned()),
            Stored::Shingles => Content::Shingles(set),
        };
        assert_eq!((&*body.id, &body.content), (id, &expected));
        body
    }

    proptest! {
        #[test]
        fn comes_back(
            id in ".*", text in ".*", dense in any::<bool>(),
            hashes in prop::collection::vec(any::<u64>(), 0..200),
        ) {
            let hashes: Vec<u64> =
                hashes.into_iter().map(|hash| if dense { hash % 300 } else { hash }).collect();
            round(Stored::Text, &id, &text, hashes.clone());
            round(Stored::Shingles, &id, &text, hashes);
        }

        #[test]
        fn what_is_no_body_is_told(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            // Whatever comes out, nothing panics and nothing large is allocated.
            let _ = decode(&bytes);
        }
    }

    #[test]
    fn shingles_cost_what_the_page_says() {
        let hashes: Vec<u64> = (0..400).map(crate::base::mix::mix).collect();
        let set = ShingleSet::new(hashes);
        let body = encode("", &[], "", &set, Stored::Shingles).unwrap();
        let each = body.len() as f64 / 400.0;
        assert!((7.0..7.4).contains(&each), "{each}");
    }
}
