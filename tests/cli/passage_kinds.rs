//! What a passage is called by where it stands, and how far it spread.

use super::harness::Lab;
use super::prose::prose;
use super::tellings::{NOTICE, SPEECH, told};
use serde_json::{Value, json};

/// The only passage of some records.
fn only(lines: &[String], args: &str) -> Value {
    let lab = Lab::new();
    lab.write("in.jsonl", lines.concat());
    found(&lab, &format!("in.jsonl {args}"))
}

fn found(lab: &Lab, args: &str) -> Value {
    lab.call(&format!("passages -q -o passages.jsonl {args}")).ok();
    let lines = lab.lines("passages.jsonl");
    let [line] = &lines[..] else { panic!("{lines:?}") };
    line.clone()
}

/// Documents of these sources, each with the same telling between other words.
fn of_sources(sources: &[&str], telling: &str) -> Vec<String> {
    let line = |(i, source): (u64, &&str)| {
        let text = format!("{}.\n{telling}.\n{}", prose(2 * i, 15), prose(2 * i + 1, 15));
        told(&i.to_string(), source, &format!("2025-04-{:02}", 20 - i), &text)
    };
    (0..).zip(sources).map(line).collect()
}

fn spread(line: &Value) -> Value {
    json!([line["kind"], line["documents"], line["sources"]])
}

#[test]
fn kinds_are_told_by_marks_sources_and_number() {
    let twice = format!("{NOTICE}. {}. {NOTICE}.", prose(1, 30));
    let line = only(&[told("a", "post", "2025-04-01", &twice)], "");
    assert_eq!(spread(&line), json!(["self", 1, 1]));
    assert_eq!(line["occurrences"].as_array().unwrap().len(), 2);

    let quoted = format!("“{SPEECH}”, she said");
    let line = only(&of_sources(&["post", "mail"], &quoted), "");
    assert_eq!(spread(&line)[0], "quotation");
    assert_eq!(line["occurrences"][0]["quoted"], true);

    let line = only(&of_sources(&["post", "mail", "post", "post", "post", "post"], NOTICE), "");
    assert_eq!(spread(&line), json!(["syndicated", 6, 2]));
    for (documents, kind) in [(2, "reprint"), (4, "reprint"), (5, "boilerplate")] {
        let line = only(&of_sources(&vec!["post"; documents], NOTICE), "");
        assert_eq!(spread(&line), json!([kind, documents, 1]));
    }
}

#[test]
fn a_quotation_stands_in_marks_at_most_of_its_places() {
    let telling = |quoted: bool| if quoted { format!("“{SPEECH}”") } else { SPEECH.to_owned() };
    for (quoted, kind) in [([true, true, false], "quotation"), ([true, false, false], "syndicated")]
    {
        let lines = quoted.iter().zip(["post", "mail", "wire"]).enumerate();
        let lines = lines.map(|(i, (quoted, source))| {
            let text = format!("{}.\n{}.", prose(i as u64, 15), telling(*quoted));
            told(&i.to_string(), source, "2025-04-01", &text)
        });
        let line = only(&lines.collect::<Vec<_>>(), "");
        assert_eq!(line["kind"], kind);
        let marks: Vec<bool> = line["occurrences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["quoted"].as_bool().unwrap())
            .collect();
        assert_eq!(marks, quoted);
    }
}

#[test]
fn the_fields_of_source_and_date_are_by_choice() {
    let lines = of_sources(&["post", "post", "post"], NOTICE);
    let renamed = |line: &String| {
        let mut record: Value = serde_json::from_str(line).unwrap();
        record["meta"] = json!({"outlet": record["id"], "seen": record["date"]});
        record["date"] = "some day".into();
        format!("{record}\n")
    };
    let lines: Vec<String> = lines.iter().map(renamed).collect();
    let line = only(&lines, "");
    assert_eq!(spread(&line), json!(["reprint", 3, 1]));
    // What is no date takes no part.
    assert_eq!((&line["first"], &line["last"]), (&Value::Null, &Value::Null));
    let line = only(&lines, "--source-field meta.outlet --date-field meta.seen");
    assert_eq!(spread(&line), json!(["syndicated", 3, 3]));
    assert_eq!((&line["first"], &line["last"]), (&json!("2025-04-18"), &json!("2025-04-20")));
    // The date alone.
    let line = only(&lines, "--date-field meta.seen");
    assert_eq!((spread(&line), &line["first"]), (json!(["reprint", 3, 1]), &json!("2025-04-18")));
}

#[test]
fn fields_that_tables_lack_are_errors() {
    let lab = Lab::new();
    lab.write("in.csv", format!("id,text\n1,\"{NOTICE}\"\n2,\"{NOTICE}\"\n"));
    lab.write("a.txt", NOTICE);
    for flag in ["--source-field", "--date-field"] {
        lab.call(&format!("passages in.csv {flag} outlet")).exits(2).says(&["`outlet`"]);
        lab.call(&format!("passages a.txt {flag} outlet"))
            .exits(2)
            .says(&["`outlet`", "plain text"]);
    }
    // Nobody asked for these.
    assert_eq!(found(&lab, "in.csv")["kind"], "reprint");
}

#[test]
fn files_are_sources_where_no_document_names_one() {
    let lab = Lab::new();
    let text = |i: u64| format!("{}.\n{NOTICE}.\n", prose(i, 15));
    for i in 0..3 {
        lab.write(&format!("pages/{i}.txt"), text(i));
    }
    assert_eq!(spread(&found(&lab, "pages")), json!(["syndicated", 3, 3]));
    let lines = |from: u64| {
        (from..from + 5).map(|i| format!("{}\n", json!({"text": text(i)}))).collect::<String>()
    };
    lab.write("a.jsonl", lines(0));
    lab.write("b.jsonl", lines(5));
    assert_eq!(spread(&found(&lab, "a.jsonl")), json!(["boilerplate", 5, 1]));
    assert_eq!(spread(&found(&lab, "a.jsonl b.jsonl")), json!(["syndicated", 10, 2]));
    // One document that names its source speaks for all.
    lab.write("b.jsonl", told("x", "post", "2025-04-01", &text(9)));
    assert_eq!(spread(&found(&lab, "a.jsonl b.jsonl")), json!(["boilerplate", 6, 1]));
}
