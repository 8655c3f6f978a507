//! Leakage from a test split into training data, on a month of real news: 200 items planted in four
//! ways among 2,000 that are left as they are.
//!
//! What is told of an untouched item is judged by an alignment of the very places that are named,
//! by full dynamic programming over words that are cut here.

use super::corpora::corpus;
use super::harness::Lab;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

const UNTOUCHED: usize = 2000;
const PLANTS: usize = 50;

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    /// So many different numbers below `end`.
    fn some(&mut self, count: usize, end: usize) -> BTreeSet<usize> {
        let mut some = BTreeSet::new();
        while some.len() < count {
            some.insert(self.below(end));
        }
        some
    }
}

/// Runs of letters, digits and the signs of Indic vowels.
fn words(text: &str) -> Vec<String> {
    let is_word = |c: char| c.is_alphanumeric() || ('\u{900}'..'\u{E00}').contains(&c);
    let words = text.split(|c| !is_word(c)).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// One word in ten is another.
fn edited(text: &str, random: &mut Random, other: &[String]) -> String {
    let mut all: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    for at in random.some(all.len() / 10, all.len()) {
        all[at].clone_from(&other[random.below(other.len())]);
    }
    all.join(" ")
}

/// Some words of it, among others.
fn inside(text: &str, random: &mut Random, other: &[String]) -> String {
    let all: Vec<&str> = text.split_whitespace().collect();
    // White space parts fewer words than tokens, seldom more.
    let len = 45 + random.below(30);
    let from = random.below(all.len() - len);
    let mut around = |count| {
        let drawn: Vec<&str> =
            (0..count).map(|_| other[random.below(other.len())].as_str()).collect();
        drawn.join(" ")
    };
    format!("{} {} {}", around(80), all[from..from + len].join(" "), around(80))
}

/// Every sentence trades places with another.
fn swapped(text: &str, random: &mut Random) -> String {
    let mut sentences: Vec<&str> = text.split_inclusive(['.', '?', '!', '\n']).collect();
    for at in (1..sentences.len()).rev() {
        sentences.swap(at, random.below(at + 1));
    }
    sentences.join(" ")
}

/// Columns that match, and all columns, of the best alignment of all of `a` with all of `b`, or with
/// some stretch of it.
fn aligned(a: &[String], b: &[String], is_inside: bool) -> (usize, usize) {
    // Errors and matches of each prefix pair; fewer errors first, then more matches.
    let skipped = |at| if is_inside { 0 } else { at };
    let mut row: Vec<(usize, usize)> = (0..=b.len()).map(|at| (skipped(at), 0)).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![(i + 1, 0)];
        for (j, y) in b.iter().enumerate() {
            let same = usize::from(x == y);
            let diagonal = (row[j].0 + 1 - same, row[j].1 + same);
            let best = [diagonal, (row[j + 1].0 + 1, row[j + 1].1), (next[j].0 + 1, next[j].1)];
            next.push(*best.iter().min_by_key(|(cost, same)| (*cost, usize::MAX - *same)).unwrap());
        }
        row = next;
    }
    let ends = if is_inside { &row[..] } else { &row[b.len()..] };
    let best = ends.iter().min_by_key(|(errors, same)| (*errors, usize::MAX - *same)).unwrap();
    (best.1, best.0 + best.1)
}

fn jaccard(a: &[String], b: &[String]) -> f64 {
    let set = |words: &[String]| words.windows(5).map(<[String]>::to_vec).collect::<BTreeSet<_>>();
    let (a, b) = (set(a), set(b));
    let both = a.intersection(&b).count();
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}

