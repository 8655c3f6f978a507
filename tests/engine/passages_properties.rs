//! What holds for all passages, on random tales.

use crate::oracle::identity::{identity, reaches};
use crate::oracle::tales::tales;
use crate::oracle::tokens::tokens;
use crate::oracle::words::made_up;
use proptest::prelude::*;
use retold::passages::{Passage, PassageId, PassageKind, PassageSettings, Passages};
use retold::stages::Tokenizer;
use retold::{Document, PassageFinder};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

fn settings() -> impl Strategy<Value = PassageSettings> {
    let identity = prop::sample::select(vec![0.5, 0.7, 0.8, 0.95, 1.0]);
    (8usize..31, identity).prop_map(|(min_tokens, identity)| {
        let settings = PassageSettings::builder().min_tokens(min_tokens).identity(identity);
        settings.build().expect("these settings are valid")
    })
}

fn find(documents: &[Document], settings: &PassageSettings) -> Passages {
    let found = PassageFinder::new(settings.clone()).find(documents.to_vec());
    found.expect("nothing stops the run")
}

type Told = BTreeMap<PassageId, (PassageKind, BTreeSet<(String, usize, usize)>)>;

/// All passages by name: what they look like, and where they stand.
fn named(found: &Passages) -> Told {
    let told = |passage: &Passage| {
        let place = |one: &retold::passages::Occurrence| {
            let document = &found.documents()[one.doc.0 as usize];
            (document.id.clone(), one.tokens.start, one.tokens.end)
        };
        (passage.id, (passage.kind, passage.occurrences.iter().map(place).collect()))
    };
    found.passages().iter().map(told).collect()
}

/// Documents of two outlets on three days, with marks between some of the words.
fn dressed(texts: &[Vec<u32>]) -> Vec<Document> {
    let dress = |(i, mut document): (usize, Document)| {
        document.text = document.text.replace("w1 ", "w1, “").replace("w2 ", "w2”. É ");
        document
            .field("source", ["post", "mail"][i % 2])
            .field("date", format!("2025-03-0{}", i % 3 + 1))
    };
    made_up(texts).into_iter().enumerate().map(dress).collect()
}

