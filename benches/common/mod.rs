//! Texts as varied as news, and a clock for stages.

use retold::{Document, Observer, Stage};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

const TEXT_BYTES: usize = 1 << 20;
pub(crate) const DOCUMENTS: usize = 2_000;

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

/// Articles of 300 words: of ten, one is an exact copy and two are near copies of earlier ones.
pub(crate) fn newsroom() -> Vec<Document> {
    let pieces = pieces(&["en"]);
    let mut dice = Dice(2);
    let mut texts: Vec<Vec<&str>> = Vec::new();
    for i in 0..DOCUMENTS {
        let mut text: Vec<&str> = match i % 10 {
            7..=9 => texts[dice.below(texts.len())].clone(),
            _ => (0..300).map(|_| &*pieces[dice.below(pieces.len())]).collect(),
        };
        let edits = if i % 10 > 7 { 4 } else { 0 };
        for _ in 0..edits {
            let at = dice.below(text.len());
            text[at] = &pieces[dice.below(pieces.len())];
        }
        texts.push(text);
    }
    let numbered = (0..).zip(texts);
    numbered.map(|(i, words)| Document::new(format!("d{i}"), words.concat())).collect()
}

/// Tells when each stage began.
#[derive(Default)]
pub(crate) struct Clock(Mutex<Vec<(Stage, Instant)>>);

impl Observer for Clock {
    fn begin(&self, stage: Stage, _: Option<u64>) {
        let mut begun = self.0.lock().expect("no holder panics");
        begun.push((stage, Instant::now()));
    }
}

impl Clock {
    pub(crate) fn took(self, stage: Stage) -> Duration {
        let begun = self.0.into_inner().expect("no holder panics");
        let ends = begun.iter().skip(1).map(|(_, at)| *at);
        let mut spans = begun.iter().zip(ends.chain([Instant::now()]));
        let span = spans.find(|((of, _), _)| *of == stage);
        span.map_or(Duration::ZERO, |((_, from), to)| to - *from)
    }
}
