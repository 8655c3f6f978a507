//! `--remove contains`: what stands nearly whole in a longer text goes, and the longer one stays.

use super::harness::Lab;
use super::prose::{Random, prose};
use super::tellings::{told, words};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::slice::from_ref;

/// So many words of a text, from one on.
fn part(text: &str, from: usize, len: usize) -> String {
    text.split(' ').skip(from).take(len).collect::<Vec<_>>().join(" ")
}

/// A record of a source, all of one day.
fn of(id: &str, source: &str, text: &str) -> String {
    told(id, source, "2025-03-10", text)
}

/// Who goes: id, witness, relation and score.
fn removed(lines: &[String], args: &str) -> Vec<Value> {
    let lab = Lab::new();
    lab.write("in.jsonl", lines.concat());
    gone(&lab, args)
}

fn gone(lab: &Lab, args: &str) -> Vec<Value> {
    let call = "dedup in.jsonl -o out.jsonl --report report -q --remove contains";
    lab.call(&format!("{call} {args}")).ok();
    let removal =
        |line: &Value| json!([line["id"], line["witness"], line["relation"], line["score"]]);
    lab.lines("report/removed.jsonl").iter().map(removal).collect()
}

fn by_contains(id: &str, witness: &str, score: f64) -> Value {
    json!([id, witness, "contains", score])
}

#[test]
fn the_brief_goes_whatever_the_order() {
    let story = prose(1, 150);
    let (brief, story) = (of("brief", "b", &part(&story, 30, 60)), of("story", "s", &story));
    let both = [[brief.clone(), story.clone()], [story, brief]];
    for lines in &both {
        for rule in ["first", "last", "longest", "prefer:source=b", "prefer:source=s"] {
            let found = removed(lines, &format!("--keep {rule}"));
            assert_eq!(found, [by_contains("brief", "story", 1.0)], "{rule}");
        }
        // Nobody asked for it.
        let lab = Lab::new();
        lab.write("in.jsonl", lines.concat());
        lab.call("dedup in.jsonl -o out.jsonl").ok();
        assert_eq!(lab.read("out.jsonl"), lines.concat().as_bytes());
    }
}

#[test]
fn the_report_counts_what_is_contained() {
    let lab = Lab::new();
    let story = prose(1, 150);
    let lines = [of("a", "s", &story), of("b", "s", &part(&story, 5, 70)), of("c", "s", &story)];
    lab.write("in.jsonl", lines.concat());
    let call = "dedup in.jsonl -o out.jsonl --report report --remove contains --format json";
    let summary = lab.call(call).ok().json();
    let by = json!({"exact": 1, "near": 0, "contains": 1, "template": 0, "empty": 0});
    assert_eq!(summary["removed_by"], by);
    assert_eq!(lab.read("out.jsonl"), lines[0].as_bytes());
    let member = &lab.lines("report/clusters.jsonl")[0]["members"][1];
    assert_eq!([&member["relation"], &member["witness"]], ["contains", "a"]);
    assert!(lab.call("dedup in.jsonl -o x --remove contains").ok().text().contains("contains 1"));
}

#[test]
fn so_much_of_it_stands_there() {
    let story = prose(1, 150);
    // 53 of 60 words stand in the story.
    let brief = format!("{} {}", part(&story, 40, 53), prose(2, 7));
    let lines = [of("brief", "s", &brief), of("story", "s", &story)];
    assert!(removed(&lines, "").is_empty());
    let expected = [by_contains("brief", "story", 53.0 / 60.0)];
    assert_eq!(removed(&lines, "--containment 0.88"), expected);
    assert!(removed(&lines, "--containment 0.89").is_empty());
    // Changed words in the middle are not there either.
    let words: Vec<&str> = brief.split(' ').take(50).collect();
    let changed = [&words[..24], &["novum"], &words[25..]].concat().join(" ");
    let lines = [of("brief", "s", &changed), of("story", "s", &story)];
    assert_eq!(removed(&lines, ""), [by_contains("brief", "story", 49.0 / 50.0)]);
    assert!(removed(&lines, "--containment 1").is_empty());
}

