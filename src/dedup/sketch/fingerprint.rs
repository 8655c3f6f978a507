//! All that later stages keep of a document's text.

use super::core::Core;
use super::{Signature, Sketch};
use crate::dedup::shingle::shingles;
use crate::settings::Settings;
use crate::settings::banding::Banding;
use crate::text::Tokenizer;
use crate::text::hash::digest;
use crate::text::kernel::Kernel;
use crate::text::row::TokenRow;
use crate::text::skeleton::Skeletons;
use std::sync::Arc;

/// What is kept of a text: some 200 bytes, and 8 for each band.
///
/// Compare fingerprints of one [`Settings`] only.
///
/// ```
/// use retold::Settings;
/// use retold::stages::Fingerprinter;
/// let fingerprint = Fingerprinter::new(&Settings::default()).fingerprint("Three short words");
/// assert_eq!(fingerprint.tokens(), 3);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    pub(crate) core: Core,
    pub(crate) signature: Signature,
    /// A key a band.
    pub(crate) keys: Box<[u64]>,
}

impl Fingerprint {
    /// How many tokens the text has.
    pub fn tokens(&self) -> u32 {
        self.core.tokens()
    }

    /// A 128-bit digest of the token sequence: equal for `exact` texts, and for no others.
    pub fn digest(&self) -> u128 {
        self.core.exact()
    }
}

/// Makes fingerprints, reusing its buffers from text to text. One for each thread; clones share
/// what does not change.
///
/// Cost: linear in the text, at some hundred megabytes a second.
///
/// ```
/// use retold::Settings;
/// use retold::stages::Fingerprinter;
/// let mut fingerprinter = Fingerprinter::new(&Settings::default());
/// let a = fingerprinter.fingerprint("The ferry runs again.");
/// let b = fingerprinter.fingerprint("THE FERRY — runs again!");
/// assert_eq!(a.tokens(), 4);
/// assert_eq!(a.digest(), b.digest());
/// ```
#[derive(Clone, Debug)]
pub struct Fingerprinter {
    kernel: Kernel,
    skeletons: Arc<Skeletons>,
    tokenizer: Tokenizer,
    banding: Banding,
    seed: u64,
    shingle_tokens: usize,
    tokens: Vec<u64>,
    shingles: Vec<u64>,
    skeleton: Vec<u64>,
}

impl Fingerprinter {
    /// Makes fingerprints by these settings.
    pub fn new(settings: &Settings) -> Self {
        Self::with_kernel(settings, Kernel::detect())
    }

    /// As `new`, by a kernel of choice. For benches; no part of the interface.
    #[doc(hidden)]
    pub fn with_kernel(settings: &Settings, kernel: Kernel) -> Self {
        Self {
            kernel,
            skeletons: Arc::new(Skeletons::new(settings.seed())),
            tokenizer: Tokenizer::with_kernel(settings.seed(), kernel),
            banding: settings.banding(),
            seed: settings.seed(),
            shingle_tokens: settings.shingle_tokens(),
            tokens: Vec::new(),
            shingles: Vec::new(),
            skeleton: Vec::new(),
        }
    }

    /// The fingerprint of a text.
    pub fn fingerprint(&mut self, text: &str) -> Fingerprint {
        self.hash(text);
        self.of_hashed()
    }

    /// The fingerprint of a text and the set of its shingles, hashing it once.
    pub(crate) fn fingerprint_and_set(
        &mut self,
        text: &str,
    ) -> (Fingerprint, crate::dedup::shingle::ShingleSet) {
        self.hash(text);
        (self.of_hashed(), crate::dedup::shingle::ShingleSet::new(self.shingles.clone()))
    }

    /// The shingles of the text that was hashed last, in order and with repetitions.
    #[cfg(feature = "index")]
    pub(crate) fn last_shingles(&self) -> &[u64] {
        &self.shingles
    }

    /// The tokens of the text that was hashed last, and has this fingerprint.
    pub(crate) fn token_row(&self, exact: &Fingerprint) -> TokenRow {
        TokenRow::new(exact.digest(), &self.tokens)
    }

    /// The fingerprint of the text that was hashed last.
    fn of_hashed(&mut self) -> Fingerprint {
        let sketch = Sketch::by_kernel(self.kernel, &self.shingles);
        Fingerprint {
            core: Core::new(
                // Texts beyond 4 billion tokens are refused by the readers' limit on records.
                u32::try_from(self.tokens.len()).unwrap_or(u32::MAX),
                digest(&self.tokens, self.seed),
                self.skeletons.digest(&self.tokens, &mut self.skeleton),
            ),
            signature: sketch.signature(),
            keys: sketch.keys(&self.banding).collect(),
        }
    }

    /// The set of a text's shingles.
    ///
    /// ```
    /// use retold::Settings;
    /// use retold::stages::Fingerprinter;
    /// let mut fingerprinter = Fingerprinter::new(&Settings::default());
    /// assert_eq!(fingerprinter.set("one two three four five six").len(), 2);
    /// ```
    pub fn set(&mut self, text: &str) -> crate::dedup::shingle::ShingleSet {
        self.hash(text);
        crate::dedup::shingle::ShingleSet::new(self.shingles.clone())
    }

    /// The shingles of a text, in order and with repetitions.
    pub(crate) fn shingles(&mut self, text: &str) -> &mut Vec<u64> {
        self.hash(text);
        &mut self.shingles
    }

    fn hash(&mut self, text: &str) {
        self.tokenizer.hashes(text, &mut self.tokens);
        shingles(&self.tokens, self.shingle_tokens, &mut self.shingles);
    }
}
