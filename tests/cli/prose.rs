//! Made-up texts: each seed gives another one, the same on every machine.

use serde_json::json;

/// So many words, of which hardly five in a row come twice.
pub(crate) fn prose(seed: u64, words: usize) -> String {
    const PARTS: [&str; 16] = [
        "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu",
        "ve",
    ];
    let mut random = Random(seed);
    let mut word = || -> String {
        let bits = random.next();
        (0..3).map(|i| PARTS[(bits >> (8 * i)) as usize % 16]).collect()
    };
    (0..words).map(|_| word()).collect::<Vec<_>>().join(" ")
}

/// A record of JSON Lines with its line end.
pub(crate) fn record(id: &str, text: &str) -> String {
    format!("{}\n", json!({"id": id, "text": text}))
}

/// SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }
}
