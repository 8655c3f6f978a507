//! The stages, one by one, decide as a `Deduper` does.

use crate::oracle::newsprint::{Dice, Newsprint};
use crate::oracle::press::{press, settings, with_keep};
use proptest::prelude::*;
use retold::dedup::Outcome;
use retold::stages::{Fingerprint, Fingerprinter, candidates, clusters, components, verify};
use retold::{Deduper, DocId, Document, ErrorKind, KeepRule, Relation, Settings};

fn fingerprints(documents: &[Document], settings: &Settings) -> Vec<Fingerprint> {
    let mut fingerprinter = Fingerprinter::new(settings);
    documents.iter().map(|document| fingerprinter.fingerprint(&document.text)).collect()
}

fn joined(documents: &[Document], made: &[Fingerprint], settings: &Settings) -> Vec<Vec<DocId>> {
    let pairs = candidates(made, settings).expect("the fingerprints are of these settings");
    let edges = verify(&pairs, |doc| documents[doc.0 as usize].text.as_str(), settings);
    components(documents.len(), edges.iter().map(|edge| (edge.a, edge.b)))
}

fn staged(documents: &[Document], settings: &Settings) -> Outcome {
    let made = fingerprints(documents, settings);
    let joined = joined(documents, &made, settings);
    clusters(&joined, documents, &made, settings).expect("nothing stops the walk")
}

/// Members, who is kept, witnesses, relations, scores and names are those of a `Deduper`.
fn assert_alike(documents: &[Document], settings: &Settings) -> usize {
    let deduped = Deduper::new(settings.clone()).dedup(documents.to_vec());
    let deduped = deduped.expect("nothing stops the run");
    let staged = staged(documents, settings);
    assert_eq!(staged.clusters(), deduped.outcome().clusters());
    assert_eq!(staged.counts().capped, deduped.outcome().counts().capped);
    staged.kept().count()
}

/// Copies of one article of 120 words; in each, so many words are others.
fn crowd(count: usize, edits: usize, seed: u64) -> Vec<Document> {
    let newsprint = Newsprint::new();
    let mut dice = Dice(seed);
    let article = newsprint.article(120, &mut dice);
    let copy = |i: usize| {
        let mut words = article.clone();
        for _ in 0..edits {
            words[dice.below(120)] = newsprint.word(&mut dice);
        }
        Document::new(format!("d{i}"), words.join(" "))
            .field("source", format!("source {}", dice.below(5)))
            .field("lang", ["en", "si"][dice.below(2)])
            .field("date", format!("2024-03-{:02}", 1 + dice.below(9)))
    };
    (0..count).map(copy).collect()
}

#[test]
fn a_crowd_with_one_word_changed_keeps_one() {
    // One edit spoils five of 116 shingles: any two copies share at least 106 of 126.
    for count in [200, 400] {
        assert_eq!(assert_alike(&crowd(count, 1, 3), &Settings::default()), 1);
    }
}

fn rules() -> impl Strategy<Value = Vec<KeepRule>> {
    let rules = ["first", "last", "longest", "earliest:date", "prefer:source=source 2"];
    let rule = prop::sample::select(rules.to_vec());
    prop::collection::vec(rule.prop_map(|rule| rule.parse().expect("a rule")), 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn crowds_are_settled_alike(
        (count, edits, seed) in (2usize..220, 0usize..9, any::<u64>()),
        (settings, rules) in (settings(), rules()),
    ) {
        assert_alike(&crowd(count, edits, seed), &with_keep(&settings, rules));
    }

    #[test]
    fn newsrooms_are_settled_alike(
        documents in press(), settings in settings(), rules in rules(),
    ) {
        assert_alike(&documents, &with_keep(&settings, rules));
    }

    /// Each component alone has the outcome that it has among all, as machines share them out.
    #[test]
    fn components_are_settled_each_alone(
        (edits, seed) in (0usize..5, any::<u64>()), rules in rules(),
    ) {
        let settings = with_keep(&Settings::default(), rules);
        let documents = [crowd(90, edits, seed), crowd(40, edits, seed ^ 1)].concat();
        let whole = staged(&documents, &settings);
        let made = fingerprints(&documents, &settings);
        for component in joined(&documents, &made, &settings) {
            let some: Vec<Document> =
                component.iter().map(|doc| documents[doc.0 as usize].clone()).collect();
            let alone = staged(&some, &settings);
            for (place, doc) in (0..).zip(&component) {
                prop_assert_eq!(alone.is_kept(DocId(place)), whole.is_kept(*doc));
            }
        }
    }
}

/// Whole components of candidates, verified and settled by whoever gets them, come to what a
/// `Deduper` finds among all: names of clusters, witnesses, relations and scores.
#[test]
fn candidate_components_can_be_shared_out() {
    let keep = ["earliest:date", "longest"].map(|rule| rule.parse().expect("a rule"));
    let plain = with_keep(&Settings::default(), keep.clone());
    let constrained = Settings::builder().keep(keep).across("source").within("lang");
    let documents = [crowd(120, 3, 1), crowd(90, 12, 2), crowd(3, 1, 3), crowd(1, 0, 4)].concat();
    for settings in [plain, constrained.build().expect("these settings are valid")] {
        let pairs = candidates(&fingerprints(&documents, &settings), &settings).expect("they fit");
        let parts = components(documents.len(), pairs);
        assert!(parts.len() >= 2, "there is something to share out");
        let mut shared_out = Vec::new();
        for part in parts {
            let some: Vec<Document> =
                part.iter().map(|doc| documents[doc.0 as usize].clone()).collect();
            for cluster in staged(&some, &settings).clusters() {
                let mut cluster = cluster.clone();
                for member in &mut cluster.members {
                    member.doc = part[member.doc.0 as usize];
                    if let Some(link) = &mut member.link {
                        link.witness = part[link.witness.0 as usize];
                    }
                }
                shared_out.push(cluster);
            }
        }
        shared_out.sort_by_key(|cluster| cluster.members[0].doc);
        let deduped = Deduper::new(settings).dedup(documents.clone()).expect("nothing stops it");
        assert_eq!(shared_out, deduped.outcome().clusters());
    }
}

#[test]
fn what_cannot_be_settled_is_refused() {
    let settings = Settings::default();
    let documents = crowd(2, 0, 1);
    let made = fingerprints(&documents, &settings);
    let kind = |components: &[Vec<DocId>], made: &[Fingerprint], settings: &Settings| {
        clusters(components, &documents, made, settings).expect_err("this is refused").kind()
    };
    assert_eq!(kind(&[vec![DocId(0), DocId(2)]], &made, &settings), ErrorKind::Input);
    assert_eq!(kind(&[], &made[..1], &settings), ErrorKind::Input);
    let contains = Settings::builder().remove(Relation::Contains).build().unwrap();
    assert_eq!(kind(&[], &made, &contains), ErrorKind::Settings);
    let other = Settings::builder().threshold(0.5).build().unwrap();
    assert_eq!(kind(&[], &made, &other), ErrorKind::Settings);
}
