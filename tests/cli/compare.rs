//! `retold compare` shows two texts as `docs/compare.md` promises.

use super::harness::{Ended, Lab};
use super::prose::{prose, record};
use super::screen::{harmless, on_a_terminal};
use serde_json::{Value, json};

/// The lines of the two columns, without what stands above them.
fn columns(ended: &Ended) -> Vec<String> {
    let text = ended.text();
    let below = text.lines().skip_while(|line| !line.starts_with('─'));
    below.skip(1).map(str::to_owned).collect()
}

fn compared(a: &str, b: &str, flags: &str) -> Ended {
    let lab = Lab::new();
    lab.write("a.txt", a);
    lab.write("b.txt", b);
    lab.call("compare a.txt b.txt").args(&flags.split_whitespace().collect::<Vec<_>>()).ok()
}

/// The first text, or the second, as the steps of the report have it.
fn retold(report: &Value, side: &str, text: &str) -> String {
    let steps = report["steps"].as_array().unwrap();
    let range = |step: &Value| {
        let end = |i: usize| step[side][i].as_u64().unwrap() as usize;
        end(0)..end(1)
    };
    steps.iter().map(|step| &text[range(step)]).collect()
}

#[test]
fn the_documented_example() {
    let manual = include_str!("../../docs/compare.md");
    let lab = Lab::new();
    let block = |start: &str| {
        let (_, block) = manual.split_once(start).expect(start);
        block.split_once("\n```").expect("the block ends").0
    };
    for name in ["old.txt", "new.txt"] {
        let text = block(&format!("$ cat {name}\n"));
        let text = text.split("\n$ ").next().unwrap();
        lab.write(name, format!("{text}\n"));
    }
    let shown = block("$ retold compare old.txt new.txt\n");
    assert_eq!(lab.call("compare old.txt new.txt").ok().text().trim_end(), shown);
    let expected: Value = serde_json::from_str(block("```json\n")).unwrap();
    assert_eq!(lab.call("compare old.txt new.txt --format json").ok().json(), expected);
}

#[test]
fn scores_are_those_of_dedup() {
    let lab = Lab::new();
    lab.fixture("newsroom.jsonl");
    lab.call("dedup newsroom.jsonl --dry-run --report report --remove template,empty -q").ok();
    for removed in lab.lines("report/removed.jsonl") {
        let id = |key: &str| removed[key].as_str().unwrap().to_owned();
        let call = lab.call("compare --in newsroom.jsonl --format json");
        let report = call.args(&[&id("id"), &id("witness")]).ok().json();
        // Behind it may stand that they share passages, too.
        let expected = json!({"relation": removed["relation"], "score": removed["score"]});
        assert_eq!(report["relations"][0], expected, "{removed}");
    }
}

#[test]
fn differences_survive_without_colour() {
    let ended = compared("The old ferry runs today.", "The ferry sails today, again.", "");
    assert_eq!(
        columns(&ended),
        ["The [-old-] ferry [-runs-] today.      │ The ferry {+sails+} today, {+again.+}"]
    );
    harmless(ended.text());
}

#[test]
fn colour_is_by_choice() {
    let (a, b) = ("the old ferry runs today", "the ferry sails today again");
    let ended = compared(a, b, "--color always");
    let text = ended.text();
    for piece in
        ["\u{1b}[31mold\u{1b}[0m", "\u{1b}[33mruns\u{1b}[0m", "\u{1b}[33msails", "\u{1b}[32magain"]
    {
        assert!(text.contains(piece), "{piece:?} in {text}");
    }
    assert!(!text.contains("[-") && !text.contains("{+"), "{text}");
    assert!(!compared(a, b, "--color never").text().contains('\u{1b}'));
}

#[test]
fn a_terminal_tells_its_width() {
    let lab = Lab::new();
    lab.write("a.txt", prose(1, 100));
    lab.write("b.txt", prose(2, 100));
    let run = |before: &str| {
        on_a_terminal(&lab, &format!("stty rows 40 cols 120; {before}"), "compare a.txt b.txt")
    };
    let Some(text) = run("") else { return };
    assert!(text.contains(&"─".repeat(58)) && text.contains("\u{1b}[33m"), "{text}");
    assert!(!run("NO_COLOR=1").unwrap().contains("\u{1b}[33m"));
}

#[test]
fn equal_text_stands_level() {
    let lines = |n: u64| (0..n).map(|i| prose(10 + i, 12) + ".\n\n").collect::<Vec<_>>();
    let (mut a, b) = (lines(6), lines(6));
    a.insert(2, prose(99, 120) + "\n\n");
    let ended = compared(&a.concat(), &b.concat(), "--context all");
    for row in columns(&ended) {
        let (left, right) = row.split_once('│').unwrap();
        let is_extra = right.trim().is_empty();
        assert!(is_extra || left.trim() == right.trim(), "{row}");
    }
}

