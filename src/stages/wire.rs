//! Fingerprints as bytes, to be kept or sent.

use crate::base::error::{Error, Result};
use crate::dedup::sketch::Signature;
use crate::dedup::sketch::core::Core;
use crate::dedup::sketch::fingerprint::Fingerprint;
use crate::settings::Settings;
use crate::settings::banding::BINS;
use crate::text::{HASHES, TOKENS};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

const MAGIC: [u8; 4] = *b"rtfp";

/// Version of the layout.
const VERSION: u8 = 1;

/// Bytes before the keys, and of the checksum behind them.
const HEAD: usize = 56 + BINS;
const SUM: usize = 8;

/// The one flag: the text has a skeleton.
const SKELETON: u8 = 1;

impl Fingerprint {
    /// The key of each band, in order: two texts that have one key in common, in the same band, are
    /// compared. Texts that have a band's bins in common have its key; others by a chance of one in
    /// 2^64. See [`Sketch::keys`](crate::stages::Sketch::keys) for how they are made.
    ///
    /// ```
    /// use retold::{Settings, stages::Fingerprinter};
    /// let settings = Settings::default();
    /// let fingerprint = Fingerprinter::new(&settings).fingerprint("Three short words");
    /// assert_eq!(fingerprint.keys().len(), settings.banding().bands);
    /// ```
    pub fn keys(&self) -> &[u64] {
        &self.keys
    }

    /// The fingerprint as bytes, which are the same on every machine. `settings` are those that it
    /// was made with.
    ///
    /// All numbers are little-endian; a fingerprint of B bands has 192 + 8 B bytes, 448 by default:
    ///
    /// | byte | bytes | |
    /// |--:|--:|---|
    /// | 0 | 4 | `rtfp` |
    /// | 4 | 1 | version of this layout: 1 |
    /// | 5 | 1 | 1 if the text has a skeleton, 0 if not |
    /// | 6 | 2 | B, the number of bands |
    /// | 8 | 8 | identity of the settings: XXH3-64, seeded by their seed, of the line below |
    /// | 16 | 4 | tokens of the text |
    /// | 20 | 4 | 0 |
    /// | 24 | 16 | digest of the tokens |
    /// | 40 | 16 | digest of the skeleton, 0 if there is none |
    /// | 56 | 128 | signature: the lowest byte of each bin of the sketch |
    /// | 184 | 8 B | the key of each band |
    /// | 184 + 8 B | 8 | XXH3-64 of all bytes before |
    ///
    /// The line is `retold tokens 1, retold hashes 1, shingles of 5 tokens, 32 bands of 4 rows`,
    /// with the versions of tokens and hashes and the numbers of the settings, and without a line
    /// end. Who knows the bytes cannot read the text from them, but can tell whether a text is it.
    ///
    /// # Errors
    /// Of the kind `Settings` if the settings ask for another number of bands.
    ///
    /// ```
    /// use retold::{Settings, stages::{Fingerprint, Fingerprinter}};
    /// let settings = Settings::default();
    /// let fingerprint = Fingerprinter::new(&settings).fingerprint("Three short words");
    /// let bytes = fingerprint.to_bytes(&settings)?;
    /// assert_eq!(bytes.len(), 192 + 8 * settings.banding().bands);
    /// assert_eq!(Fingerprint::from_bytes(&bytes, &settings)?, fingerprint);
    /// let stricter = Settings::builder().threshold(0.9).build()?;
    /// assert!(Fingerprint::from_bytes(&bytes, &stricter).is_err());
    /// # Ok::<(), retold::Error>(())
    /// ```
    pub fn to_bytes(&self, settings: &Settings) -> Result<Vec<u8>> {
        let bands = settings.banding().bands;
        if self.keys.len() != bands {
            return Err(Error::settings(format!(
                "the settings ask for {bands} bands, the fingerprint has {}: give the settings \
                 that it was made with",
                self.keys.len()
            )));
        }
        let skeleton = self.core.skeleton();
        let mut bytes = Vec::with_capacity(HEAD + 8 * bands + SUM);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&[VERSION, if skeleton.is_some() { SKELETON } else { 0 }]);
        // There are at most as many bands as bins.
        bytes.extend_from_slice(&(bands as u16).to_le_bytes());
        bytes.extend_from_slice(&identity(settings).to_le_bytes());
        bytes.extend_from_slice(&u64::from(self.core.tokens()).to_le_bytes());
        bytes.extend_from_slice(&self.core.exact().to_le_bytes());
        bytes.extend_from_slice(&skeleton.unwrap_or_default().to_le_bytes());
        bytes.extend_from_slice(self.signature.bytes());
        self.keys.iter().for_each(|key| bytes.extend_from_slice(&key.to_le_bytes()));
        let sum = xxh3_64(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        Ok(bytes)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) made with the same settings. Cost: a checksum of the
    /// bytes.
    ///
    /// # Errors
    /// Of the kind `Settings` if the fingerprint was made with other settings, or by another version
    /// of tokens or hashes; of the kind `Input` if the bytes are no fingerprint, one of another
    /// version of the layout, or not as they were written.
    pub fn from_bytes(bytes: &[u8], settings: &Settings) -> Result<Self> {
        let refused = |what: &str| Error::input(format!("these bytes are no fingerprint: {what}"));
        let mut rest = bytes;
        if take(&mut rest) != Some(MAGIC) {
            return Err(refused("they do not begin with `rtfp`"));
        }
        let too_few = || refused(&format!("{} bytes are too few", bytes.len()));
        let [version, flags] = take(&mut rest).ok_or_else(too_few)?;
        if version != VERSION {
            return Err(Error::input(format!(
                "the fingerprint has layout {version}, and this version of retold reads layout \
                 {VERSION}; make it again from its text"
            )));
        }
        let bands = usize::from(take(&mut rest).map(u16::from_le_bytes).ok_or_else(too_few)?);
        let expected = HEAD + 8 * bands + SUM;
        if bytes.len() != expected {
            let found = bytes.len();
            return Err(refused(&format!("{found} bytes are there, {expected} are expected")));
        }
        let (summed, sum) = bytes.split_last_chunk::<SUM>().ok_or_else(too_few)?;
        if xxh3_64(summed) != u64::from_le_bytes(*sum) {
            return Err(refused("their checksum is not that of their contents"));
        }
        let made_with = take(&mut rest).map(u64::from_le_bytes).ok_or_else(too_few)?;
        if made_with != identity(settings) || bands != settings.banding().bands {
            return Err(Error::settings(format!(
                "the fingerprint was made with other settings than `{}` and their seed; give those \
                 settings, or make it again from its text",
                line(settings)
            )));
        }
        let unknown = || refused("they say what this version does not know");
        parse(flags, rest).ok_or_else(unknown)
    }
}

