//! Where a compressed file can be taken apart without decoding it.
//!
//! Frames of zstd tell the size of each of their blocks. Members of gzip tell nothing, but those
//! that `bgzip` writes carry their size in an extra field. What is told may be a lie; whoever
//! decodes a part finds out.
//!
//! Cost: a look at every header.

use crate::input::sniff::Codec;

/// Parts are at least so long, so that beginning one costs little beside decoding it.
const PART: usize = if cfg!(test) { 1 << 10 } else { 256 << 10 };

/// Frames that are longer are not looked for: what is decoded ahead of its turn must be held in
/// memory, and the search would read a large file before its first byte is decoded.
const LONGEST: usize = 16 << 20;

/// Whether such a file may have more than one part.
pub(super) fn is_possible(codec: Codec) -> bool {
    matches!(codec, Codec::Gzip | Codec::Zstd)
}

/// The end of the part of `bytes` that begins at `start`; none if what begins there cannot be
/// taken apart from what follows.
pub(crate) fn part(bytes: &[u8], start: usize, codec: Codec) -> Option<usize> {
    let mut end = start;
    while end < bytes.len() && end - start < PART {
        let window = &bytes[end..bytes.len().min(end + LONGEST)];
        match unit(window, codec).filter(|unit| (1..=window.len()).contains(unit)) {
            Some(unit) => end += unit,
            None => break,
        }
    }
    (end > start).then_some(end)
}

/// The length of the frame or member that `bytes` begin with.
#[cfg(feature = "compression")]
fn unit(bytes: &[u8], codec: Codec) -> Option<usize> {
    match codec {
        Codec::Zstd => zstd::zstd_safe::find_frame_compressed_size(bytes).ok(),
        Codec::Gzip => block_gzip(bytes),
        Codec::Bzip2 | Codec::Xz => None,
    }
}

#[cfg(not(feature = "compression"))]
fn unit(_: &[u8], _: Codec) -> Option<usize> {
    None
}

/// The length of a member of the kind that `bgzip` writes (SAM/BAM format specification, 4.1): its
/// extra field `BC` holds the length less one.
#[cfg(feature = "compression")]
fn block_gzip(bytes: &[u8]) -> Option<usize> {
    const EXTRA: u8 = 1 << 2;
    let (head, rest) = bytes.split_first_chunk::<12>()?;
    if head[..3] != [0x1F, 0x8B, 8] || head[3] & EXTRA == 0 {
        return None;
    }
    let mut extra = rest.get(..usize::from(u16::from_le_bytes([head[10], head[11]])))?;
    while let Some((field, behind)) = extra.split_first_chunk::<4>() {
        let len = usize::from(u16::from_le_bytes([field[2], field[3]]));
        let value = behind.get(..len)?;
        if let ([b'B', b'C'], [low, high]) = (&field[..2], value) {
            return Some(usize::from(u16::from_le_bytes([*low, *high])) + 1);
        }
        extra = &behind[len..];
    }
    None
}