#[test]
fn long_stretches_are_folded() {
    let same = prose(1, 400);
    let (a, b) = (format!("one {same} two {same}"), format!("1 {same} 2 {same}"));
    let rows = |flags: &str| columns(&compared(&a, &b, flags));
    let folds = |rows: &[String]| rows.iter().filter(|row| row.starts_with('…')).count();
    let few = rows("");
    assert_eq!(folds(&few), 2, "{few:#?}");
    assert!((8..20).contains(&few.len()), "{few:#?}");
    let none = rows("--context 0");
    assert_eq!((folds(&none), none.len()), (2, 4), "{none:#?}");
    assert!(none.contains(&"… 400 words the same …".to_owned()));
    assert_eq!(folds(&rows("--context all")), 0);
    assert_eq!(columns(&compared(&same, &same, "")), ["… 400 words the same …"]);
}

#[test]
fn narrow_screens_stack() {
    let (a, b) =
        ("The ferry runs today.\nNobody is hurt.", "The ferry sails today.\nNobody is hurt.");
    let rows = columns(&compared(a, b, "--width 40"));
    assert_eq!(rows[..2], ["a  The ferry [-runs-] today.", "b  The ferry {+sails+} today."]);
    // What both have stands there once.
    assert_eq!(rows[2..], ["   Nobody is hurt."]);
    for width in [20, 49, 50, 200] {
        let ended = compared(&prose(1, 300), &prose(2, 300), &format!("--width {width}"));
        for row in columns(&ended) {
            assert!(row.chars().count() <= width, "{width}: {row}");
        }
    }
}

#[test]
fn wide_letters_keep_the_columns_straight() {
    let rows = columns(&compared("東京の船が止まった。😀 ก็", "東京の船が出た。😀 ก็", "--width 60"));
    assert_eq!(rows, ["東京の船が[-止まっ-]た。😀 ก็ │ 東京の船が{+出+}た。😀 ก็"]);
}

#[test]
fn hostile_text_is_harmless() {
    const HOSTILE: &str =
        "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202E}txt\u{9b}31m\r\u{8}\u{2066}x\u{FEFF}";
    let lab = Lab::new();
    let name = HOSTILE.replace('/', "");
    lab.write(&name, format!("{HOSTILE} one"));
    lab.write("b.txt", format!("two {HOSTILE}"));
    let lines = record(HOSTILE, &format!("{HOSTILE} one")) + &record(HOSTILE, HOSTILE);
    lab.write("in.jsonl", lines);
    for call in [
        lab.call("compare b.txt").arg(&name),
        lab.call("compare").arg(&name).args(&["b.txt", "--width", "30"]),
        lab.call("compare").arg(&name),
        lab.call("compare --in in.jsonl").args(&[HOSTILE, HOSTILE]),
        lab.call("compare --in in.jsonl").arg(format!("{HOSTILE}?")),
        lab.call("compare in.jsonl"),
        lab.call("compare b.txt --context").arg(HOSTILE),
    ] {
        let ended = call.run();
        harmless(ended.text());
        harmless(&ended.stderr);
    }
}

#[test]
fn records_are_found_by_id_and_by_place() {
    let lab = Lab::new();
    let nameless = format!("{}\n", json!({"text": "the ferry sails"}));
    lab.write("in.jsonl", record("x-1", "the ferry runs") + &nameless + &record("7:2", "the port"));
    let names = |args: &str| {
        let report = lab.call(&format!("compare --format json --in in.jsonl {args}")).ok().json();
        (report["a"]["name"].clone(), report["b"]["name"].clone(), report["b"]["tokens"].clone())
    };
    assert_eq!(names("x-1 in.jsonl:2"), (json!("x-1"), json!("in.jsonl:2"), json!(3)));
    assert_eq!(names("in.jsonl:1 7:2"), (json!("in.jsonl:1"), json!("7:2"), json!(2)));
    assert_eq!(names("x-1"), (json!("x-1"), Value::Null, Value::Null));
    lab.call("compare --in in.jsonl x-1 x-2").exits(2).says(&["3 records", "`x-2`", "`x-1`"]);
    lab.call("compare --in in.jsonl x-1 in.jsonl:4").exits(2).says(&["`in.jsonl:4`"]);
    lab.call("compare --in in.jsonl zzzzz").exits(2).says(&["`zzzzz`", "--id-field"]);
    lab.call("compare --in missing.jsonl a b").exits(2).says(&["missing.jsonl"]);
}

#[test]
fn ambiguous_ids_are_told() {
    let lab = Lab::new();
    lab.write("in.jsonl", record("x", "one") + &record("y", "two") + &record("x", "three"));
    let ended = lab.call("compare --in in.jsonl x y --format json").ok();
    ended.says(&["2 records", "`x`", "first", "in.jsonl:1, in.jsonl:3"]);
    assert_eq!(ended.json()["a"]["name"], "in.jsonl:1");
    // Both are meant.
    let ended = lab.call("compare --in in.jsonl x x --format json").ok();
    assert_eq!(
        (&ended.json()["a"]["name"], &ended.json()["b"]["name"]),
        (&json!("in.jsonl:1"), &json!("in.jsonl:3"))
    );
    let ended = lab.call("compare --in in.jsonl y y --format json").ok();
    assert!(ended.stderr.is_empty());
    assert_eq!(ended.json()["relations"][0]["relation"], "exact");
}

