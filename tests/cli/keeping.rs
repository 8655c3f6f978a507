//! Which document stays, which pairs are compared, and how much may go.

use super::harness::Lab;
use super::newsroom::{Story, check, newsroom, staying, truth};
use super::prose::prose;
use serde_json::json;

const RELATIONS: [&str; 2] = ["exact", "near"];

/// Runs on the newsroom with `args`, and checks the outcome against the truth.
fn newsroom_with(args: &[&str], order: &[Story], allowed: impl Fn(&Story, &Story) -> bool) {
    let (lab, truth) = (Lab::new(), truth());
    lab.fixture("newsroom.jsonl");
    lab.call("dedup newsroom.jsonl -o out.jsonl --report report").args(args).ok();
    let stay = staying(order, |a, b| allowed(a, b) && truth.is(a, b, &RELATIONS));
    check(&lab, &newsroom(), &stay, &RELATIONS);
}

fn sorted<K: Ord>(key: impl Fn(&Story) -> K) -> Vec<Story> {
    let mut order = newsroom();
    // Stable, as with a last rule `first`; other ties are decided by content (determinism.rs).
    order.sort_by_key(key);
    order
}

#[test]
fn keep_first_and_last() {
    newsroom_with(&["--keep", "first"], &newsroom(), |_, _| true);
    let reversed: Vec<Story> = newsroom().into_iter().rev().collect();
    newsroom_with(&["--keep", "last"], &reversed, |_, _| true);
}

#[test]
fn keep_by_date() {
    let order = sorted(|story| story.date.clone());
    newsroom_with(&["--keep", "earliest:date", "--keep", "first"], &order, |_, _| true);
    let order = sorted(|story| std::cmp::Reverse(story.date.clone()));
    newsroom_with(&["--keep", "latest:date", "--keep", "first"], &order, |_, _| true);
}

#[test]
fn keep_by_chained_rules() {
    let preferred = ["valley-courier", "lantern-daily"];
    let place = |story: &Story| {
        let at = preferred.iter().position(|source| *source == story.source);
        at.unwrap_or(preferred.len())
    };
    assert!(newsroom().iter().any(|story| place(story) == 0));
    let args = ["--keep", "prefer:source=valley-courier,lantern-daily"];
    newsroom_with(&[args[0], args[1], "--keep", "first"], &sorted(place), |_, _| true);
    let chained = [args[0], args[1], "--keep", "latest:date", "--keep", "first"];
    let order = sorted(|story| (place(story), std::cmp::Reverse(story.date.clone())));
    newsroom_with(&chained, &order, |_, _| true);
}

#[test]
fn keep_longest() {
    let lab = Lab::new();
    let body = prose(1, 60);
    let texts = [body.clone(), format!("{body} and a bit more"), format!("{body} and more")];
    let lines: Vec<String> = (0..)
        .zip(&texts)
        .map(|(id, text)| format!("{}\n", json!({"id": id, "text": text})))
        .collect();
    lab.write("in.jsonl", lines.concat());
    lab.call("dedup in.jsonl -o out.jsonl --keep longest").ok();
    assert_eq!(lab.read("out.jsonl"), lines[1].as_bytes());
}

/// Days since some day, of a date such as 2025-03-07; the newsroom knows March and April.
fn day(story: &Story) -> i64 {
    let mut parts = story.date.split('-').map(|part| part.parse::<i64>().unwrap());
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    assert_eq!(year, Some(2025));
    match month {
        Some(3) => day.unwrap(),
        Some(4) => day.unwrap() + 31,
        _ => panic!("{}", story.date),
    }
}

#[test]
fn windows_part_what_lies_apart() {
    for days in [0, 1, 7] {
        let window = format!("date={days}d");
        newsroom_with(&["--window", &window], &newsroom(), |a, b| day(a).abs_diff(day(b)) <= days);
    }
}

#[test]
fn across_and_within_fields() {
    newsroom_with(&["--across", "source"], &newsroom(), |a, b| a.source != b.source);
    newsroom_with(&["--within", "source"], &newsroom(), |a, b| a.source == b.source);
    newsroom_with(&["--within", "lang", "--across", "date"], &newsroom(), |a, b| {
        a.lang == b.lang && a.date != b.date
    });
}

/// Ten documents of each of two sources; the second has two copies of the first's.
fn two_sources() -> Lab {
    let lab = Lab::new();
    let line = |source: &str, seed: u64| {
        format!("{}\n", json!({"source": source, "text": prose(seed, 40)}))
    };
    let mut lines: Vec<String> = (0..10).map(|seed| line("gazette", seed)).collect();
    lines.extend((8..18).map(|seed| line("cour\u{1b}[31mier", seed)));
    lab.write("in.jsonl", lines.concat());
    lab
}

#[test]
fn budgets_stop_what_would_lose_too_much() {
    let lab = two_sources();
    for (args, offender) in [
        ("--max-removed 9%", "2 of 20"),
        ("--max-removed-per source=19.9%", "2 of 10"),
        ("--max-removed 100% --max-removed-per source=0%", "2 of 10"),
    ] {
        let call = format!("dedup in.jsonl -o out.jsonl --report report {args}");
        let ended = lab.call(&call).exits(1);
        ended.says(&["budget", offender]).says(&["cour\\u{1b}[31mier"]);
        assert!(!ended.stderr.contains('\u{1b}'));
        assert!(!ended.stderr.contains("gazette (0"), "{}", ended.stderr);
        let files: Vec<String> = lab.names().into_iter().filter(|n| !n.ends_with('/')).collect();
        assert_eq!(files, ["in.jsonl"]);
    }
    lab.call("dedup in.jsonl -o out.jsonl --max-removed 10% --max-removed-per source=20%").ok();
    lab.call("dedup in.jsonl -o x --max-removed 10").exits(2).says(&["10"]);
    lab.call("dedup in.jsonl -o x --max-removed-per 10%").exits(2).says(&["FIELD=SHARE"]);
}

#[test]
fn a_field_that_tables_lack_is_an_error() {
    let lab = Lab::new();
    lab.write("in.csv", "id,text\n1,one\n2,one\n");
    for args in ["--within lang", "--keep latest:date", "--max-removed-per outlet=5%"] {
        let field = args.rsplit([' ', ':']).next().unwrap().split('=').next().unwrap();
        lab.call(&format!("dedup in.csv -o out.csv {args}")).exits(2).says(&[
            "no column",
            field,
            "`id`, `text`",
        ]);
    }
    assert_eq!(lab.names(), ["in.csv"]);
}
