//! What must hold for any texts.

use super::corpora::symbols;
use super::{between, within};
use crate::base::mix::mix;
use crate::passages::retell::Retelling;
use crate::passages::retell::candidates::candidates;
use crate::passages::retell::rarity::Rarity;
use proptest::prelude::*;

/// A word that is common in English for small numbers, else a made-up one.
fn word(number: u32) -> u32 {
    const COMMON: &str = "the of to and a in that is for on with was by he as it said at be has";
    let common = symbols(COMMON);
    common.get(number as usize).copied().unwrap_or_else(|| mix(u64::from(number)) as u32)
}

/// Mostly common words, so that texts are taken for English and anchors are sparse.
fn text(len: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u32>> {
    let number = prop_oneof![2 => 0u32..20, 1 => 20u32..400];
    prop::collection::vec(number.prop_map(word), len)
}

/// Three common words in disorder: each phrase of them stands so often that it anchors nothing.
fn filler(len: usize, salt: u64) -> Vec<u32> {
    (0..len as u64).map(|at| word((mix(salt << 32 | at) % 3) as u32)).collect()
}

fn mirrored(found: Vec<Retelling>) -> Vec<Retelling> {
    found.into_iter().map(Retelling::mirrored).collect()
}

fn disjoint<'r>(spans: impl Iterator<Item = &'r std::ops::Range<usize>>) -> bool {
    let mut spans: Vec<_> = spans.collect();
    spans.sort_by_key(|span| span.start);
    spans.windows(2).all(|pair| pair[0].end <= pair[1].start)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn either_side_may_come_first(a in text(0..300), b in text(0..300), copied in 0usize..200) {
        let mut b = b;
        b.extend(a.iter().take(copied).filter(|symbol| *symbol % 3 > 0));
        prop_assume!(a != b);
        let rarity = Rarity::background();
        let found = between(&a, &b, &rarity, 10.0);
        prop_assert_eq!(&found, &mirrored(between(&b, &a, &rarity, 10.0)));
        prop_assert!(disjoint(found.iter().map(|told| &told.a)));
        prop_assert!(disjoint(found.iter().map(|told| &told.b)));
        prop_assert!(found.is_sorted_by(|x, y| x.score >= y.score));
        for told in &found {
            prop_assert!(told.a.end <= a.len() && told.b.end <= b.len());
            for anchor in &told.anchors {
                let [x, y] = [&a[anchor.a..], &b[anchor.b..]].map(|side| &side[..anchor.tokens]);
                prop_assert_eq!(x, y);
            }
        }
    }

    #[test]
    fn sides_of_one_text_never_overlap(a in text(0..300), copied in 0usize..200) {
        let mut a = a;
        a.extend_from_within(..copied.min(a.len()));
        let found = within(&a, &Rarity::background(), 10.0);
        prop_assert!(found.iter().all(|told| told.a.end <= told.b.start));
        prop_assert!(disjoint(found.iter().flat_map(|told| [&told.a, &told.b])));
    }

    #[test]
    fn what_stands_before_does_not_matter(
        a in text(200..400), dropped in 2u32..9, before in (0u32..200, 0u32..200),
    ) {
        let b: Vec<u32> = a.iter().copied().filter(|symbol| symbol % dropped > 0).collect();
        let rarity = Rarity::background();
        let fresh = |len: u32, first: u32| (first..first + len).map(word);
        let after_a: Vec<u32> = fresh(before.0, 10_000).chain(a.iter().copied()).collect();
        let after_b: Vec<u32> = fresh(before.1, 20_000).chain(b.iter().copied()).collect();
        let shifted = between(&after_a, &after_b, &rarity, 20.0);
        let plain = between(&a, &b, &rarity, 20.0);
        prop_assert_eq!(plain.len(), shifted.len());
        for (plain, shifted) in plain.iter().zip(&shifted) {
            prop_assert_eq!(plain.score, shifted.score);
            for (plain, shifted) in plain.anchors.iter().zip(&shifted.anchors) {
                let back = (shifted.a - before.0 as usize, shifted.b - before.1 as usize);
                prop_assert_eq!((plain.a, plain.b), back);
            }
        }
    }
}