#[test]
fn halves_in_two_stories_are_no_whole() {
    let (a, b) = (prose(1, 150), prose(2, 150));
    let brief = format!("{} {}", part(&a, 10, 40), part(&b, 90, 40));
    let mut lines = vec![of("a", "s", &a), of("brief", "s", &brief), of("b", "s", &b)];
    assert!(removed(&lines, "").is_empty());
    // Nor are two halves of one story turned round two: all of it is there.
    lines.push(of("turned", "s", &format!("{} {}", part(&a, 90, 40), part(&a, 10, 40))));
    assert_eq!(removed(&lines, ""), [by_contains("turned", "a", 1.0)]);
}

#[test]
fn a_chain_ends_at_what_stays() {
    let story = prose(1, 300);
    let line = |id: &str, len: usize| of(id, "s", &part(&story, 10, len));
    let lines = [line("40", 40), line("90", 90), line("200", 200)];
    let expected = [by_contains("40", "200", 1.0), by_contains("90", "200", 1.0)];
    assert_eq!(removed(&lines, ""), expected);
    assert_eq!(removed(&lines, "--keep last"), expected);
}

/// A story of 400 words, nearly the same again, and a brief of 60 that stands in both or in the
/// second alone.
fn twins(in_both: bool) -> [String; 3] {
    let story = prose(1, 400);
    let mut words: Vec<&str> = story.split(' ').collect();
    let brief = words[100..160].join(" ");
    // Each change costs five shingles of 396 and adds five: J is 396 - 5n by 396 + 5n.
    let changes: &[usize] =
        if in_both { &[20, 300] } else { &[20, 102, 111, 120, 129, 138, 147, 156] };
    for at in changes {
        words[*at] = "novum";
    }
    let (first, second) = (words.join(" "), story.clone());
    [of("first", "a", &first), of("second", "b", &second), of("brief", "c", &brief)]
}

#[test]
fn a_brief_of_a_story_that_goes_has_one_that_stays() {
    let [first, second, brief] = twins(true);
    let near = 386.0 / 406.0;
    let lines = [brief.clone(), second.clone(), first.clone(), second.clone()];
    let found = removed(&lines, "");
    assert_eq!(found[0], by_contains("brief", "second", 1.0));
    assert_eq!(found[1], json!(["first", "second", "near", near]));
    assert_eq!(found[2], json!(["second", "second", "exact", 1.0]));
    assert_eq!(found.len(), 3);
    // Whoever of the two stays, by whichever rule.
    for (rule, stays, goes) in [
        ("first", "first", "second"),
        ("last", "second", "first"),
        ("prefer:source=b", "second", "first"),
        ("prefer:source=c,a", "first", "second"),
        ("prefer:source=c,b", "second", "first"),
    ] {
        for lines in
            [[&brief, &first, &second], [&first, &brief, &second], [&first, &second, &brief]]
        {
            let lines = lines.map(String::clone);
            let mut found = removed(&lines, &format!("--keep {rule}"));
            found.sort_by_key(|removal| removal[0] != "brief");
            let expected = [by_contains("brief", stays, 1.0), json!([goes, stays, "near", near])];
            assert_eq!(found, expected, "{rule}");
        }
    }
}

#[test]
fn what_stands_only_in_a_story_that_goes_stays() {
    let [first, second, brief] = twins(false);
    let near = json!(["second", "first", "near", 356.0 / 436.0]);
    assert_eq!(removed(&[first.clone(), second.clone(), brief.clone()], ""), from_ref(&near));
    assert_eq!(removed(&[brief, first, second], "--keep prefer:source=c,a"), [near]);
}

#[test]
fn of_two_that_are_as_long_keep_order_tells() {
    let (a, b, c) = (prose(1, 40), prose(2, 40), prose(3, 40));
    let texts = [[&a, &b, &c], [&c, &a, &b], [&b, &c, &a]];
    let texts = texts.map(|parts| parts.map(String::as_str).join(" "));
    // In paragraphs of another order few shingles are lost, so near is set out of reach.
    let lines: Vec<String> =
        texts.iter().enumerate().map(|(i, text)| of(&i.to_string(), "s", text)).collect();
    for (rule, stays, go) in [("first", "0", ["1", "2"]), ("last", "2", ["0", "1"])] {
        let found = removed(&lines, &format!("--threshold 1 --keep {rule}"));
        assert_eq!(found, go.map(|id| by_contains(id, stays, 1.0)), "{rule}");
    }
}

