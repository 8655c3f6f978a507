//! A run with half of its bands switched off is caught; the same run intact passes.

use super::{Audit, audit};
use crate::base::document::{DocId, Document, InMemory, Relation};
use crate::base::mix::mix;
use crate::base::progress::{CancelToken, Watch};
use crate::dedup::candidates::nodes::Nodes;
use crate::dedup::pipeline::{Documents, find};
use crate::dedup::sketch::fingerprint::{Fingerprint, Fingerprinter};
use crate::dedup::sketch::prints::Prints;
use crate::dedup::verify::{Verifier, judge};
use crate::documents::fields::{Constraint, Fields};
use crate::settings::Settings;
use crate::storage::space::Space;

/// Words of a text, and how many of them, at its end, its twin has others for.
const WORDS: u64 = 104;
const OTHERS: u64 = 17;

/// Texts of words that no other text has, in twins: 83 shingles of 117 are common, J = .709, just
/// above the threshold.
fn twins(count: u64) -> Vec<Document> {
    let words = |from: u64, len: u64| (from..from + len).map(|i| format!("w{:x}", mix(i)));
    let twin = |i: u64, own: u64| {
        let text = words(i * 1000, WORDS - OTHERS).chain(words(i * 1000 + own, OTHERS));
        Document::new(format!("{i}-{own}"), text.collect::<Vec<_>>().join(" "))
    };
    (1..=count).flat_map(|i| [twin(i, 200), twin(i, 400)]).collect()
}

fn fingerprints(documents: &[Document], settings: &Settings) -> Vec<Fingerprint> {
    let mut fingerprinter = Fingerprinter::new(settings);
    documents.iter().map(|document| fingerprinter.fingerprint(&document.text)).collect()
}

/// Gives each text a key of its own in every other band, so that no two meet there.
fn switch_off_half(fingerprints: &mut [Fingerprint]) {
    for (own, fingerprint) in (0..).zip(fingerprints) {
        fingerprint.keys.iter_mut().step_by(2).for_each(|key| *key = own);
    }
}

fn audited(documents: &[Document], fingerprints: &[Fingerprint], samples: usize) -> Audit {
    let settings = Settings::default();
    let (texts, fields, cancel) = (InMemory(documents), Fields::default(), CancelToken::default());
    let watch = Watch::new(&(), &cancel);
    let space = Space::unbounded();
    let prints = Prints::of(fingerprints, settings.banding().bands).unwrap();
    let nodes = Nodes::new(&prints, &space).unwrap();
    let found = Documents {
        nodes: &nodes,
        tellings: None,
        fields: &fields,
        texts: &texts,
        ids: &|_| (0, 0),
    };
    let outcome = find(found, &settings, &space, watch).unwrap();
    let verifier = Verifier::new(&nodes, &texts, &settings);
    let constraint = Constraint::new(&fields, &settings);
    audit(verifier, &outcome, &constraint, samples, watch).unwrap()
}

#[test]
fn half_of_the_bands_are_missed() {
    let documents = twins(1_500);
    let settings = Settings::default();
    let mut fingerprints = fingerprints(&documents, &settings);
    let intact = audited(&documents, &fingerprints, 2_000);
    assert!(intact.pairs > 1_000, "{intact:?}");
    assert!(intact.passed, "{intact:?}");
    switch_off_half(&mut fingerprints);
    let defect = audited(&documents, &fingerprints, 2_000);
    assert_eq!(defect.pairs, intact.pairs);
    assert!(!defect.passed && defect.high < 0.9985, "{defect:?}");
    // Twins have no third to connect them, so who is not joined stays.
    assert_eq!(defect.both_kept, defect.pairs - defect.recalled);
    // What 16 bands find of pairs at J = .709 lies within.
    let rate = crate::settings::banding::Banding { bands: 16, ..settings.banding() }
        .candidate_rate(83.0 / 117.0);
    assert!(defect.low < rate && rate < defect.high, "{rate}: {defect:?}");
}

/// With all texts sampled, what is counted are all near pairs, by comparing all with all.
#[test]
fn sampling_all_counts_all() {
    let mut documents = twins(20);
    // A third text near to a twin, copies, and templates: these are not counted.
    let text = documents[0].text.clone();
    documents.push(Document::new("third", format!("{text} and more")));
    documents.push(Document::new("copy", text.to_uppercase()));
    documents.push(Document::new("monday", format!("{text} 1")));
    documents.push(Document::new("friday", format!("{text} 2")));
    documents.push(Document::new("empty", ""));
    let settings = Settings::default();
    let made: Vec<_> = documents
        .iter()
        .map(|document| Fingerprinter::new(&settings).fingerprint_and_set(&document.text))
        .collect();
    let mut distinct: Vec<&(Fingerprint, crate::dedup::shingle::ShingleSet)> =
        made.iter().filter(|(print, _)| print.tokens() > 0).collect();
    distinct.sort_by_key(|(print, _)| print.digest());
    distinct.dedup_by_key(|(print, _)| print.digest());
    let near = |a: usize, b: usize| {
        let ((a, a_set), (b, b_set)) = (distinct[a], distinct[b]);
        let verdict = judge((&a.core, a_set), (&b.core, b_set), settings.threshold());
        verdict.is_some_and(|verdict| verdict.relation == Relation::Near)
    };
    let pairs = (0..distinct.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let expected = pairs.filter(|(a, b)| near(*a, *b)).count() as u64;
    let fingerprints = fingerprints(&documents, &settings);
    let all = audited(&documents, &fingerprints, documents.len());
    assert!(expected > 20);
    assert_eq!((all.pairs, all.recalled, all.both_kept), (expected, expected, 0));
    assert_eq!(all.sampled, distinct.len() as u64);
}

#[test]
fn nothing_found_proves_nothing() {
    let documents: Vec<Document> = twins(30).into_iter().step_by(2).collect();
    let audit = audited(&documents, &fingerprints(&documents, &Settings::default()), 5);
    assert_eq!((audit.sampled, audit.pairs, audit.recall), (5, 0, None));
    assert_eq!((audit.low, audit.high, audit.passed), (0.0, 1.0, true));
}

/// Pairs that may not be compared are no misses.
#[test]
fn constraints_are_asked() {
    let source = |document: Document, i: usize| {
        document.field("source", if i % 4 < 2 { "one" } else { ["one", "other"][i % 2] })
    };
    let documents: Vec<Document> =
        twins(40).into_iter().zip(0..).map(|(document, i)| source(document, i)).collect();
    let settings = Settings::builder().across("source").build().unwrap();
    let deduper = crate::dedup::deduper::Deduper::new(settings);
    let deduped = deduper.dedup(documents).unwrap();
    let audit = deduper.audit(&deduped, 80).unwrap();
    // Every other pair of twins is of two sources.
    assert_eq!((audit.pairs, audit.recalled, audit.both_kept), (20, 20, 0));
    assert!(deduped.outcome().is_kept(DocId(1)) && !deduped.outcome().is_kept(DocId(3)));
}