/// What follows the identity.
fn parse(flags: u8, mut rest: &[u8]) -> Option<Fingerprint> {
    let tokens = u32::try_from(u64::from_le_bytes(take(&mut rest)?)).ok()?;
    let exact = u128::from_le_bytes(take(&mut rest)?);
    let skeleton = match (flags, u128::from_le_bytes(take(&mut rest)?)) {
        (0, 0) => None,
        (SKELETON, skeleton) => Some(skeleton),
        _ => return None,
    };
    let signature: [u8; BINS] = take(&mut rest)?;
    let keys = rest[..rest.len().checked_sub(SUM)?].chunks_exact(8);
    let key = |bytes: &[u8]| bytes.iter().rev().fold(0, |key, byte| key << 8 | u64::from(*byte));
    Some(Fingerprint {
        core: Core::new(tokens, exact, skeleton),
        signature: Signature::new(signature),
        keys: keys.map(key).collect(),
    })
}

/// The first bytes of a slice, which then begins behind them.
fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

/// What fingerprints depend on, but for the seed.
fn line(settings: &Settings) -> String {
    let (shingle, banding) = (settings.shingle_tokens(), settings.banding());
    let (bands, rows) = (banding.bands, banding.rows);
    format!("{TOKENS}, {HASHES}, shingles of {shingle} tokens, {bands} bands of {rows} rows")
}

fn identity(settings: &Settings) -> u64 {
    xxh3_64_with_seed(line(settings).as_bytes(), settings.seed())
}

#[cfg(test)]
mod tests;