/// Rare words and the filler between them, rewritten: other filler, other lengths, same order.
fn telling(rare: &[u32], salt: u64) -> Vec<u32> {
    let filler =
        |at: usize| filler(3 + (mix(salt + at as u64) % 12) as usize, salt * 1000 + at as u64);
    (0..).zip(rare).flat_map(|(at, rare)| [filler(at), vec![*rare]].concat()).collect()
}

#[test]
fn planted_retellings_are_found_among_other_text() {
    let stories: Vec<Vec<u32>> =
        (0..3).map(|story| (0..30).map(|at| word(1000 + 100 * story + at)).collect()).collect();
    let rarity = Rarity::background();
    // The stories of one text in order, those of the other backwards: three retellings.
    let one: Vec<u32> =
        stories.iter().flat_map(|story| [filler(200, 9), telling(story, 1)].concat()).collect();
    let other: Vec<u32> = stories
        .iter()
        .rev()
        .flat_map(|story| [filler(150, 8), telling(story, 2)].concat())
        .collect();
    let found = between(&one, &other, &rarity, 80.0);
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|told| told.anchors.len() >= 28 && told.a.len() > 200));

    let both = [telling(&stories[0], 3), filler(300, 7), telling(&stories[0], 4)].concat();
    assert_eq!(within(&both, &rarity, 80.0).len(), 1);
    assert!(within(&one, &rarity, 80.0).is_empty());

    let mut backwards = stories[0].clone();
    backwards.reverse();
    let [a, b] = [telling(&stories[0], 5), telling(&backwards, 6)];
    assert!(between(&a, &b, &rarity, 80.0).is_empty(), "another order is another story");
}

#[test]
fn copies_alone_are_no_retelling() {
    let sentence: Vec<u32> = (0..40).map(|at| word(5000 + at)).collect();
    let text = [filler(100, 1), sentence.clone(), filler(100, 2), sentence, filler(50, 3)].concat();
    assert!(within(&text, &Rarity::background(), 80.0).is_empty());
}

/// Sequences of 200 symbols in which every 2-gram recurs a few times and every word often.
fn bruijn_like(len: u64, salt: u64) -> Vec<u32> {
    (0..len).map(|at| word((mix(at ^ salt << 40) % 200) as u32 + 100)).collect()
}

#[test]
fn hostile_texts_cost_little() {
    const LEN: usize = 200_000;
    let one_word = vec![word(77); LEN];
    let all_new: Vec<u32> = (0..LEN as u32).map(|at| word(1_000_000 + at)).collect();
    let thrice = all_new[..LEN / 3].repeat(3);
    let rows = [0, 1].map(|salt| bruijn_like(LEN as u64, salt));
    let texts =
        [vec![], vec![word(3)], one_word, all_new, thrice, rows[0].clone(), rows[1].clone()];
    let rarity = Rarity::background();
    for (at, a) in texts.iter().enumerate() {
        within(a, &rarity, 80.0);
        texts[..=at].iter().for_each(|b| drop(between(a, b, &rarity, 80.0)));
    }
    let documents: Vec<&[u32]> = texts.iter().map(|text| &text[..]).collect();
    assert!(candidates(&documents, &rarity).len() <= 21);
}

#[test]
fn candidates_share_rare_words_and_do_not_depend_on_threads() {
    let mut texts: Vec<Vec<u32>> = (0..1200).map(|salt| filler(300, 100 + salt)).collect();
    let story: Vec<u32> = (0..30).map(|at| word(7000 + at)).collect();
    (0..3).for_each(|salt| texts[100 * salt + 50].extend(telling(&story, salt as u64)));
    let documents: Vec<&[u32]> = texts.iter().map(|text| &text[..]).collect();
    let found = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| candidates(&documents, &Rarity::of_corpus(&documents)))
    };
    assert_eq!(found(1), [(50, 150), (50, 250), (150, 250)]);
    assert_eq!(found(1), found(3));
}
