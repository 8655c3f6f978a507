//! More documents alike than a bucket compares all with all (64).

mod oracle;

use oracle::corpus::Corpus;
use oracle::join::join;
use oracle::newsprint::{Dice, Newsprint};
use retold::{Deduped, Deduper, DocId, Document, Settings, SettingsBuilder};

const WORDS: usize = 300;

fn dedup(documents: Vec<Document>, settings: SettingsBuilder) -> Deduped {
    let settings = settings.build().expect("these settings are valid");
    let deduped = Deduper::new(settings).dedup(documents);
    deduped.expect("nothing stops the run")
}

fn kept(deduped: &Deduped) -> Vec<&str> {
    deduped
        .kept()
        .map(|document| document.id.as_str())
        .collect()
}

/// Copies of one article; `edits` of its words differ from copy to copy.
fn copies(count: usize, edits: usize) -> Vec<Document> {
    let newsprint = Newsprint::new();
    let mut dice = Dice(1);
    let article = newsprint.article(WORDS, &mut dice);
    let copy = |i: usize| {
        let mut words = article.clone();
        for _ in 0..edits {
            let at = dice.below(WORDS);
            words[at] = newsprint.word(&mut dice);
        }
        Document::new(format!("d{i}"), words.join(" "))
    };
    (0..count).map(copy).collect()
}

#[test]
fn identical_and_nearly_identical_documents_are_one_cluster() {
    let mut documents = copies(200, 0);
    documents.extend(copies(400, 2));
    let deduped = dedup(documents, Settings::builder());
    assert_eq!(deduped.outcome().clusters().len(), 1);
    assert_eq!(deduped.outcome().clusters()[0].members.len(), 600);
    // Two edits spoil ten shingles of 296 at the most: J >= 286/306 with the first.
    assert_eq!(kept(&deduped), ["d0"]);
}

#[test]
fn a_crowd_alike_in_all_degrees_is_found_whole() {
    let mut documents = Vec::new();
    for edits in 0..12 {
        documents.extend(copies(60, edits));
    }
    let truth = Corpus::new(documents.iter().map(|document| document.text.as_str()), 5);
    let deduped = dedup(documents, Settings::builder());
    let outcome = deduped.outcome();
    let mut cluster_of = vec![usize::MAX; truth.len()];
    for (place, cluster) in outcome.clusters().iter().enumerate() {
        let members = cluster.members.iter();
        members.for_each(|member| cluster_of[member.doc.0 as usize] = place);
    }
    let pairs = join(&truth, 0.7);
    let parted = pairs.iter().filter(|p| cluster_of[p.a] != cluster_of[p.b]);
    let parted = parted.count();
    let is_kept = |doc: usize| outcome.is_kept(DocId(doc as u32));
    let both_kept = pairs.iter().filter(|p| is_kept(p.a) && is_kept(p.b));
    let both_kept = both_kept.count();
    let capped = outcome.counts().capped;
    eprintln!(
        "{} pairs: {parted} parted, {both_kept} both kept, {capped} capped",
        pairs.len()
    );
    assert!(pairs.len() > 10_000);
    assert!(parted as f64 <= 1e-3 * pairs.len() as f64);
    assert!(both_kept as f64 <= 1e-3 * pairs.len() as f64);
}

#[test]
fn templates_are_one_cluster_that_stays() {
    let text = |i: usize| {
        format!(
            "On Monday the crown closed at {i}.25 to the dollar after a calm day, the bank said."
        )
    };
    let documents: Vec<Document> = (0..300)
        .map(|i| Document::new(format!("d{i}"), text(i)))
        .collect();
    let deduped = dedup(documents, Settings::builder());
    assert_eq!(deduped.outcome().clusters().len(), 1);
    assert_eq!(deduped.kept().count(), 300);
}
