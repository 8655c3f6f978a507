//! What the generator says of its corpus, counted again in the naive way from the lines that it wrote.

use super::*;
use std::collections::{BTreeSet, HashMap};

const DOCUMENTS: u32 = 1500;

/// A dump of made-up sentences, with figures, quotes, joiners and escapes.
fn dump() -> Dump {
    let mut dice = Dice::new(9, 9, 9);
    let odd = [
        "1,250.50",
        "\u{201c}said\u{201d}",
        "don\u{2019}t",
        "a\"b",
        "c\\d",
        "e_f",
        "ශ්\u{200d}රී",
        "ලංකාව",
        "naïve",
        "東京",
        "(U.S.)",
    ];
    let mut lines = String::new();
    for number in 0..200 {
        let mut text = String::new();
        for _ in 0..5 + dice.below(300) {
            match dice.below(20) {
                0 => text.push_str(odd[dice.below(odd.len())]),
                _ => text.push_str(&format!("w{}", dice.below(4000))),
            }
            text.push_str([" ", " ", " ", ", ", ". ", "\n\n"][dice.below(6)]);
        }
        let source = ["one", "two"][number % 2];
        let record = serde_json::json!({ "text": text, "source": source, "date": "2024-03-05" });
        lines.push_str(&format!("{record}\n"));
    }
    Dump::read(lines.as_bytes()).expect("it is a dump")
}

fn corpus(dump: &Dump, seed: u64) -> Corpus<'_> {
    let maker = Maker { dump, seed, scale: 1.0, footers: 3 };
    let plan = Plan::new(DOCUMENTS, 0.4, 50, seed);
    Corpus { maker, plan, bounds: Bounds { duplicate: 0.75, trap: 0.65 } }
}

fn written(corpus: &Corpus) -> (Vec<u8>, Vec<Group>) {
    let mut out = Vec::new();
    let (bytes, groups) = corpus.write(DOCUMENTS as usize, &mut out).expect("memory takes all");
    assert_eq!(bytes, out.len() as u64);
    (out, groups)
}

/// The words of each document, by its id.
fn words(lines: &[u8]) -> HashMap<String, Vec<String>> {
    let word = |c: char| c.is_alphanumeric() || ('\u{d80}'..='\u{ddf}').contains(&c);
    let lines = std::str::from_utf8(lines).expect("it is UTF-8").lines();
    let cut = |line| {
        let record: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
        let field = |name: &str| record[name].as_str().expect("it is text").to_owned();
        let text = field("text").to_lowercase().replace(['\u{200c}', '\u{200d}'], "");
        let words = text.split(|c| !word(c)).filter(|word| !word.is_empty());
        (field("id"), words.map(str::to_owned).collect())
    };
    lines.map(cut).collect()
}

fn naive_jaccard(one: &[String], two: &[String]) -> f64 {
    let set = |words: &[String]| -> BTreeSet<Vec<String>> {
        words.windows(words.len().clamp(1, 5)).map(<[String]>::to_vec).collect()
    };
    let (one, two) = (set(one), set(two));
    one.intersection(&two).count() as f64 / one.union(&two).count() as f64
}

#[test]
fn the_truth_is_what_stands_in_the_file() {
    let dump = dump();
    let (lines, groups) = written(&corpus(&dump, 1));
    let words = words(&lines);
    assert_eq!(words.len(), DOCUMENTS as usize);
    let mut seen = HashMap::new();
    for group in &groups {
        let original = group.original.expect("every group has one");
        let first = &words[&truth::id(original)];
        for member in &group.members {
            assert!(member.position > original);
            let copy = &words[&truth::id(member.position)];
            assert_eq!(member.jaccard, naive_jaccard(first, copy), "{:?}", member.kind);
            match member.kind {
                copies::Kind::Exact => assert_eq!(first, copy),
                copies::Kind::Trap => assert!(member.jaccard <= 0.65),
                _ => assert!(member.jaccard >= 0.75),
            }
            *seen.entry(format!("{:?}", member.kind)).or_insert(0) += 1;
        }
    }
    assert_eq!(seen.len(), KINDS.len(), "{seen:?}");
    assert!(seen.values().all(|&count| count > 20), "{seen:?}");
}

#[test]
fn no_two_documents_are_alike_but_the_planted() {
    let dump = dump();
    let maker = Maker { dump: &dump, seed: 1, scale: 1.0, footers: 1 };
    let sets: Vec<Vec<u64>> = (0..400)
        .map(|serial| shingles::shingles(&maker.text(serial).words, &dump.pools[0]))
        .collect();
    let mut most = 0.0f64;
    for (number, one) in sets.iter().enumerate() {
        for two in &sets[..number] {
            most = most.max(shingles::jaccard(one, two));
        }
    }
    // One footer for all, so that some have it in common.
    assert!((0.1..0.6).contains(&most), "{most}");
}

#[test]
fn half_of_the_shingles_or_more_hold_a_name() {
    let dump = dump();
    let maker = Maker { dump: &dump, seed: 1, scale: 1.0, footers: usize::MAX };
    for serial in 0..400 {
        let article = &dump.articles[maker.text(serial).article];
        let length = article.words.max(base::SHORTEST);
        let body = &maker.text(serial).words[..length];
        let named =
            |run: &&[base::Word]| run.iter().any(|word| matches!(word, base::Word::Name(_)));
        let runs = body.windows(5);
        assert!(runs.clone().filter(named).count() * 2 >= runs.len(), "{serial}");
    }
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_gives_others() {
    let dump = dump();
    let (one, same) = (written(&corpus(&dump, 1)).0, written(&corpus(&dump, 1)).0);
    assert!(one == same);
    assert!(one != written(&corpus(&dump, 2)).0);
}

#[test]
fn groups_take_the_share_and_have_a_long_tail() {
    let plan = Plan::new(100_000, 0.2, 300, 1);
    let mut sizes = vec![0u32; 100_000];
    plan.serials.iter().for_each(|&serial| sizes[serial as usize] += 1);
    let (grouped, single) = sizes.split_at(plan.groups as usize);
    assert!((19_998..=20_000).contains(&grouped.iter().sum::<u32>()));
    assert!(grouped.iter().all(|size| (2..=300).contains(size)));
    assert!(single.iter().all(|&size| size <= 1));
    assert!(grouped.iter().any(|&size| size > 100));
    assert!(grouped.iter().filter(|&&size| size <= 3).count() > grouped.len() / 2);
}