#[test]
fn only_what_may_be_compared_is_contained() {
    let story = prose(1, 150);
    let lines = [
        told("post-brief", "post", "2025-03-10", &part(&story, 30, 60)),
        told("mail-brief", "mail", "2025-05-01", &part(&story, 90, 60)),
        told("post-story", "post", "2025-03-12", &story),
    ];
    let post = by_contains("post-brief", "post-story", 1.0);
    let mail = by_contains("mail-brief", "post-story", 1.0);
    assert_eq!(removed(&lines, ""), [post.clone(), mail.clone()]);
    assert_eq!(removed(&lines, "--across source"), from_ref(&mail));
    assert_eq!(removed(&lines, "--within source"), from_ref(&post));
    assert_eq!(removed(&lines, "--window date=3d"), from_ref(&post));
    assert!(removed(&lines, "--window date=1d").is_empty());
    assert_eq!(removed(&lines, "--window date=60d --within source"), [post]);
    assert_eq!(removed(&lines, "--window date=60d --across source"), [mail]);
}

/// Stories, parts of them, parts of parts, near and exact copies, and briefs of nobody.
fn corpus(seed: u64) -> Vec<String> {
    let mut random = Random(seed);
    let mut pick = |n: usize| random.next() as usize % n;
    let mut texts: Vec<String> = (0..12).map(|i| prose(seed * 1000 + i, 120)).collect();
    for i in 0..150u64 {
        let base = texts[pick(texts.len())].clone();
        let len = base.split(' ').count();
        let text = match pick(5) {
            0 => base,
            1 => base.replacen(' ', " novum ", 1 + pick(2)),
            2 => format!("{base} {}", prose(seed * 5000 + i, 10 + pick(60))),
            3 if len > 60 => part(&base, pick(len - 50), 40 + pick(20)),
            _ => prose(seed * 9000 + i, 30),
        };
        texts.push(text);
    }
    Random(seed ^ 99).shuffle(&mut texts);
    let line = |(i, text): (usize, &String)| {
        told(&i.to_string(), ["a", "b", "c"][i % 3], &format!("2025-03-{:02}", 1 + i % 28), text)
    };
    texts.iter().enumerate().map(line).collect()
}

#[test]
fn every_witness_stays() {
    let rules = ["", "--keep last", "--keep longest", "--across source", "--window date=5d"];
    for (seed, rule) in (1..).zip(rules) {
        let lab = Lab::new();
        let lines = corpus(seed);
        lab.write("in.jsonl", lines.concat());
        let found = gone(&lab, rule);
        let texts: BTreeMap<String, Vec<String>> = lab
            .lines("in.jsonl")
            .iter()
            .map(|r| (r["id"].as_str().unwrap().to_owned(), words(r["text"].as_str().unwrap())))
            .collect();
        let kept: BTreeSet<String> =
            lab.lines("out.jsonl").iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(kept.len() + found.len(), lines.len());
        let mut contained = 0;
        for removal in &found {
            let [id, witness] = [0, 1].map(|at| removal[at].as_str().unwrap());
            assert!(!kept.contains(id) && kept.contains(witness), "{rule}: {removal}");
            if removal[2] != "contains" {
                continue;
            }
            contained += 1;
            let (inner, outer) = (&texts[id], &texts[witness]);
            let score = removal[3].as_f64().unwrap();
            let there = inner.iter().filter(|word| outer.contains(word)).count();
            let most = there as f64 / inner.len() as f64;
            // A number that was written and read may differ in its last digit.
            assert!(score >= 0.9 && score <= most + 1e-12, "{removal}");
            assert!(inner.len() <= outer.len(), "{removal}");
        }
        assert!(contained > 10, "{rule}: {contained}");
    }
}