proptest! {
    #[test]
    fn occurrences_are_spans_of_their_texts(texts in tales(), settings in settings()) {
        let documents = dressed(&texts);
        let found = find(&documents, &settings);
        let mut tokenizer = Tokenizer::default();
        for one in found.passages().iter().flat_map(|passage| &passage.occurrences) {
            let text = &documents[one.doc.0 as usize].text;
            prop_assert!(!one.tokens.is_empty());
            let told = text.get(one.bytes.clone());
            prop_assert_eq!(told, Some(found.text(one)));
            let told = told.unwrap_or_default();
            prop_assert_eq!(&tokens(told)[..], &tokens(text)[one.tokens.clone()]);
            let mut spans = Vec::new();
            spans.clear();
            tokenizer.tokens(told, |token| spans.push(token.span));
            prop_assert_eq!(spans.first().map(|span| span.start), Some(0));
            prop_assert_eq!(spans.last().map(|span| span.end), Some(told.len()));
        }
    }

    #[test]
    fn identities_are_those_of_alignments(texts in tales(), settings in settings()) {
        let found = find(&made_up(&texts), &settings);
        for passage in found.passages() {
            let tokens = |one: &retold::passages::Occurrence| {
                &texts[one.doc.0 as usize][one.tokens.clone()]
            };
            prop_assert!(passage.occurrences.len() > 1);
            prop_assert_eq!(passage.representative().identity, 1.0);
            for one in &passage.occurrences {
                let (a, b) = (tokens(passage.representative()), tokens(one));
                prop_assert!(one.identity >= settings.identity() - 1e-9);
                prop_assert!(a == b || reaches(a, b, one.identity), "{} {}", one.identity, identity(a, b));
            }
        }
    }

    #[test]
    fn no_place_is_told_twice_in_a_passage(texts in tales(), settings in settings()) {
        let found = find(&made_up(&texts), &settings);
        for passage in found.passages() {
            let place = |one: &retold::passages::Occurrence| (one.doc, one.tokens.start, one.tokens.end);
            let places: Vec<_> = passage.occurrences.iter().map(place).collect();
            prop_assert!(places.is_sorted_by(|a, b| a < b), "{:?}", places);
            let docs: BTreeSet<_> = places.iter().map(|(doc, _, _)| doc).collect();
            prop_assert_eq!(passage.kind == PassageKind::Itself, docs.len() == 1);
        }
        let ids: BTreeSet<PassageId> = found.passages().iter().map(|passage| passage.id).collect();
        prop_assert_eq!(ids.len(), found.passages().len());
    }

    #[test]
    fn alignments_align_equal_tokens(texts in tales(), settings in settings()) {
        let found = find(&made_up(&texts), &settings);
        for pair in found.shared() {
            let (a, b) = (&texts[pair.a.0 as usize], &texts[pair.b.0 as usize]);
            prop_assert!(pair.a < pair.b);
            for alignment in &pair.alignments {
                prop_assert!(alignment.identity() >= settings.identity() - 1e-9);
                prop_assert!(alignment.matches() >= settings.min_tokens());
                let mut behind = (0, 0);
                for run in alignment.runs() {
                    prop_assert!(run.len > 0 && behind.0 <= run.a && behind.1 <= run.b);
                    behind = (run.a + run.len, run.b + run.len);
                    prop_assert_eq!(&a[run.a..behind.0], &b[run.b..behind.1]);
                }
            }
        }
    }

    #[test]
    fn order_changes_no_passage(
        (straight, shuffled) in tales().prop_flat_map(|texts| {
            let documents = dressed(&texts);
            (Just(documents.clone()), Just(documents).prop_shuffle())
        }),
        settings in settings(),
    ) {
        let (straight, shuffled) = (find(&straight, &settings), find(&shuffled, &settings));
        prop_assert_eq!(named(&straight), named(&shuffled));
        prop_assert_eq!(straight.passages().len(), shuffled.passages().len());
    }

    #[test]
    fn threads_change_nothing(texts in tales(), settings in settings()) {
        let documents = dressed(&texts);
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let found = pool.expect("threads can be had").install(|| find(&documents, &settings));
            (found.passages().to_vec(), found.shared().to_vec())
        };
        let one = run(1);
        prop_assert_eq!(&one, &run(2));
        prop_assert_eq!(&one, &run(8));
    }

    #[test]
    fn what_was_planted_is_found(
        texts in tales(), len in 8usize..60, places in prop::collection::vec((0usize..8, 0usize..300), 2..5),
        min_tokens in 8usize..31,
    ) {
        // Words that stand nowhere else.
        let planted: Vec<u32> = (5000..5000 + len.max(min_tokens) as u32).collect();
        let mut texts = texts;
        let mut spots: BTreeMap<usize, usize> = BTreeMap::new();
        for (text, at) in places {
            let text = text % texts.len();
            if let std::collections::btree_map::Entry::Vacant(spot) = spots.entry(text) {
                let at = at % (texts[text].len() + 1);
                texts[text].splice(at..at, planted.iter().copied());
                spot.insert(at);
            }
        }
        prop_assume!(spots.len() > 1);
        let settings = PassageSettings::builder().min_tokens(min_tokens).build();
        let found = find(&made_up(&texts), &settings.expect("these settings are valid"));
        for (text, at) in spots {
            let holds = |one: &retold::passages::Occurrence| {
                let Range { start, end } = one.tokens;
                one.doc.0 as usize == text && start <= at && at + planted.len() <= end
            };
            let told = found.passages().iter().flat_map(|passage| &passage.occurrences).any(holds);
            prop_assert!(told, "not in {text}");
        }
    }
}

#[test]
fn a_sentence_in_a_row_is_told_by_each_of_its_places() {
    let texts = [(0..30).cycle().take(30 * 40).collect::<Vec<u32>>(), vec![7, 7, 7]];
    let found = find(&made_up(&texts), &PassageSettings::default());
    assert_eq!(found.passages().len(), 1);
    let passage = &found.passages()[0];
    let told: Vec<Range<usize>> =
        passage.occurrences.iter().map(|one| one.tokens.clone()).collect();
    assert_eq!(told, (0..40).map(|i| 30 * i..30 * i + 30).collect::<Vec<Range<usize>>>());
    assert_eq!(passage.kind, PassageKind::Itself);
}

#[test]
fn passages_at_the_same_places_of_other_texts_have_other_names() {
    let text = |len| vec![0; len];
    let settings = PassageSettings::builder().min_tokens(8).identity(1.0).build();
    let documents = made_up(&[text(6), text(92), text(14), text(9), text(91)]);
    let found = find(&documents, &settings.expect("these settings are valid"));
    assert_eq!(named(&found).len(), found.passages().len());
}

#[test]
fn exact_copies_are_one_passage_of_whole_texts() {
    let text: Vec<u32> = (0..80).collect();
    let found = find(&made_up(&vec![text; 6]), &PassageSettings::default());
    assert_eq!(found.passages().len(), 1);
    let passage = &found.passages()[0];
    assert_eq!(passage.occurrences.len(), 6);
    assert!(passage.occurrences.iter().all(|one| one.tokens == (0..80) && one.identity == 1.0));
    assert_eq!(passage.kind, PassageKind::Boilerplate);
}
