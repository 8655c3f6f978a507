//! Pages: 31 words and their checksum, 256 bytes. Whoever looks at a word looks at the page whole.

use bytemuck::{bytes_of, pod_read_unaligned};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Words of a page.
pub(super) const WORDS: usize = 31;
pub(super) const PAGE: usize = (WORDS + 1) * 8;

pub(super) type Page = [u64; WORDS];

/// Bytes of the pages of so many words.
pub(super) fn size(words: u64) -> u64 {
    words.div_ceil(WORDS as u64) * PAGE as u64
}

/// The page that starts at a byte of a file; nothing, if it is not as it was written.
#[inline]
pub(super) fn page(file: &[u8], start: u64, salt: u64) -> Option<Page> {
    let bytes = file.get(usize::try_from(start).ok()?..)?.first_chunk::<PAGE>()?;
    let (words, sum) = bytes.split_at(WORDS * 8);
    let is_good = xxh3_64_with_seed(words, salt ^ start) == pod_read_unaligned::<u64>(sum);
    is_good.then(|| pod_read_unaligned(words))
}

/// Fills pages, and gives each whole one away with its place.
pub(super) struct Filler {
    page: Page,
    held: usize,
    /// Where the next page starts.
    pub(super) at: u64,
    salt: u64,
}

impl Filler {
    pub(super) fn new(at: u64, salt: u64) -> Self {
        Self { page: [0; WORDS], held: 0, at, salt }
    }

    /// Appends the page to `out` when it is full.
    pub(super) fn push(&mut self, word: u64, out: &mut Vec<u8>) {
        self.page[self.held] = word;
        self.held += 1;
        if self.held == WORDS {
            self.flush(out);
        }
    }

    /// Appends what is held, filled up with zeros.
    pub(super) fn flush(&mut self, out: &mut Vec<u8>) {
        if self.held == 0 {
            return;
        }
        self.page[self.held..].fill(0);
        let words = bytes_of(&self.page);
        out.extend_from_slice(words);
        let sum = xxh3_64_with_seed(words, self.salt ^ self.at);
        out.extend_from_slice(&sum.to_le_bytes());
        self.at += PAGE as u64;
        self.held = 0;
    }
}
