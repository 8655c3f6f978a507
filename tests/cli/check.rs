//! `retold check` as people meet it: what it finds, what it accepts, how it ends.

use super::harness::{Ended, Lab};
use serde_json::Value;

/// Words that stand nowhere else: a text of its own for each number.
pub(crate) fn story(number: usize, words: usize) -> String {
    let mut state = number as u64 * 0x9E37_79B9 + 1;
    let mut word = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let letters = b"aeioubdfgklmnprstvz";
        let letter =
            |at: u32| char::from(letters[(state >> (at * 5 + 8)) as usize % letters.len()]);
        (0..7).map(letter).collect::<String>()
    };
    let all: Vec<String> = (0..words).map(|_| word()).collect();
    all.join(" ")
}

pub(crate) fn report(ended: &Ended) -> Value {
    ended.json()
}

pub(crate) fn findings<'v>(report: &'v Value, rule: &str) -> Vec<&'v Value> {
    let all = report["findings"].as_array().unwrap();
    all.iter().filter(|finding| finding["rule"] == rule).collect()
}

/// Pages of which none repeats another.
fn pages(lab: &Lab) {
    for number in 0..6 {
        let name = format!("docs/part{}/page{number}.md", number % 2);
        lab.write(
            &name,
            format!("# Page {number}\n\n{}\n\n{}\n", story(number, 60), story(number + 50, 60)),
        );
    }
}

const CHECK: &str = "check docs --reporter json --no-cache";

#[test]
fn a_clean_tree_passes_and_a_copied_page_does_not() {
    let lab = Lab::new();
    pages(&lab);
    let clean = lab.call("check docs --no-cache").ok();
    assert!(clean.text().contains("6 documents") || clean.text().contains("6 files"), "{clean:?}");
    lab.write("docs/copy.md", lab.read("docs/part1/page3.md"));
    let report = report(&lab.call(CHECK).exits(1));
    let [duplicate] = findings(&report, "duplicates")[..] else { panic!("{report}") };
    assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{report}");
    assert_eq!(
        (&duplicate["relation"], &duplicate["severity"]),
        (&"exact".into(), &"error".into())
    );
    let mut paths = [&duplicate["site"]["path"], &duplicate["related"][0]["path"]];
    paths.sort_by_key(|path| path.to_string());
    assert_eq!(paths, ["docs/copy.md", "docs/part1/page3.md"]);
    lab.call("check docs --no-cache -q").exits(1);
}

#[test]
fn passages_point_to_lines_and_columns() {
    let lab = Lab::new();
    pages(&lab);
    let told = story(99, 50);
    lab.write("docs/a.md", format!("# A\n\n{}\n\n> жж {told}\n", story(70, 30)));
    lab.write(
        "docs/b.html",
        format!("<h1>B</h1>\n<p>{}\n<p>It is <b>so</b>: {told}</p>\n", story(71, 30)),
    );
    // Warnings do not fail unless they are to.
    let report = report(&lab.call(CHECK).ok());
    let [passage] = findings(&report, "repeated-passages")[..] else { panic!("{report}") };
    let at = |site: &Value| {
        (
            site["path"].as_str().unwrap().to_owned(),
            site["start"]["line"].clone(),
            site["start"]["column"].clone(),
        )
    };
    let mut sites = vec![at(&passage["site"]), at(&passage["related"][0])];
    sites.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        sites,
        [
            ("docs/a.md".to_owned(), 5.into(), 6.into()),
            ("docs/b.html".to_owned(), 3.into(), 21.into()),
        ]
    );
    lab.call(CHECK).args(&["--fail-on", "warning"]).exits(1);
}

#[test]
fn what_cannot_be_checked_does_not_pass() {
    let lab = Lab::new();
    lab.write("empty/readme", "no page");
    lab.call("check").exits(2).says(&["nothing to check", "retold init"]);
    lab.call("check nowhere").exits(2).says(&["nowhere"]);
    lab.call("check empty").exits(2).says(&["empty", "nothing proves nothing"]);
    for (settings, words) in [
        ("[corpus.docs]\npaths = [\"none/*.md\"]", "none/*.md"),
        ("[corpus.docs]\npaths = []", "no paths"),
        ("[corpus.docs]\npath = [\"a\"]", "path"),
        ("[corpus.docs]\npaths = [\"*.md\"]\n[rules.empty]\nthreshold = 1", "threshold"),
        ("[corpus.docs]\npaths = [\"*.md\"]\n[rules.duplicate]\nmax = 1", "duplicate"),
        (
            "[corpus.docs]\npaths = [\"*.md\"]\n[rules.leakage]\nof = \"docs\"\nin = \"train\"",
            "train",
        ),
        ("[corpus.docs]\npaths = [\"*.md\"]\n[rules.empty]\nmax = \"many\"", "many"),
        ("[rules.empty]\nmax = 1", "no [corpus"),
    ] {
        lab.write("page.md", "# One page\n");
        lab.write("retold.toml", settings);
        lab.call("check").exits(2).says(&[words]);
    }
    lab.write("retold.toml", "[corpus.c]\npaths = [\"*.jsonl\"]\n");
    lab.write("bad.jsonl", "{\"text\": 1}\n");
    lab.call("check --no-cache").exits(2).says(&["bad.jsonl, record 1"]);
    lab.call("check page.md --no-cache --baseline gone.json").exits(2).says(&["gone.json"]);
    lab.call("check page.md --no-cache --reporter json --reporter text").exits(2).says(&["share"]);
    lab.call("check page.md --no-cache --reporter xml").exits(2).says(&["sarif"]);
}

