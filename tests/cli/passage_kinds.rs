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

#[test]
fn what_mail_quotes_is_a_quotation() {
    let words: Vec<&str> = SPEECH.split(' ').collect();
    let marked = |mark: &str| {
        let lines = words.chunks(9).map(|line| format!("{mark}{}\n", line.join(" ")));
        lines.collect::<String>()
    };
    let named = "On Friday, 2 May 2025 at 07:40, Tam Reyl <tam@ferry.example> wrote:";
    let quotes = [
        format!("Tam Reyl writes:\n{}Hear, hear.", marked("> ")),
        format!("{}I doubt it.", marked("> > ")),
        format!("{}I doubt it.", marked("&gt; ")),
        format!("Agreed.\n\n{named}\n\n{}", marked("")),
        format!("Agreed.\n\n-----Original Message-----\nFrom: Tam\n\n{}", marked("")),
    ];
    for quote in &quotes {
        // The post itself quotes nothing; with one reply, half of the places are quoted.
        let texts = [format!("{}\n{}", prose(1, 12), marked("")), quote.clone()];
        let lines = texts.iter().zip(["0", "1"]);
        let lines: Vec<String> =
            lines.map(|(text, id)| told(id, "list", "2025-05-02", text)).collect();
        let line = only(&lines, "");
        assert_eq!(line["kind"], "quotation", "{quote}");
        let quoted = [0, 1].map(|at| line["occurrences"][at]["quoted"].as_bool().unwrap());
        assert_eq!(quoted, [false, true], "{quote}");
    }
}

#[test]
fn the_text_of_a_passage_is_that_of_most_places_in_any_order() {
    let spelled =
        [NOTICE.to_uppercase(), NOTICE.to_owned(), NOTICE.replace("and that", "and, that")];
    let text = |order: &[usize]| {
        let lines = order.iter().map(|at| {
            let text = format!("{}.\n{}.", prose(*at as u64, 15), spelled[*at % 3]);
            told(&at.to_string(), "post", "2025-04-01", &text)
        });
        let line = only(&lines.collect::<Vec<_>>(), "");
        let occurrences = line["occurrences"].as_array().unwrap();
        let shown = occurrences.iter().find(|one| one["representative"] == true).unwrap();
        let id: usize = shown["id"].as_str().unwrap().parse().unwrap();
        (line["text"].clone(), order.iter().position(|at| *at == id))
    };
    // Twice each but for the one with a comma, which there is three times.
    for order in [[0, 1, 2, 3, 4, 5, 8], [8, 5, 4, 3, 2, 1, 0], [4, 2, 0, 8, 1, 5, 3]] {
        let (shown, at) = text(&order);
        assert_eq!(shown, Value::from(spelled[2].as_str()));
        assert_eq!(at, order.iter().position(|at| at % 3 == 2), "the first that is written so");
    }
    // As often: the shortest.
    for order in [[1, 2], [2, 1]] {
        assert_eq!(text(&order).0, Value::from(NOTICE));
    }
}