#[test]
fn files_hold_one_document_each() {
    let lab = Lab::new();
    lab.write("a.jsonl", "{\"body\":\"One two\"}\n");
    lab.write("b.csv", "id,body\n1,one TWO\n");
    let report = lab.call("compare a.jsonl b.csv --text-field body --format json").ok().json();
    assert_eq!(report["relations"], json!([{"relation": "exact", "score": 1.0}]));
    let ended = lab.call("compare a.jsonl - --text-field body --format json").stdin("One 2").ok();
    assert_eq!(ended.json()["b"], json!({"name": "-", "bytes": 5, "tokens": 2}));
    lab.write("two.jsonl", "{\"body\":\"1\"}\n{\"body\":\"2\"}\n");
    lab.call("compare a.jsonl two.jsonl --text-field body").exits(2).says(&[
        "found 2",
        "two.jsonl",
        "--in",
    ]);
    lab.write("none.jsonl", "\n");
    lab.call("compare none.jsonl a.jsonl --text-field body")
        .exits(2)
        .says(&["none.jsonl", "no document"]);
    lab.call("compare - -").exits(2).says(&["standard input"]);
    lab.call("compare a.jsonl").exits(2).says(&["text"]);
    lab.call("compare").exits(2).says(&["TEXT"]);
    lab.call("compare a b c").exits(2).says(&["c"]);
    lab.call("compare a b --width 3").exits(2).says(&["20"]);
    lab.call("compare a b --context some").exits(2).says(&["some", "all"]);
    lab.call("compare a b --threshold 2").exits(2).says(&["0.1 to 1"]);
}

#[test]
fn texts_without_a_word() {
    for (a, b) in [("", ""), ("", "word"), ("…", "word."), ("?", "!"), ("\n\n", "")] {
        let report = compared(a, b, "--format json").json();
        assert_eq!(
            (retold(&report, "a", a), retold(&report, "b", b)),
            (a.to_owned(), b.to_owned())
        );
        compared(a, b, "");
    }
    assert!(compared("?", "!", "").text().contains("empty"));
}

#[test]
fn steps_leave_nothing_out() {
    let (a, b) = (prose(1, 200), prose(1, 90) + " … new … " + &prose(3, 80));
    let report = compared(&a, &b, "--format json").json();
    assert_eq!((retold(&report, "a", &a), retold(&report, "b", &b)), (a, b));
}

#[test]
fn huge_texts_are_compared_all_the_same() {
    // Longer than is aligned at once, of many words and of two.
    let (a, b) = (prose(1, 120_000), prose(2, 120_000));
    compared(&a, &format!("{b} {a}"), "");
    let few =
        |seed: usize| (0..200_000).map(|i| ["a ", "b "][i * i / seed % 2]).collect::<String>();
    compared(&few(7), &few(11), "--context 0");
}

#[test]
fn one_text_is_compared_with_itself() {
    let lab = Lab::new();
    lab.write("a.txt", "One sentence, told once.");
    let ended = lab.call("compare a.txt").ok();
    assert_eq!(ended.text(), "          a  a.txt  4 words\n told twice  nothing\n");
    let report = lab.call("compare a.txt --format json").ok().json();
    assert_eq!((&report["b"], &report["steps"]), (&Value::Null, &json!([])));
}

#[test]
fn one_settings_file_serves_all_subcommands() {
    let lab = Lab::new();
    lab.write("in.jsonl", record("a", "one") + &record("b", "two"));
    lab.write("retold.toml", "threshold = 0.9\nkeep = \"first\"\nwidth = 60\ncontext = \"all\"\n");
    let report = lab.call("compare --in in.jsonl a b --format json").ok().json();
    assert_eq!(report["threshold"], 0.9);
    assert!(
        lab.call("compare --in in.jsonl a b").ok().text().contains(&format!("{}┼", "─".repeat(29)))
    );
    lab.call("dedup in.jsonl -o out.jsonl").ok();
    lab.call("tokens in.jsonl").ok();
    for settings in ["in = \"in.jsonl\"", "contxt = 3", "dry-run = true"] {
        lab.write("retold.toml", settings);
        lab.call("compare --in in.jsonl a b").exits(2).says(&["retold.toml", "unknown setting"]);
    }
}

#[test]
fn help_shows_the_way() {
    let lab = Lab::new();
    let help = lab.call("compare --help").ok();
    for word in ["Examples:", "retold compare --in", "--text-field", "--context", "Exit codes:"] {
        assert!(help.text().contains(word), "{word}");
    }
    assert!(lab.call("man").ok().text().contains("retold\\-compare"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let lab = Lab::new();
    lab.write("a.txt", prose(1, 20_000));
    lab.write("b.txt", prose(2, 20_000));
    let mut child = lab.call("compare a.txt b.txt").start();
    drop(child.stdout.take());
    let ended = super::harness::finish(child);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}
