//! The same bytes at any number of threads and in every run; the same clusters in any order.

use super::codecs;
use super::harness::{Lab, OUTPUTS};
use super::prose::{Random, prose, record};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// 3,000 records: exact, near and far copies of two hundred stories, templates, single ones, and
/// some that cannot be read.
fn dump() -> Vec<String> {
    let mut random = Random(7);
    (0..3000u64)
        .map(|i| {
            let pick = random.next();
            let story = prose(1_000_000 + pick % 200, 60);
            let text = match pick >> 32 & 7 {
                0 => story.to_uppercase(),
                1 => format!("{story} {}", prose(i, 6)),
                2 => format!("{} {story}", prose(i, 9)),
                3 => format!("{story} {}", prose(i, 30)),
                4 => {
                    format!("The rate of the crown was fixed at {i} on Monday by the old desk here")
                }
                5 if i % 40 == 0 => return format!("broken {i}\n"),
                _ => prose(i, 50),
            };
            record(&format!("d{i}"), &text)
        })
        .collect()
}

fn outputs(lab: &Lab, threads: &str, flags: &str) -> Vec<Vec<u8>> {
    let call = "dedup in.jsonl -o out.jsonl --report report --on-error skip -q";
    lab.call(&format!("{call} --threads {threads} {flags}")).ok();
    OUTPUTS.map(|name| lab.read(name)).to_vec()
}

fn check(lab: &Lab) {
    for flags in ["", "--exact --audit 100"] {
        let first = outputs(lab, "1", flags);
        assert!(first.iter().all(|bytes| !bytes.is_empty()));
        for threads in ["1", "2", "8", "8", "8"] {
            for ((name, a), b) in OUTPUTS.iter().zip(&first).zip(outputs(lab, threads, flags)) {
                assert!(*a == b, "{name} with {threads} threads {flags}");
            }
        }
    }
}

#[test]
fn threads_and_runs_change_nothing_of_the_newsroom() {
    let lab = Lab::new();
    let bytes = lab.fixture("newsroom.jsonl");
    lab.write("in.jsonl", [&bytes[..], b"{broken\n"].concat());
    check(&lab);
}

#[test]
fn threads_and_runs_change_nothing_of_a_dump() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump().concat());
    check(&lab);
}

/// A file of several parts, each compressed by itself.
fn packed(codec: &str, text: &[u8]) -> Vec<u8> {
    text.chunks(text.len() / 40 + 1).flat_map(|part| codecs::pack(codec, part)).collect()
}

#[test]
fn threads_change_nothing_of_what_is_compressed() {
    let lab = Lab::new();
    let text = dump().concat().into_bytes();
    lab.write("in.jsonl", &text);
    lab.call("dedup in.jsonl -o plain.jsonl --on-error skip -q").ok();
    for codec in codecs::ALL {
        let (from, to) = (format!("in.jsonl.{codec}"), format!("out.jsonl.{codec}"));
        lab.write(&from, packed(codec, &text));
        let out = |threads| {
            let call = lab.call("dedup --on-error skip -q --threads");
            call.args(&[threads, &from, "-o", &to]).ok();
            lab.read(&to)
        };
        let first = out("1");
        assert!(codecs::unpack(codec, &first) == lab.read("plain.jsonl"), "{codec}");
        for threads in ["2", "8"] {
            assert!(first == out(threads), "{codec} with {threads} threads");
        }
    }
}

#[test]
fn small_files_are_joined_in_order_by_any_number_of_threads() {
    let lab = Lab::new();
    // Every other file lacks its last line end.
    for (i, line) in dump().into_iter().take(900).enumerate() {
        let line = if i % 2 == 0 { line.trim_end() } else { &line };
        lab.write(&format!("in/{i:04}.jsonl"), line);
    }
    let out = |threads| {
        lab.call("dedup in -o out.jsonl --on-error skip -q --threads").arg(threads).ok();
        lab.read("out.jsonl")
    };
    let first = out("1");
    lab.write("whole.jsonl", dump()[..900].concat());
    lab.call("dedup whole.jsonl -o joined.jsonl --on-error skip -q").ok();
    assert!(first.trim_ascii_end() == lab.read("joined.jsonl").trim_ascii_end());
    assert!(first == out("2") && first == out("8"));
}

