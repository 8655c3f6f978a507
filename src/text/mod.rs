//! Text to tokens.
//!
//! A token is a word of the text after NFKC_Casefold: a maximal run of letters, numbers and the
//! marks that follow them; in scripts without spaces, one letter with its marks.
//! `docs/tokens.md` defines it exactly. Two passes: a SIMD [kernel] folds ASCII, classifies
//! characters and cuts *units*, of which nearly all are tokens as they stand; the odd ones are
//! looked at character by character, and only those that fold or compose take the slow road.
//!
//! Cost: linear in the text; buffers of a few bytes for each byte of a window (16 KiB, or the
//! longest run without ASCII separators). Where the cycles go, by the table of `docs/design.md`:
//!
//! 1. The first pass: some 45 cycles for 64 bytes of ASCII, 130 for 64 bytes of Sinhala or Tamil.
//!    All of it is arithmetic on masks and look-ups in registers: memory is no bound, since windows
//!    stay in the first caches.
//! 2. Hashing: some 9 cycles for an English token; 20 for one of Sinhala or Tamil, of which half are
//!    longer than 16 bytes and take XXH3, whose branches on the length cannot be foretold.
//! 3. Odd units: 3 cycles a token in Sinhala and Tamil, where one in ten holds a joiner.

mod class;
mod fold;
pub(crate) mod hash;
pub(crate) mod kernel;
mod odd;
pub(crate) mod row;
mod scan;
pub(crate) mod skeleton;

use kernel::Kernel;

use hash::TokenHasher;
use scan::{Scanner, Sink, Spelling};
use std::ops::Range;

/// What a token is, by the version of `docs/tokens.md`; what shingles and sketches are hashed with.
/// Whatever is kept of texts says both, so that no other version takes it for its own.
pub(crate) const TOKENS: &str = "retold tokens 1";
pub(crate) const HASHES: &str = "retold hashes 1";

/// One token of a text.
///
/// ```
/// retold::stages::Tokenizer::default().tokens("an ÉTÉ", |token| {
///     if token.span.start > 0 {
///         assert_eq!((token.text, token.span), ("été", 3..8));
///     }
/// });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// The token after NFKC_Casefold.
    pub text: &'a str,
    /// Its bytes in the original text, on character boundaries.
    pub span: Range<usize>,
    /// Its 64-bit hash; the lowest bit tells that the token begins with a decimal digit.
    pub hash: u64,
}

/// Cuts texts into tokens, reusing its buffers from text to text.
///
/// ```
/// let mut tokenizer = retold::stages::Tokenizer::default();
/// let mut words = Vec::new();
/// tokenizer.tokens("The ﬁrst café’s 2nd 新聞", |token| words.push(token.text.to_owned()));
/// assert_eq!(words, ["the", "first", "café", "s", "2nd", "新", "聞"]);
/// ```
#[derive(Clone, Debug)]
pub struct Tokenizer {
    hasher: TokenHasher,
    scanner: Scanner,
    long: Vec<u32>,
}

impl Default for Tokenizer {
    fn default() -> Self {
        Self::with_seed(0)
    }
}

impl Tokenizer {
    /// A tokenizer whose hashes depend on `seed`: with a secret seed, nobody can craft texts whose
    /// sketches collide.
    pub fn with_seed(seed: u64) -> Self {
        Self::with_kernel(seed, Kernel::detect())
    }

    /// As `with_seed`, by a kernel of choice. For benches; no part of the interface.
    #[doc(hidden)]
    pub fn with_kernel(seed: u64, kernel: Kernel) -> Self {
        let (hasher, scanner) = (TokenHasher::new(seed), Scanner::new(kernel));
        Self { hasher, scanner, long: Vec::new() }
    }

    /// Calls `each` with every token of `text`, in order.
    pub fn tokens(&mut self, text: &str, each: impl FnMut(Token<'_>)) {
        self.scanner.scan(text, &mut Spelled { hasher: self.hasher, each });
    }

    /// Replaces the contents of `hashes` by the hash of every token of `text`, in order.
    ///
    /// ```
    /// let mut tokenizer = retold::stages::Tokenizer::default();
    /// let (mut a, mut b) = (Vec::new(), Vec::new());
    /// tokenizer.hashes("HARBOUR — reopened", &mut a);
    /// tokenizer.hashes("harbour reopened", &mut b);
    /// assert_eq!(a, b);
    /// ```
    pub fn hashes(&mut self, text: &str, hashes: &mut Vec<u64>) {
        hashes.clear();
        let mut sink = Hashed { hasher: self.hasher, hashes, long: &mut self.long };
        self.scanner.scan(text, &mut sink);
    }

    /// Replaces the contents of `spans` by the bytes of every token of `text`, in order, and those
    /// of `numbers` by the places and hashes of the tokens that begin with a digit.
    pub(crate) fn spans_and_numbers(
        &mut self,
        text: &str,
        spans: &mut Vec<Range<usize>>,
        numbers: &mut Vec<(usize, u64)>,
    ) {
        spans.clear();
        numbers.clear();
        self.scanner.scan(text, &mut Spans { hasher: self.hasher, spans, numbers });
    }
}

struct Spans<'a> {
    hasher: TokenHasher,
    spans: &'a mut Vec<Range<usize>>,
    numbers: &'a mut Vec<(usize, u64)>,
}

impl Sink for Spans<'_> {
    #[inline(always)]
    fn token(&mut self, spelling: Spelling<'_>, span: Range<usize>) {
        if spelling.is_number() {
            self.numbers.push((self.spans.len(), spelling.hash(&self.hasher)));
        }
        self.spans.push(span);
    }
}

struct Hashed<'a> {
    hasher: TokenHasher,
    hashes: &'a mut Vec<u64>,
    long: &'a mut Vec<u32>,
}

impl Sink for Hashed<'_> {
    #[inline(always)]
    fn token(&mut self, spelling: Spelling<'_>, _: Range<usize>) {
        self.hashes.push(spelling.hash(&self.hasher));
    }

    #[inline(always)]
    fn plain(&mut self, padded: &[u8], starts: &[u32], ends: &[u32], _: usize) {
        self.hasher.hash_all(padded, starts, ends, self.hashes, self.long);
    }
}

struct Spelled<F> {
    hasher: TokenHasher,
    each: F,
}

impl<F: FnMut(Token<'_>)> Sink for Spelled<F> {
    fn token(&mut self, spelling: Spelling<'_>, span: Range<usize>) {
        let hash = spelling.hash(&self.hasher);
        (self.each)(Token { text: spelling.as_str(), span, hash });
    }
}