#[test]
fn a_baseline_is_for_texts_at_places() {
    let lab = Lab::new();
    pages(&lab);
    let told = story(99, 50);
    for name in ["a", "b"] {
        lab.write(
            &format!("docs/{name}.md"),
            format!("{}\n\n{told}\n", story(name.len() + 70 + name.as_bytes()[0] as usize, 40)),
        );
    }
    lab.write("docs/copy.md", lab.read("docs/part0/page2.md"));
    lab.call("check docs --no-cache --write-baseline base.json").ok();
    let check = "check docs --no-cache --baseline base.json --reporter json --fail-on warning";
    // Nothing new.
    let same = report(&lab.call(check).ok());
    assert_eq!(same["findings"], Value::Array(vec![]));
    assert_eq!(same["stale"], Value::Array(vec![]));
    // Files are renamed and lines move.
    let text = String::from_utf8(lab.read("docs/a.md")).unwrap();
    std::fs::remove_file(lab.path("docs/a.md")).unwrap();
    lab.write("docs/z/renamed.md", format!("# New\n\n{}\n\n{text}", story(500, 30)));
    let moved = report(&lab.call(check).ok());
    assert_eq!(moved["findings"], Value::Array(vec![]), "{moved}");
    // One accepted passage is copied once more.
    lab.write("docs/c.md", format!("{}\n\n{told}\n", story(600, 40)));
    let copied = report(&lab.call(check).exits(1));
    assert_eq!(copied["findings"].as_array().unwrap().len(), 1, "{copied}");
    assert_eq!(copied["findings"][0]["site"]["path"], "docs/c.md");
    // An accepted duplicate is gone.
    std::fs::remove_file(lab.path("docs/c.md")).unwrap();
    std::fs::remove_file(lab.path("docs/copy.md")).unwrap();
    let gone = report(&lab.call(check).ok());
    assert_eq!(gone["stale"].as_array().unwrap().len(), 1, "{gone}");
    assert_eq!(gone["stale"][0]["rule"], "duplicates");
}

#[test]
fn limits_make_notes_of_what_they_allow() {
    let lab = Lab::new();
    pages(&lab);
    lab.write("docs/copy.md", lab.read("docs/part1/page3.md"));
    let settings = |max: &str| {
        format!("[corpus.docs]\npaths = [\"docs/**/*.md\"]\n[rules.duplicates]\n{max}\n")
    };
    for (max, code) in [
        ("max = 1", 0),
        ("max = 0", 1),
        ("max = \"15%\"", 0),
        ("max = \"14%\"", 1),
        ("severity = \"warning\"", 0),
        ("severity = \"off\"", 0),
        ("max-per-source = 1", 0),
        ("max-per-source = 0", 1),
    ] {
        lab.write("retold.toml", settings(max));
        let report = report(&lab.call("check --no-cache --reporter json").exits(code));
        if code == 0 && max.starts_with("max") {
            assert_eq!(findings(&report, "duplicates")[0]["severity"], "note", "{max}");
        }
    }
}

#[test]
fn allowed_texts_and_comments_are_left_alone() {
    let lab = Lab::new();
    let told = story(99, 50);
    lab.write("docs/a.md", format!("{}\n\n{told}\n", story(1, 40)));
    lab.write("docs/b.md", format!("{}\n\n{told}\n", story(2, 40)));
    lab.call(CHECK).args(&["--fail-on", "warning"]).exits(1);
    lab.write("allowed.txt", format!("Another text.\n\n{}\n", told.to_uppercase()));
    lab.call(CHECK).args(&["--fail-on", "warning", "--allow", "allowed.txt"]).ok();
    lab.write("docs/b.md", format!("{}\n\n<!-- retold-ignore -->\n\n{told}\n", story(2, 40)));
    lab.call(CHECK).args(&["--fail-on", "warning"]).ok();
}

#[test]
fn records_are_checked_for_ids_encoding_and_words() {
    let lab = Lab::new();
    let line = |id: &str, text: &str| format!("{}\n", serde_json::json!({"id": id, "text": text}));
    lab.write(
        "docs/a.jsonl",
        [
            line("1", &story(1, 40)),
            line("1", &story(2, 40)),
            line("3", "..."),
            line("4", "cafÃ© \u{FFFD}"),
        ]
        .concat(),
    );
    let report = report(&lab.call(CHECK).exits(1));
    for (rule, lines) in [("duplicate-ids", 2), ("empty", 3), ("encoding", 4)] {
        let [finding] = findings(&report, rule)[..] else { panic!("{rule}: {report}") };
        assert_eq!(finding["site"]["start"]["line"], lines, "{rule}");
    }
    lab.write("docs/b.txt", b"caf\xe9 au lait");
    let report = super::check::report(&lab.call(CHECK).exits(1));
    assert!(findings(&report, "encoding").iter().any(|one| one["severity"] == "error"), "{report}");
}

