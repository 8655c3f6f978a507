//! Texts drawn from the fixtures piece by piece, as varied as news and always the same.

use std::collections::BTreeMap;

const TEXT_BYTES: usize = 1 << 20;

/// Splitmix64.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((u128::from(x ^ (x >> 31)) * end as u128) >> 64) as usize
    }
}

/// Words with the space behind them, or a few characters where there are no spaces, of all
/// fixtures in some languages.
pub(crate) fn pieces(langs: &[&str]) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/newsroom.jsonl");
    let lines = std::fs::read_to_string(path).expect("it is a fixture");
    let mut pieces = Vec::new();
    for line in lines.lines() {
        let record: BTreeMap<String, String> =
            serde_json::from_str(line).expect("fixtures are objects of strings");
        // The second of each language is all compatibility characters, which news is not.
        let planted = record["id"].starts_with("x-") && record["id"].ends_with("-2");
        if planted || !langs.contains(&record["lang"].as_str()) {
            continue;
        }
        for word in record["text"].split_inclusive(char::is_whitespace) {
            let characters: Vec<char> = word.chars().collect();
            let length = if characters.len() > 24 { 4 } else { 24 };
            pieces.extend(characters.chunks(length).map(|piece| piece.iter().collect()));
        }
    }
    pieces
}

pub(crate) fn text(langs: &[&str]) -> String {
    let pieces = pieces(langs);
    let mut dice = Dice(1);
    let mut text = String::new();
    while text.len() < TEXT_BYTES {
        text.push_str(&pieces[dice.below(pieces.len())]);
    }
    text
}
