//! The memory of the exact join.

use super::bounds::Bounds;
use super::counts::slots;
use crate::base::error::{Error, Result};
use crate::base::memory::Memory;
use crate::settings::Settings;

/// Batches of shingles, of pairs, and of sets that are compared.
const BUFFERS: u64 = 48 << 20;

/// A text of whose prefix something is held.
const TEXT: u64 = 24;

/// A key of a prefix, and its entry in a bucket.
const KEY: u64 = 4;
const ENTRY: u64 = 8;

/// Bytes that the join holds, beside what a run with sketches does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    /// What it takes for any corpus of this size: little more where few texts are alike.
    pub(crate) least: u64,
    /// What it takes if every shingle stands in several texts.
    pub(crate) most: u64,
}

/// What the join needs for so many different texts of so many tokens together.
///
/// ```text
/// held = 48 MiB + 24 texts + 4 keys + max(1.25 tokens, 8 keys)
/// ```
///
/// with no keys at the least, and (1 - t) tokens + texts at the most: all that prefixes can hold.
pub(crate) fn need(texts: u64, tokens: u64, threshold: f64) -> Need {
    let longest = u32::try_from(tokens).unwrap_or(u32::MAX);
    let share = f64::from(Bounds::new(threshold).prefix(longest)) / f64::from(longest.max(1));
    let keys = (share * tokens as f64) as u64 + texts;
    Need { least: held(texts, tokens, 0), most: held(texts, tokens, keys) }
}

fn held(texts: u64, tokens: u64, keys: u64) -> u64 {
    // The counters are gone before the buckets are made.
    BUFFERS + TEXT * texts + KEY * keys + slots(tokens).max(ENTRY * keys)
}

/// What a join may hold.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    texts: u64,
    tokens: u64,
    memory: Option<Memory>,
    /// What sketches would miss, for the advice.
    miss_rate: f64,
}

impl Limit {
    /// An error if the join surely passes the limit.
    pub(super) fn new(
        (texts, tokens): (u64, u64),
        memory: Option<Memory>,
        settings: &Settings,
    ) -> Result<Self> {
        let threshold = settings.threshold();
        let miss_rate = settings.banding().miss_rate(threshold);
        let limit = Self { texts, tokens, memory, miss_rate };
        let Need { least, most } = need(texts, tokens, threshold);
        limit.refuse(least, &format!("from {} to {}", shown(least), shown(most)))?;
        Ok(limit)
    }

    /// An error if so many keys are more than it allows.
    pub(super) fn check(&self, keys: u64) -> Result<()> {
        let held = held(self.texts, self.tokens, keys);
        self.refuse(held, &format!("more than {}", shown(held)))
    }

    fn refuse(&self, bytes: u64, needs: &str) -> Result<()> {
        match self.memory {
            Some(memory) if bytes > memory.bytes() => Err(Error::settings(format!(
                "--exact needs {needs} for this corpus of {} texts, --memory allows {memory}; allow \
                 more, or leave --exact out: sketches miss one pair in {:.0} at the threshold",
                self.texts,
                1.0 / self.miss_rate.max(f64::MIN_POSITIVE),
            ))),
            _ => Ok(()),
        }
    }
}

/// For people, rounded up.
fn shown(bytes: u64) -> String {
    let mib = bytes.div_ceil(1 << 20);
    if mib < 1024 { format!("{mib}MiB") } else { format!("{:.1}GiB", mib as f64 / 1024.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_with_the_corpus_and_with_laxer_thresholds() {
        let bytes = |texts, tokens, threshold| need(texts, tokens, threshold).most;
        assert!(bytes(1_000, 1 << 30, 0.7) > bytes(1_000, 1 << 20, 0.7));
        assert!(bytes(1_000, 1 << 30, 0.5) > bytes(1_000, 1 << 30, 0.9));
        let Need { least, most } = need(80_000, 40_000_000, 0.7);
        assert!(least < most && most < 4 * least);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let memory: Memory = "512MiB".parse().unwrap();
        let limit = |tokens| Limit::new((1_000, tokens), Some(memory), &Settings::default());
        let error = limit(1 << 30).err().unwrap().to_string();
        for word in ["--exact", "1.3GiB", "--memory allows 512MiB", "one pair in 5095"] {
            assert!(error.contains(word), "{error}");
        }
        let limit = limit(1 << 20).unwrap();
        assert!(limit.check(1 << 20).is_ok());
        assert!(limit.check(1 << 26).is_err());
    }
}