#[test]
fn planted_items_are_found_and_no_others() {
    let Some(path) = corpus("lk_news_2024-03.jsonl") else { return };
    let file = std::fs::read_to_string(path).unwrap();
    let all: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let text = |at: usize| all[at]["text"].as_str().unwrap();
    let mut random = Random(0x5EED);
    let untouched = random.some(UNTOUCHED, all.len());
    let train: Vec<usize> = (0..all.len()).filter(|at| !untouched.contains(at)).collect();
    let long: Vec<usize> =
        train.iter().copied().filter(|at| text(*at).split_whitespace().count() >= 100).collect();
    let other: Vec<String> =
        untouched.iter().flat_map(|at| text(*at).split_whitespace()).map(str::to_owned).collect();

    let mut items = BTreeMap::new();
    for at in &untouched {
        items.insert(format!("untouched-{at}"), text(*at).to_owned());
    }
    let mut sources = random.some(4 * PLANTS, long.len()).into_iter().map(|at| text(long[at]));
    for (class, plant) in [
        ("as-is", None),
        ("edited", Some(&edited as &dyn Fn(&str, &mut Random, &[String]) -> String)),
        ("inside", Some(&inside)),
        ("swapped", Some(&|text: &str, random: &mut Random, _: &[String]| swapped(text, random))),
    ] {
        for (number, source) in sources.by_ref().take(PLANTS).enumerate() {
            let planted =
                plant.map_or(source.to_owned(), |plant| plant(source, &mut random, &other));
            items.insert(format!("{class}-{number}"), planted);
        }
    }

    let lab = Lab::new();
    let lines = |rows: &mut dyn Iterator<Item = (String, &str)>| {
        rows.map(|(id, text)| format!("{}\n", json!({"id": id, "text": text}))).collect::<String>()
    };
    let split = lines(&mut items.iter().map(|(id, text)| (id.clone(), text.as_str())));
    lab.write("test.jsonl", &split);
    lab.write("train.jsonl", lines(&mut train.iter().map(|at| (at.to_string(), text(*at)))));
    let off =
        ["duplicates", "repeated-passages", "boilerplate", "empty", "encoding", "duplicate-ids"];
    let off: String = off.map(|rule| format!("[rules.{rule}]\nseverity = \"off\"\n")).concat();
    lab.write(
        "retold.toml",
        format!(
            "[corpus.train]\npaths = [\"train.jsonl\"]\n[corpus.test]\npaths = [\"test.jsonl\"]\n\
             [rules.leakage]\nof = \"test\"\nin = \"train\"\n{off}"
        ),
    );
    let report = lab.call("check --no-cache --reporter json").exits(1).json();

    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut told, mut wrong) = (0, Vec::new());
    for finding in report["findings"].as_array().unwrap() {
        let id = finding["site"]["id"].as_str().unwrap();
        let class = id.split_once('-').unwrap().0;
        if class != "untouched" {
            *found.entry(class).or_default() += 1;
            continue;
        }
        told += 1;
        let here = words(items[id].as_str());
        let that = &finding["related"][0];
        let there = text(that["id"].as_str().unwrap().parse().unwrap());
        let is_true = match finding["relation"].as_str().unwrap() {
            "exact" => here == words(there),
            "near" => jaccard(&here, &words(there)) >= 0.68,
            _ => shares(&lab, finding),
        };
        if !is_true {
            wrong.push(finding.clone());
        }
    }
    let recall = |class| found.get(class).copied().unwrap_or_default() as f64 / PLANTS as f64;
    let _ = writeln!(
        std::io::stderr(),
        "leakage: as is {:.2}, edited {:.2}, inside {:.2}, swapped {:.2}; of {UNTOUCHED} untouched \
         items {told} share text with training, {} told wrongly",
        recall("as"),
        recall("edited"),
        recall("inside"),
        recall("swapped"),
        wrong.len()
    );
    assert!(recall("as") >= 0.99 && recall("edited") >= 0.99 && recall("inside") >= 0.99);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether the places that a finding names are alike, word by word; of what stands whole there, the
/// place there must stand here.
fn shares(lab: &Lab, finding: &Value) -> bool {
    let cut = |file: &str, site: &Value| {
        let bytes = lab.read(file);
        let at = |end: &str| site[end]["byte"].as_u64().unwrap() as usize;
        // What is cut out of a JSON string is one, between quotes.
        let inside = String::from_utf8(bytes[at("start")..at("end")].to_vec()).unwrap();
        words(&serde_json::from_str::<String>(&format!("\"{inside}\"")).unwrap())
    };
    let here = cut("test.jsonl", &finding["site"]);
    let there = cut("train.jsonl", &finding["related"][0]);
    // What is contained stands somewhere in the item.
    let best = aligned(&there, &here, finding["relation"] == "contains");
    // Words are cut a little differently here, at joiners of Sinhala for one.
    best.0 >= 24 && best.0 as f64 >= 0.78 * best.1 as f64
}
