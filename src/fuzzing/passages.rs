//! What must hold for the passages of any texts.

use crate::base::document::Document;
use crate::passages::align::Alignment;
use crate::passages::finder::{PassageFinder, Passages};
use crate::passages::passage::Passage;
use crate::passages::settings::PassageSettings;
use crate::text::Tokenizer;
use std::collections::BTreeSet;

/// The first two bytes are settings; of all others each is a word, and the highest end a text.
pub(crate) fn passages(bytes: &[u8]) {
    let [identity, min_tokens, rest @ ..] = bytes else { return };
    let settings = PassageSettings::builder()
        .min_tokens(8 + usize::from(min_tokens % 24))
        .identity(0.5 + f64::from(identity % 51) / 100.0)
        .build();
    let settings = settings.expect("these settings are valid");
    let texts: Vec<&[u8]> = rest.split(|byte| *byte >= 0xF0).collect();
    let find = |reversed: bool| {
        let mut documents: Vec<Document> =
            texts.iter().enumerate().map(|(i, text)| document(i, text)).collect();
        if reversed {
            documents.reverse();
        }
        let found = PassageFinder::new(settings.clone()).find(documents);
        found.expect("nothing stops the run")
    };
    let found = find(false);
    found.passages().iter().for_each(|passage| check(passage, &found, &settings));
    for pair in found.shared() {
        let texts = (texts[pair.a.index()], texts[pair.b.index()]);
        pair.alignments.iter().for_each(|one| check_alignment(one, texts, &settings));
    }
    assert_eq!(named(&found), named(&find(true)), "the order changed the passages");
}

fn document(i: usize, words: &[u8]) -> Document {
    let words: Vec<String> = words.iter().map(|word| format!("w{word}")).collect();
    Document::new(i.to_string(), words.join(" "))
}

/// The name of a passage, and where it stands: documents by name, and tokens.
type Named = (u64, Vec<(String, usize, usize)>);

fn named(found: &Passages) -> BTreeSet<Named> {
    let told = |passage: &Passage| {
        let place = |one: &crate::passages::passage::Occurrence| {
            let id = found.documents()[one.doc.index()].id.clone();
            (id, one.tokens.start, one.tokens.end)
        };
        let mut places: Vec<_> = passage.occurrences.iter().map(place).collect();
        places.sort_unstable();
        (passage.id.0, places)
    };
    found.passages().iter().map(told).collect()
}

fn check(passage: &Passage, found: &Passages, settings: &PassageSettings) {
    assert!(passage.occurrences.len() > 1, "a passage stands at two places");
    let place =
        |one: &crate::passages::passage::Occurrence| (one.doc, one.tokens.start, one.tokens.end);
    assert!(passage.occurrences.is_sorted_by(|a, b| place(a) < place(b)), "a place twice");
    for one in &passage.occurrences {
        assert!((settings.identity() - 1e-9..=1.0).contains(&one.identity), "{one:?}");
        let mut spans = Vec::new();
        let text = &found.documents()[one.doc.index()].text;
        Tokenizer::default().spans_and_numbers(text, &mut spans, &mut Vec::new());
        let tokens = &spans[one.tokens.clone()];
        let bytes = tokens[0].start..tokens[tokens.len() - 1].end;
        assert_eq!(one.bytes, bytes, "bytes are those of the tokens");
    }
}

fn check_alignment(alignment: &Alignment, texts: (&[u8], &[u8]), settings: &PassageSettings) {
    assert!(alignment.matches() >= settings.min_tokens());
    assert!(alignment.identity() >= settings.identity() - 1e-9);
    let mut behind = (0, 0);
    for run in alignment.runs() {
        assert!(run.len > 0 && behind.0 <= run.a && behind.1 <= run.b, "runs stand in order");
        behind = (run.a + run.len, run.b + run.len);
        assert_eq!(texts.0[run.a..behind.0], texts.1[run.b..behind.1], "runs are equal");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn passages_hold_for_any_bytes(
            head in any::<[u8; 2]>(),
            texts in prop::collection::vec(prop::sample::select(vec![1u8, 2, 3, 0xF0]), 0..400),
        ) {
            super::passages(&[&head[..], &texts].concat());
        }
    }
}