#[test]
fn a_finding_is_explained_by_its_name() {
    let lab = Lab::new();
    pages(&lab);
    let changed =
        String::from_utf8(lab.read("docs/part1/page3.md")).unwrap().replacen(' ', " changed ", 3);
    lab.write("docs/copy.md", changed);
    let report = report(&lab.call(CHECK).exits(1));
    let name = report["findings"][0]["fingerprint"].as_str().unwrap();
    let told = lab.call("explain --no-cache").args(&[&name[..8], "docs"]).ok();
    assert!(told.text().contains("{+changed") || told.text().contains("[-changed"), "{told:?}");
    lab.call("explain --no-cache 0123456789abcdef docs").exits(2).says(&["no finding"]);
    lab.call("explain --no-cache what docs").exits(2).says(&["no name"]);
}

#[test]
fn init_writes_what_check_goes_by() {
    let lab = Lab::new();
    lab.write("a.md", story(1, 50));
    lab.write("b/c.rst", story(2, 50));
    lab.call("init").ok();
    let settings = String::from_utf8(lab.read("retold.toml")).unwrap();
    assert!(settings.contains(r#"paths = ["**/*.md", "**/*.rst"]"#), "{settings}");
    let report = report(&lab.call("check --no-cache --reporter json").ok());
    assert_eq!(report["corpora"][0]["documents"], 2);
    lab.call("init").exits(2).says(&["retold.toml exists"]);
    // The other commands pass over its tables.
    lab.call("compare a.md b/c.rst").run();
}

#[test]
fn several_reports_at_once_the_same_by_any_number_of_threads() {
    let lab = Lab::new();
    pages(&lab);
    lab.write("docs/copy.md", lab.read("docs/part1/page3.md"));
    let mut all = Vec::new();
    for threads in ["1", "2", "8"] {
        lab.call("check docs --reporter sarif=o.sarif --reporter junit=o.xml --reporter github=o.txt --reporter markdown=o.md --reporter json=o.json")
            .args(&["--cache", "cache", "-j", threads])
            .exits(1);
        all.push(["o.sarif", "o.xml", "o.txt", "o.md", "o.json"].map(|name| lab.read(name)));
    }
    assert!(all.iter().all(|reports| *reports == all[0]));
    assert_eq!(lab.json("o.sarif")["version"], "2.1.0");
    assert_eq!(lab.json("o.sarif")["runs"][0]["results"].as_array().unwrap().len(), 1);
    assert_eq!(
        lab.names()
            .iter()
            .filter(|name| name.starts_with("cache/") && !name.ends_with('/'))
            .count(),
        1
    );
}

#[test]
fn rules_have_scopes_and_may_be_several() {
    let lab = Lab::new();
    for corpus in ["a", "b"] {
        lab.write(&format!("{corpus}/1.md"), story(1, 60));
        lab.write(&format!("{corpus}/2.md"), story(1, 60).to_uppercase());
    }
    lab.write("b/lines.txt", format!("{}\n{}\n", story(2, 60), story(3, 60)));
    lab.write("b/more.csv", format!("id,body\n7,\"{}\"\n", story(3, 60)));
    let rules = "[[rules.duplicates]]\ncorpora = [\"a\"]\nseverity = \"note\"\n\
        [[rules.duplicates]]\ncorpora = [\"b\"]\nseverity = \"warning\"\n\
        [rules.leakage]\nof = \"rows\"\nin = \"lines\"\n";
    let corpora = "[corpus.a]\npaths = [\"a/*.md\"]\n[corpus.b]\npaths = [\"./b/*.md\"]\n\
        [corpus.lines]\npaths = [\"b/*.txt\"]\nsplit = \"lines\"\n\
        [corpus.rows]\npaths = [\"b/*.csv\"]\ntext-field = \"body\"\n";
    lab.write("retold.toml", format!("{corpora}{rules}"));
    let report = report(&lab.call("check --no-cache --reporter json").exits(1));
    let told: Vec<(&Value, &Value)> = findings(&report, "duplicates")
        .iter()
        .map(|finding| (&finding["severity"], &finding["site"]["path"]))
        .collect();
    let (warning, note) = ("warning".into(), "note".into());
    assert_eq!(told, [(&warning, &"b/2.md".into()), (&note, &"a/2.md".into())]);
    let [leak] = findings(&report, "leakage")[..] else { panic!("{report}") };
    assert_eq!((&leak["relation"], &leak["site"]["id"]), (&"exact".into(), &"7".into()));
    assert_eq!(leak["site"]["start"]["line"], 2);
    assert_eq!(leak["related"][0]["start"]["line"], 2);
}
