//! The order of the input does not show in what is kept, in crowds beyond every bound.

use crate::oracle::newsprint::{Dice, Newsprint};
use proptest::prelude::*;
use retold::{Deduper, Document, Settings, SettingsBuilder};
use std::collections::BTreeSet;

/// Documents of one story with many ties: exact copies too, and few dates and sources.
fn crowd(count: usize, words: usize, edits: usize, seed: u64) -> Vec<Document> {
    let newsprint = Newsprint::new();
    let mut dice = Dice(seed);
    let article = newsprint.article(words, &mut dice);
    let copy = |i: usize| {
        let mut copy = article.clone();
        for _ in 0..dice.below(edits + 1) {
            copy[dice.below(words)] = newsprint.word(&mut dice);
        }
        Document::new(format!("d{i}"), copy.join(" "))
            .field("source", format!("source {}", dice.below(6)))
            .field("lang", ["en", "si"][dice.below(2)])
            .field("date", format!("2024-03-{:02}", 1 + dice.below(20)))
    };
    (0..count).map(copy).collect()
}

fn shuffle(documents: &mut [Document], dice: &mut Dice) {
    for end in (1..documents.len()).rev() {
        documents.swap(end, dice.below(end + 1));
    }
}

/// Ids kept, ids removed with witness and relation, and clusters by name with the ids in them.
type Facts = (BTreeSet<String>, BTreeSet<[String; 3]>, BTreeSet<(String, BTreeSet<String>)>, u64);

fn facts(documents: &[Document], settings: &Settings) -> Facts {
    let deduped = Deduper::new(settings.clone()).dedup(documents.to_vec());
    let deduped = deduped.expect("nothing stops the run");
    let kept = deduped.kept().map(|document| document.id.clone()).collect();
    let removed = deduped.removed().into_iter().map(|removal| {
        let ids = [&removal.document.id, &removal.witness.id];
        [ids[0].clone(), ids[1].clone(), removal.relation.to_string()]
    });
    let members = |cluster: &retold::dedup::Cluster| {
        let id = |member: &retold::dedup::Member| documents[member.doc.0 as usize].id.clone();
        (cluster.id.to_string(), cluster.members.iter().map(id).collect())
    };
    let outcome = deduped.outcome();
    let clusters = outcome.clusters().iter().map(members).collect();
    (kept, removed.collect(), clusters, outcome.counts().capped)
}

fn with(settings: SettingsBuilder, (across, within, window): (bool, bool, bool)) -> Settings {
    let settings = if across { settings.across("source") } else { settings };
    let settings = if within { settings.within("lang") } else { settings };
    let window = window.then(|| "date=3d".parse().expect("a window"));
    let settings = match window {
        Some(window) => settings.window(window),
        None => settings,
    };
    settings.build().expect("these settings are valid")
}

fn keep(rules: &[&str]) -> SettingsBuilder {
    Settings::builder().keep(rules.iter().map(|rule| rule.parse().expect("a rule")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn ties_end_in_content(
        (count, edits, seed) in (2usize..300, 0usize..25, any::<u64>()),
        constraints in any::<(bool, bool, bool)>(),
        rules in prop::sample::select(vec![
            vec!["longest"],
            vec!["earliest:date", "longest"],
            vec!["prefer:source=source 3,source 1"],
        ]),
    ) {
        let settings = with(keep(&rules), constraints);
        let mut documents = crowd(count, 120, edits, seed);
        let expected = facts(&documents, &settings);
        shuffle(&mut documents, &mut Dice(seed ^ 7));
        prop_assert_eq!(facts(&documents, &settings), expected);
    }
}

/// A document is compared with 4,096 kept ones. Here each of a third source is near to 3,000 kept
/// ones of `a` and 3,000 of `b`, and nearest to the last of `b`: whether that is among those it is
/// compared with must not depend on which source came first.
#[test]
fn what_is_capped_does_not_follow_the_input() {
    let newsprint = Newsprint::new();
    let mut dice = Dice(9);
    let article = newsprint.article(60, &mut dice);
    // 20 of 40 words in common: J = 16/62 and less. With the third source 30: J = 26/49 at most.
    let told = |id: String, from: usize, tail: &[&str], source: &str, rank: &str| {
        let text = [&article[from..from + 40], tail].concat().join(" ");
        Document::new(id, text).field("source", source).field("rank", rank)
    };
    let crowd = |source: &str, from: usize| -> Vec<Document> {
        let one = |i: usize| {
            let word = format!("{source}{i}");
            let tail = if i == 2_999 { vec![] } else { vec![word.as_str()] };
            let rank = if i == 2_999 { "late" } else { "early" };
            told(format!("{source}{i}"), from, &tail, source, rank)
        };
        (0..3_000).map(one).collect()
    };
    let (a, b) = (crowd("a", 0), crowd("b", 20));
    let third = [told("third".to_owned(), 10, &[], "third", "early")];
    let rules = keep(&["prefer:source=a,b", "prefer:rank=early"]).threshold(0.5);
    let settings = rules.across("source").build().expect("these settings are valid");
    let one = facts(&[&a[..], &b[..], &third[..]].concat(), &settings);
    let other = facts(&[&b[..], &a[..], &third[..]].concat(), &settings);
    assert!(one.3 > 0, "something is capped");
    assert_eq!(one, other);
}
