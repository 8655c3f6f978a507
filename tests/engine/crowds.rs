//! More documents alike than a bucket compares all with all (64).

use crate::oracle::corpus::Corpus;
use crate::oracle::join::join;
use crate::oracle::newsprint::{Dice, Newsprint};
use retold::{Deduped, Deduper, DocId, Document, KeepRule, Settings, SettingsBuilder};

const WORDS: usize = 300;

fn dedup(documents: Vec<Document>, settings: SettingsBuilder) -> Deduped {
    let settings = settings.build().expect("these settings are valid");
    let deduped = Deduper::new(settings).dedup(documents);
    deduped.expect("nothing stops the run")
}

fn kept(deduped: &Deduped) -> Vec<&str> {
    deduped.kept().map(|document| document.id.as_str()).collect()
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
    eprintln!("{} pairs: {parted} parted, {both_kept} both kept, {capped} capped", pairs.len());
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
    let documents: Vec<Document> =
        (0..300).map(|i| Document::new(format!("d{i}"), text(i))).collect();
    let deduped = dedup(documents, Settings::builder());
    assert_eq!(deduped.outcome().clusters().len(), 1);
    assert_eq!(deduped.kept().count(), 300);
}

/// 150 copies of one source cannot be compared with each other, but all with the one before them.
fn one_against_many(one: &str, many: &str, edits: usize) {
    let mut documents = copies(151, edits);
    for (i, document) in documents.iter_mut().enumerate() {
        let source = if i == 0 { one } else { many };
        document.fields.push(("source".to_owned(), source.to_owned()));
    }
    let deduped = dedup(documents, Settings::builder().across("source"));
    assert_eq!(kept(&deduped).len(), 1, "{one} and {many}");
}

// Content order decides which source comes first in a bucket, so both ways round are tried.

#[test]
fn copies_across_sources() {
    one_against_many("agency", "post", 0);
    one_against_many("post", "agency", 0);
}

#[test]
fn near_copies_across_sources() {
    one_against_many("agency", "post", 1);
    one_against_many("post", "agency", 1);
}

/// Copies on day 1, 6 and 11, and a window of five days: that of day 6 stays, so all others go.
fn around_the_sixth(edits: usize) {
    let mut documents = copies(150, edits);
    for (i, document) in documents.iter_mut().enumerate() {
        let date = match i {
            0 => "2024-03-06",
            i if i % 2 == 0 => "2024-03-01",
            _ => "2024-03-11",
        };
        document.fields.push(("date".to_owned(), date.to_owned()));
        let rank = if i == 0 { "first" } else { "later" };
        document.fields.push(("rank".to_owned(), rank.to_owned()));
    }
    let settings = || Settings::builder().window("date=5d".parse().expect("this is a window"));
    let straight = dedup(documents.clone(), settings());
    assert_eq!(kept(&straight), ["d0"]);
    let prefer = "prefer:rank=first".parse::<KeepRule>().expect("this is a rule");
    documents.reverse();
    let reversed = dedup(documents, settings().keep([prefer]));
    assert_eq!(kept(&reversed), ["d0"]);
}

#[test]
fn copies_in_a_window() {
    around_the_sixth(0);
}

#[test]
fn near_copies_in_a_window() {
    around_the_sixth(1);
}

/// A copy of a source's own article goes, however many other sources have it.
#[test]
fn copies_within_many_sources() {
    let mut documents = copies(800, 0);
    for (i, document) in documents.iter_mut().enumerate() {
        let source = format!("source {}", i % 400);
        document.fields.push(("source".to_owned(), source));
    }
    let deduped = dedup(documents, Settings::builder().within("source"));
    assert_eq!(kept(&deduped).len(), 400);
    assert_eq!(deduped.outcome().clusters().len(), 400);
}
