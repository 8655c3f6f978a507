//! Whatever `--passages remove` cuts out of records of any format can be put back byte for byte.

use super::codecs::pack;
use super::harness::Lab;
use super::prose::{Random, prose, record};
use super::restore::{cut, lines, restored, rows};
use super::tellings::{NOTICE, SPEECH, escaped};
use serde_json::{Value, json};

#[test]
fn escapes_are_cut_whole() {
    let telling = format!("„Die Fähre“ fährt 🚢:\n\"{NOTICE}\" \\ {SPEECH} – Ende");
    let text = |i: u64| format!("🌊 {}\n{telling}\n{} é", prose(i, 12), prose(i + 20, 12));
    let raw = |i: u64| {
        format!("{{\"n\": \"\\u00e9\",\"text\":\"{}\" , \"x\":[1]}}\r\n", escaped(&text(i)))
    };
    let dump = record("plain", &text(0)) + &raw(1) + &raw(2);
    let (left, cuts) = cut(&dump, "");
    assert_eq!(cuts.len(), 2);
    assert!(left[1..].iter().all(|text| !text.contains("Fähre") && !text.contains("purse")));
}

#[test]
fn tables_stay_tables() {
    let lab = Lab::new();
    let cell =
        |i: u64| format!("{}.\n\"\"{NOTICE},\"\" he said.\n{}", prose(i, 12), prose(i + 20, 12));
    let row = |i: u64| format!("{i},\"{}\",x\r\n", cell(i));
    let only = format!("9,{},\n", NOTICE.replace(',', ""));
    let dump = format!("id,text,z\n{}", (0..4).map(row).collect::<String>() + &only);
    lab.write("in.csv", &dump);
    lab.call("dedup in.csv -o out.csv -q --passages remove --report report").ok();
    let cuts = lab.lines("report/cuts.jsonl");
    assert_eq!(cuts.len(), 4);
    let (before, after) = (rows(dump.as_bytes()), rows(&lab.read("out.csv")));
    assert_eq!(before[0], after[0]);
    assert_eq!(restored(after[1..].to_vec(), &cuts), before[1..]);
    // What is left is read as as many documents.
    let again = lab.call("dedup out.csv -o again.csv --format json").ok().json();
    assert_eq!((&again["documents"], &again["rejected"]), (&json!(5), &json!({})));
    assert!(String::from_utf8(after.concat()).unwrap().matches(NOTICE).count() == 1);
}

#[test]
fn pages_of_a_folder() {
    let lab = Lab::new();
    let text = |i: u64| format!("{}.\n\n{NOTICE}.\n\n{}\n", prose(i, 20), prose(i + 30, 20));
    let names = ["a.txt", "b/c.txt", "d.txt"];
    lab.write("in/a.txt", text(1));
    lab.write("in/b/c.txt", format!("\u{FEFF}{}", text(2)));
    let units = text(3).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    lab.write("in/d.txt", [&[0xFF, 0xFE][..], &units].concat());
    lab.call("dedup in -o out -q --passages remove").ok();
    let cuts = lab.lines("out.cuts.jsonl");
    let files = |folder: &str| names.map(|name| lab.read(&format!("{folder}/{name}"))).to_vec();
    assert_eq!(restored(files("out"), &cuts), files("in"));
    let of: Vec<(&Value, bool)> =
        cuts.iter().map(|cut| (&cut["file"], cut["hex"].is_null())).collect();
    assert_eq!(of, [(&json!("in/b/c.txt"), true), (&json!("in/d.txt"), true)]);
    assert!(files("out")[1].len() < files("in")[1].len() - NOTICE.len());
}

#[test]
fn kept_records_are_counted_in_the_output() {
    let lab = Lab::new();
    let text = |i: u64| format!("{}.\n{NOTICE}.\n{}", prose(i, 40), prose(i + 50, 40));
    let dump: Vec<String> = [1, 1, 2, 2, 3].map(|i| record(&i.to_string(), &text(i))).to_vec();
    lab.write("a.jsonl.gz", pack("gz", format!("\n{}", dump[..3].concat()).as_bytes()));
    lab.write("b.jsonl", dump[3..].concat().trim_end());
    lab.call("dedup a.jsonl.gz b.jsonl -o out.jsonl --report report --passages remove -q").ok();
    let cuts = lab.lines("report/cuts.jsonl");
    let places: Vec<Value> =
        cuts.iter().map(|cut| json!([cut["file"], cut["record"], cut["kept_record"]])).collect();
    assert_eq!(places, [json!(["a.jsonl.gz", 3, 2]), json!(["b.jsonl", 2, 3])]);
    let expected = [&dump[0], &dump[2], &dump[4]].map(|line| line.trim_end().as_bytes().to_vec());
    let whole = restored(lines(&lab.read("out.jsonl")), &cuts);
    assert_eq!(whole.iter().map(|r| r.trim_ascii_end().to_vec()).collect::<Vec<_>>(), expected);
}

/// Documents of paragraphs, most of which recur: changed, in other orders, twice in one.
fn dump(seed: u64) -> String {
    let mut random = Random(seed);
    let mut pick = |n: u64| random.next() % n;
    let line = |i: u64| {
        let mut parts = vec![prose(seed * 100_000 + i, 20)];
        for _ in 0..pick(5) {
            let mut paragraph = prose(seed * 777 + pick(12), 30 + pick(30) as usize);
            if pick(3) == 0 {
                paragraph = paragraph.replacen(' ', [" \"", " é ", " 🚢 7 "][pick(3) as usize], 9);
            }
            parts.push(paragraph);
        }
        let text = parts.join(["\n\n", " ", ". "][pick(3) as usize]);
        match pick(2) {
            0 => record(&i.to_string(), &text),
            _ => format!("{{\"text\":\"{}\"}}\n", escaped(&text)),
        }
    };
    (0..120).map(line).collect()
}

#[test]
fn whatever_is_cut_can_be_put_back() {
    for (seed, args) in
        (1..).zip(["", "--keep last", "--min-tokens 12", "--keep longest --identity 0.6"])
    {
        let (_, cuts) = cut(&dump(seed), args);
        assert!(cuts.len() > 50, "{args}: {}", cuts.len());
    }
}

#[test]
fn threads_change_no_cut() {
    let lab = Lab::new();
    lab.write("in.jsonl", dump(5));
    let run = |threads: &str| {
        lab.call("dedup in.jsonl -o out.jsonl -q --passages remove -j").arg(threads).ok();
        (lab.read("out.jsonl"), lab.read("out.jsonl.cuts.jsonl"))
    };
    let first = run("1");
    for threads in ["2", "8"] {
        assert!(run(threads) == first, "{threads} threads");
    }
}
