//! Texts as varied as news, and a clock for stages.

mod drawn;

pub(crate) use drawn::{Dice, pieces, text};
use retold::{Document, Observer, Stage};
use std::sync::Mutex;
use std::time::{Duration, Instant};

pub(crate) const DOCUMENTS: usize = 2_000;

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
