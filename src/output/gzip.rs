//! Gzip by several threads: one member, whose blocks are compressed side by side.
//!
//! Each block is primed with the end of the one before, so that hardly anything is lost, and ends
//! at a byte, so that blocks can be put together. Where blocks end does not depend on threads.
//!
//! Cost: that of deflate, over all threads. Memory: two blocks a thread, and what they become.

use crate::output::encoder::Encoder;
use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use rayon::prelude::*;
use std::io::{self, Write};

/// A block; the empty block of deflate that ends it takes some bytes.
const BLOCK: usize = 256 << 10;

/// How far back deflate refers.
const WINDOW: usize = 32 << 10;

/// No name, no time, no system.
const HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

pub(super) struct GzipEncoder<W> {
    to: W,
    /// The end of what is written, and then what is not.
    bytes: Vec<u8>,
    /// Where the second begins.
    start: usize,
    /// Bytes that are compressed at once.
    batch: usize,
    sum: Crc,
    begun: bool,
}

impl<W: Write> GzipEncoder<W> {
    pub(super) fn new(to: W) -> Self {
        let batch = 2 * BLOCK * rayon::current_num_threads();
        Self { to, bytes: Vec::new(), start: 0, batch, sum: Crc::new(), begun: false }
    }

    /// Compresses all that is held.
    fn compress(&mut self, last: bool) -> io::Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            self.to.write_all(&HEADER)?;
        }
        let (bytes, start) = (&self.bytes, self.start);
        let starts: Vec<usize> = (start..bytes.len()).step_by(BLOCK).collect();
        let blocks = starts.into_par_iter().map(|at| {
            let block = &bytes[at..bytes.len().min(at + BLOCK)];
            deflate(&bytes[at.saturating_sub(WINDOW)..at], block)
        });
        let blocks: Vec<(Vec<u8>, Crc)> = blocks.collect::<io::Result<_>>()?;
        for (block, sum) in blocks {
            self.to.write_all(&block)?;
            self.sum.combine(&sum);
        }
        if last {
            // A last block with nothing in it.
            self.to.write_all(&[3, 0])?;
            self.to.write_all(&self.sum.sum().to_le_bytes())?;
            self.to.write_all(&self.sum.amount().to_le_bytes())?;
        }
        drop(self.bytes.drain(..self.bytes.len().saturating_sub(WINDOW)));
        self.start = self.bytes.len();
        Ok(())
    }
}

/// One block as a piece of a stream, given what stands before it; and its sum.
fn deflate(before: &[u8], block: &[u8]) -> io::Result<(Vec<u8>, Crc)> {
    let mut packer = Compress::new(Compression::default(), false);
    if !before.is_empty() {
        packer.set_dictionary(before)?;
    }
    let mut sum = Crc::new();
    sum.update(block);
    let mut out = Vec::with_capacity(block.len() / 2);
    loop {
        out.reserve(out.capacity().max(1 << 10) / 2);
        let rest = &block[packer.total_in() as usize..];
        let status = packer.compress_vec(rest, &mut out, FlushCompress::Sync)?;
        // With room to spare, all of it has come out.
        let done = packer.total_in() as usize == block.len() && out.len() < out.capacity();
        if done || status == Status::StreamEnd {
            return Ok((out, sum));
        }
    }
}

impl<W: Write> Write for GzipEncoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.batch - (self.bytes.len() - self.start);
        let taken = bytes.len().min(room);
        self.bytes.extend_from_slice(&bytes[..taken]);
        if taken == room {
            self.compress(false)?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<W: Write + Send> Encoder for GzipEncoder<W> {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.compress(true)?;
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Read;
    use std::sync::{Arc, Mutex};

    /// Bytes that are looked at when the encoder is gone.
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn pack(bytes: &[u8], writes: &[usize], threads: usize) -> Vec<u8> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let to = Shared::default();
            let mut encoder = Box::new(GzipEncoder::new(to.clone()));
            let (mut rest, mut writes) = (bytes, writes.iter().cycle());
            while !rest.is_empty() {
                let some = rest.len().min(*writes.next().unwrap());
                encoder.write_all(&rest[..some]).unwrap();
                rest = &rest[some..];
            }
            encoder.finish().unwrap();
            std::mem::take(&mut *to.0.lock().unwrap())
        })
    }

    /// The one member that `bytes` are.
    fn unpack(bytes: &[u8]) -> Vec<u8> {
        let (mut from, mut all) = (flate2::bufread::GzDecoder::new(bytes), Vec::new());
        from.read_to_end(&mut all).unwrap();
        assert!(from.into_inner().is_empty());
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn the_same_bytes_by_any_number_of_threads(
            word in "[a-z]{1,9}",
            len in prop_oneof![0usize..100, 0usize..3_000_000],
            noisy: bool,
            writes in prop::collection::vec(1usize..700_000, 1..5),
        ) {
            let mut seed = 1_u64;
            let mut byte = |i: usize| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                if noisy { (seed >> 56) as u8 } else { word.as_bytes()[i % word.len()] ^ (seed >> 63) as u8 }
            };
            let text: Vec<u8> = (0..len).map(&mut byte).collect();
            let packed = pack(&text, &writes, 1);
            prop_assert_eq!(unpack(&packed), text.as_slice());
            prop_assert!(packed == pack(&text, &[usize::MAX], 2));
            prop_assert!(packed == pack(&text, &writes, 3));
        }
    }

    #[test]
    fn blocks_refer_to_those_before_them() {
        let mut seed = 1_u64;
        let mut noise = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 56) as u8
        };
        let noise: Vec<u8> = (0..WINDOW / 2).map(|_| noise()).collect();
        let text = noise.repeat(4 * BLOCK / noise.len());
        // The noise stands there once, not once a block.
        assert!(pack(&text, &[usize::MAX], 2).len() < noise.len() + text.len() / 50);
    }
}
