//! A paragraph of many articles, some of which are copies of each other: it is told of all.

use crate::oracle::words::made_up;
use retold::PassageFinder;

/// Tokens of an article before the paragraph, of the paragraph, and behind it.
const AROUND: u32 = 80;
const PARAGRAPH: u32 = 60;

/// Article `host`, as it stands in its copy `copy`: some words of each copy are its own.
fn article(host: u32, copy: u32) -> Vec<u32> {
    let own = 1_000 + host * 1_000;
    let mut words: Vec<u32> =
        (own..own + AROUND).chain(0..PARAGRAPH).chain(own + 500..own + 500 + AROUND).collect();
    for edit in 0..copy {
        words[(10 + 7 * edit) as usize] = 500_000 + host * 100 + copy * 10 + edit;
    }
    words
}

#[test]
fn a_paragraph_is_told_of_copied_articles_too() {
    let copies = (0..7).flat_map(|host| (0..4).map(move |copy| article(host, copy)));
    let documents = made_up(&copies.collect::<Vec<Vec<u32>>>());
    let found = PassageFinder::default().find(documents).expect("nothing stops the run");
    let tokens = PARAGRAPH as usize;
    let of_paragraph =
        found.passages().iter().filter(|one| one.representative().tokens.len() == tokens);
    let told: Vec<usize> = of_paragraph.map(|one| one.spread.documents).collect();
    assert_eq!(told, [28], "the paragraph, in all copies of all articles");
    // And each article with its copies.
    assert_eq!(found.passages().len(), 8);
}
