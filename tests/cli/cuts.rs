//! `--passages remove`: all but the first telling of a passage go.

use super::harness::Lab;
use super::prose::{prose, record};
use super::restore::cut;
use super::tellings::{NOTICE, told};
use serde_json::{Value, json};

#[test]
fn a_cut_says_what_it_was() {
    let text = |a: u64, b: u64| format!("{}. {NOTICE}. {}", prose(a, 50), prose(b, 50));
    let texts = [text(1, 2), text(3, 4)];
    let dump = record("a", &texts[0]) + &record("b", &texts[1]);
    let (left, cuts) = cut(&dump, "");
    assert_eq!(left, [texts[0].clone(), format!("{}. {}", prose(3, 50), prose(4, 50))]);
    let [line] = &cuts[..] else { panic!("{cuts:?}") };
    let expected = json!({
        "id": "b", "file": "in.jsonl", "record": 2, "kept_record": 2,
        "offset": record("b", &texts[1]).find(NOTICE).unwrap(),
        "passage": line["passage"], "first": "a", "cut": format!("{NOTICE}. "),
    });
    assert_eq!(line, &expected);
}

#[test]
fn the_first_by_keep_order_stays() {
    let text = |i: u64| format!("{}.\n{NOTICE}.\n{}", prose(i, 20), prose(i + 9, 20));
    let dump: Vec<String> = [(1, "post", "03"), (2, "mail", "01"), (3, "wire", "02")]
        .map(|(i, source, day)| told(source, source, &format!("2025-03-{day}"), &text(i)))
        .to_vec();
    for (rule, whole) in [
        ("first", 0),
        ("last", 2),
        ("earliest:date", 1),
        ("latest:date", 0),
        ("prefer:source=wire", 2),
    ] {
        let (left, cuts) = cut(&dump.concat(), &format!("--keep {rule}"));
        for (i, left) in left.iter().enumerate() {
            assert_eq!(left.contains(NOTICE), i == whole, "{rule}: {i}");
        }
        let first = ["post", "mail", "wire"][whole];
        assert!(cuts.len() == 2 && cuts.iter().all(|cut| cut["first"] == first), "{rule}");
    }
}

#[test]
fn one_text_tells_it_once() {
    let text = format!("{NOTICE}. {} {NOTICE}. {} {NOTICE}.", prose(1, 20), prose(2, 20));
    let (left, cuts) = cut(&record("a", &text), "");
    assert_eq!(left, [format!("{NOTICE}. {} {}", prose(1, 20), prose(2, 20) + " ")]);
    assert_eq!(cuts.len(), 2);
    // Without a word between them.
    let (left, _) = cut(&record("a", &format!("{NOTICE}. ").repeat(5)), "");
    assert_eq!(left, [format!("{NOTICE}. ")]);
}

#[test]
fn other_numbers_are_other_news() {
    let rate = "The desk fixed the crown at 1250 to the mark on Monday at noon, after a morning in \
                which the banks of the northern towns sold what they had and the brokers of the old \
                exchange bought nothing at all";
    let told =
        |i: u64, telling: &str| record(&i.to_string(), &format!("{}. {telling}.", prose(i, 20)));
    let other = rate.replace("1250", "1260");
    let renamed = rate.replace("northern", "southern");
    let dump = [told(1, rate), told(2, &other), told(3, rate), told(4, &renamed)].concat();
    let (left, _) = cut(&dump, "");
    assert!(left[1].ends_with(&format!("{other}.")));
    assert_eq!(left[2].trim(), format!("{}.", prose(3, 20)));
    assert_eq!(left[3].trim(), format!("{}.", prose(4, 20)));
}

#[test]
fn a_record_wholly_of_an_earlier_passage_is_left_empty() {
    let dump =
        record("a", &format!("{} {NOTICE} {}", prose(1, 60), prose(2, 60))) + &record("b", NOTICE);
    let (left, cuts) = cut(&dump, "");
    assert_eq!((left[1].as_str(), cuts[0]["cut"].as_str()), ("", Some(NOTICE)));
    // A file or a line without a word would be none.
    let lab = Lab::new();
    lab.write("in.txt", format!("{} {NOTICE} {}\n{NOTICE}\n", prose(1, 60), prose(2, 60)));
    lab.call("dedup in.txt --split lines -o out.txt --passages remove").ok();
    assert_eq!(lab.read("out.txt"), lab.read("in.txt"));
    assert!(lab.read("out.txt.cuts.jsonl").is_empty());
}

/// How many words texts have.
fn lens(texts: &[String]) -> Vec<usize> {
    texts.iter().map(|text| text.split_whitespace().count()).collect()
}

#[test]
fn passages_within_passages() {
    let (inner, left, right) = (prose(50, 40), prose(51, 40), prose(52, 40));
    let (start, end) = (format!("{left} {inner}"), format!("{inner} {right}"));
    let whole = format!("{left} {inner} {right}");
    let around = |i: u64| [prose(i, 50), prose(i + 100, 50)];
    let check = |tellings: &[&String]| {
        let lines = (1..).zip(tellings).map(|(i, telling)| {
            let [before, after] = around(i);
            record(&i.to_string(), &format!("{before} {telling} {after}"))
        });
        let (texts, _) = cut(&lines.collect::<String>(), "");
        let all = texts.concat();
        for part in [&inner, &left, &right] {
            assert_eq!(all.matches(part.as_str()).count(), 1, "{part}");
        }
        for (i, text) in (1..).zip(&texts) {
            assert!(around(i).iter().all(|part| text.contains(part)), "{text}");
        }
        texts
    };
    // The inner alone, in the whole, and in a part of it.
    let texts = check(&[&inner, &whole, &whole, &start]);
    assert_eq!(lens(&texts), [140, 180, 100, 100]);
    // Two that overlap.
    let texts = check(&[&start, &end, &whole]);
    assert_eq!(lens(&texts), [180, 140, 100]);
}

#[test]
fn cuts_need_a_place() {
    let lab = Lab::new();
    lab.write(
        "in.jsonl",
        record("a", NOTICE) + &record("b", &format!("{NOTICE} {}", prose(1, 60))),
    );
    lab.call("dedup in.jsonl -o - --passages remove").exits(2).says(&["cuts.jsonl", "--report"]);
    lab.call("dedup in.jsonl -o out --passages shred").exits(2).says(&["shred"]);
    std::fs::copy(lab.path("in.jsonl"), lab.path("out.cuts.jsonl")).unwrap();
    lab.call("dedup out.cuts.jsonl -o out --passages remove")
        .exits(2)
        .says(&["out.cuts.jsonl", "input"]);
    lab.call("dedup in.jsonl -o report/cuts.jsonl --report report --passages remove")
        .exits(2)
        .says(&["report/cuts.jsonl"]);
    let ended =
        lab.call("dedup in.jsonl -o - --passages remove --report report --format json").ok();
    assert_eq!(lab.lines("report/cuts.jsonl").len(), 1);
    let summary: Value = serde_json::from_str(&ended.stderr).unwrap();
    assert_eq!((&summary["passages"], &summary["passage_occurrences"]), (&json!(1), &json!(2)));
    std::fs::remove_dir_all(lab.path("report")).unwrap();
    lab.call("dedup in.jsonl --dry-run --passages remove --report report").ok();
    assert!(!lab.path("report/cuts.jsonl").exists());
    assert_eq!(lab.json("report/summary.json")["passages"], 1);
}