/// The ids of every cluster, by its name.
fn clusters(lab: &Lab) -> BTreeMap<String, BTreeSet<String>> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let cluster = |line: &Value| {
        let members = line["members"].as_array().unwrap();
        let ids = members.iter().map(|member| text(&member["id"]));
        (text(&line["cluster"]), ids.collect())
    };
    lab.lines("report/clusters.jsonl").iter().map(cluster).collect()
}

fn check_shuffled(mut lines: Vec<String>) {
    let lab = Lab::new();
    lab.write("in.jsonl", lines.concat());
    outputs(&lab, "2", "");
    let expected = clusters(&lab);
    assert!(!expected.is_empty());
    for seed in 1..=3 {
        Random(seed).shuffle(&mut lines);
        lab.write("in.jsonl", lines.concat());
        outputs(&lab, "2", "");
        assert!(clusters(&lab) == expected, "shuffled by {seed}");
    }
}

#[test]
fn order_changes_no_cluster_of_the_newsroom() {
    let lab = Lab::new();
    let bytes = String::from_utf8(lab.fixture("newsroom.jsonl")).unwrap();
    check_shuffled(bytes.split_inclusive('\n').map(str::to_owned).collect());
}

#[test]
fn order_changes_no_cluster_of_a_dump() {
    check_shuffled(dump());
}

/// Copies with equal dates and lengths are ties of both rules.
#[test]
fn order_changes_nothing_of_what_rules_without_places_keep() {
    let mut lines: Vec<String> = dump().into_iter().filter(|line| line.starts_with('{')).collect();
    for (line, day) in lines.iter_mut().zip((1..=3).cycle()) {
        *line = line.replacen('{', &format!("{{\"date\":\"2024-03-0{day}\","), 1);
    }
    let lab = Lab::new();
    let mut kept = |seed: u64| {
        Random(seed).shuffle(&mut lines);
        lab.write("in.jsonl", lines.concat());
        lab.call("dedup in.jsonl -o out.jsonl -q --keep earliest:date --keep longest").ok();
        let bytes = String::from_utf8(lab.read("out.jsonl")).unwrap();
        bytes.lines().map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let first = kept(1);
    assert!(first.len() < 3_000 && first.len() > 100);
    for seed in 2..=3 {
        assert!(kept(seed) == first, "shuffled by {seed}");
    }
}

/// Exact copies that are written otherwise are ties of every rule. Where no id tells them apart,
/// because there is none or all have the same, the text as it is written does.
#[test]
fn order_changes_nothing_of_copies_that_are_written_otherwise() {
    for id in ["", "\"id\":\"one\","] {
        let text = "the night ferry waits for the last bus from the hill villages";
        let mut lines: Vec<String> = (text.split(' ').enumerate())
            .map(|(at, word)| {
                let loud = text.replacen(word, &word.to_uppercase(), 1 + at % 2);
                format!("{{{id}\"text\":\"{loud}\"}}\n")
            })
            .collect();
        let lab = Lab::new();
        let mut kept = |seed: u64| {
            Random(seed).shuffle(&mut lines);
            lab.write("in.jsonl", lines.concat());
            lab.call("dedup in.jsonl -o out.jsonl -q --keep longest").ok();
            lab.read("out.jsonl")
        };
        let first = kept(1);
        assert_eq!(first.iter().filter(|byte| **byte == b'\n').count(), 1);
        for seed in 2..=8 {
            assert!(kept(seed) == first, "shuffled by {seed}");
        }
    }
}
