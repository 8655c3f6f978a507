//! `--passages mark`: passages are named in the records that hold them.

use super::harness::Lab;
use super::prose::prose;
use super::tellings::{NOTICE, SPEECH, escaped, range};
use serde_json::{Value, json};

#[test]
fn records_get_one_more_member_and_nothing_else() {
    let lab = Lab::new();
    let text =
        |i: u64, telling: &str| format!("🌊 {}\n{telling}. {}", prose(i, 15), prose(i + 9, 15));
    let texts = [
        text(1, NOTICE),
        text(2, &format!("{SPEECH}. {} {NOTICE}", prose(30, 30))),
        prose(3, 60),
        text(4, SPEECH),
    ];
    let raw = |text: &String| {
        format!("{{ \"text\" : \"{}\", \"x\": {{\"y\":\"}}\"}} }} \r\n", escaped(text))
    };
    let records: Vec<String> = texts.iter().map(raw).collect();
    lab.write("in.jsonl", records.concat());
    lab.call("dedup in.jsonl -o out.jsonl -q --passages mark --keep last").ok();
    lab.call("passages in.jsonl -o passages.jsonl -q").ok();
    assert_eq!(lab.names(), ["in.jsonl", "out.jsonl", "passages.jsonl"]);
    let out = String::from_utf8(lab.read("out.jsonl")).unwrap();
    let marked: Vec<&str> = out.split_inclusive('\n').collect();
    assert_eq!(marked.len(), 4);
    assert_eq!(marked[2], records[2]);
    let passages = lab.lines("passages.jsonl");
    let named = |telling: &str| passages.iter().find(|passage| passage["text"] == telling).unwrap();
    for (i, tellings) in [(0, vec![NOTICE]), (1, vec![SPEECH, NOTICE]), (3, vec![SPEECH])] {
        let (marked, record) = (marked[i], &records[i]);
        // Before the last brace stands what is new.
        let (before, after) = record.split_at(record.rfind('}').unwrap());
        let new = marked.strip_prefix(before).unwrap().strip_suffix(after).unwrap();
        assert!(new.starts_with(",\"retold_passages\":["), "{new}");
        let value: Value = serde_json::from_str(marked).unwrap();
        assert_eq!(value["text"], texts[i]);
        let marks = value["retold_passages"].as_array().unwrap();
        assert_eq!(marks.len(), tellings.len());
        for (mark, telling) in marks.iter().zip(tellings) {
            let at = texts[i].find(telling).unwrap();
            let expected = json!({
                "passage": named(telling)["passage"], "kind": "reprint", "occurrences": 2,
                "bytes": [at, at + telling.len()],
                "first": if telling == SPEECH { i == 3 } else { i == 1 },
            });
            assert_eq!(mark, &expected);
            assert_eq!(&texts[i][range(&mark["bytes"])], telling);
        }
    }
}

#[test]
fn only_what_stays_is_marked() {
    let lab = Lab::new();
    let text = |i: u64| format!("{}.\n{NOTICE}.\n{}", prose(i, 80), prose(i + 50, 80));
    let line = |i: u64| format!("{}\n", json!({"source": "post", "text": text(i)}));
    lab.write("in.jsonl", line(1) + &line(1) + &line(2));
    let call = "dedup in.jsonl -o - -q --passages mark";
    let ended = lab.call(call).ok();
    let marked: Vec<Value> =
        ended.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(marked.len(), 2);
    let firsts: Vec<[&Value; 3]> = marked
        .iter()
        .map(|record| {
            ["first", "occurrences", "kind"].map(|name| &record["retold_passages"][0][name])
        })
        .collect();
    assert_eq!(
        firsts,
        [
            [&json!(true), &json!(2), &json!("reprint")],
            [&json!(false), &json!(2), &json!("reprint")]
        ]
    );
    // The copy alone is no passage of what stays.
    lab.write("in.jsonl", line(1) + &line(1));
    assert_eq!(lab.call(call).ok().text(), line(1));
}

#[test]
fn only_objects_can_be_marked() {
    let lab = Lab::new();
    lab.write("in.csv", format!("id,text\n1,{}\n2,{}\n", prose(1, 40), prose(1, 40)));
    lab.write("pages/a.txt", prose(1, 40));
    for input in ["in.csv", "pages", "pages/a.txt --split lines"] {
        let ended = lab.call(&format!("dedup {input} -o out --passages mark")).exits(2);
        ended.says(&["marked", "JSON", "remove"]);
    }
    assert!(!lab.path("out").exists());
}
