//! Every reporter, on findings as they are and on findings that mean harm.

mod github;
mod json;
mod junit;
mod markdown;
mod sarif;
mod text;

use super::{Facts, Reporter};
use crate::base::document::Relation;
use crate::check::finding::*;
use crate::report::paint::Paint;

fn facts() -> Facts {
    let paint = Paint::with_colour(false);
    Facts { fail_on: Severity::Error, paint, width: 80, seconds: 0.25 }
}

fn written(reporter: Reporter, checked: &Checked) -> String {
    let mut out = Vec::new();
    reporter.write(&mut out, checked, &facts()).unwrap();
    String::from_utf8(out).unwrap()
}

fn site(corpus: &str, path: &str, line: u64, excerpt: &str) -> Site {
    let start = Position { line, column: 9, byte: 100 };
    let columns = excerpt.chars().count() as u64;
    let bytes = excerpt.len() as u64;
    let end = Position { line, column: 9 + columns, byte: 100 + bytes };
    let (corpus, path, excerpt) = (corpus.into(), path.into(), excerpt.into());
    Site { corpus, path, id: None, start, end, excerpt }
}

fn finding(rule: RuleId, severity: Severity, message: &str, sites: Vec<Site>) -> Finding {
    let mut sites = sites.into_iter();
    Finding {
        rule,
        severity,
        fingerprint: "5f0c1d9a77e2b346".into(),
        message: message.into(),
        relation: None,
        score: None,
        site: sites.next().unwrap(),
        related: sites.collect(),
    }
}

fn outcome(rule: RuleId, scope: &str, severity: Severity, found: u64) -> RuleOutcome {
    let exceeded = found > 0;
    RuleOutcome { rule, scope: scope.into(), severity, found, accepted: 0, limit: None, exceeded }
}

fn corpus(name: &str, documents: u64) -> CorpusFacts {
    let (files, text_bytes, tokens) = (1, documents * 600, documents * 100);
    CorpusFacts { name: name.into(), files, documents, text_bytes, tokens }
}

/// A small check; all that may be left out is there.
fn sample() -> Checked {
    let mut leak = finding(
        RuleId::Leakage,
        Severity::Error,
        "0.94 of the document stands in train",
        vec![
            site("test", "data/test.jsonl", 3, "The port opened again on Monday."),
            site("train", "data/train.jsonl", 41, "The harbour opened again on Monday."),
        ],
    );
    (leak.relation, leak.score) = (Some(Relation::Near), Some(0.9375));
    leak.related[0].id = Some("hp-041".into());
    let empty = site("train", "data/train.jsonl", 7, "");
    let message = "the document has no words";
    let mut empty = finding(RuleId::Empty, Severity::Warning, message, vec![empty]);
    empty.fingerprint = "9e41b07d2c58f613".into();
    let mut leakage = outcome(RuleId::Leakage, "test in train", Severity::Error, 1);
    leakage.limit = Some("at most 0".into());
    leakage.accepted = 2;
    Checked {
        corpora: vec![corpus("test", 20), corpus("train", 1204)],
        rules: vec![leakage, outcome(RuleId::Empty, "train", Severity::Warning, 1)],
        findings: vec![leak, empty],
        stale: vec![Stale { rule: RuleId::Duplicates, path: "data/old.jsonl".into() }],
        since: Some("main".into()),
    }
}

/// Texts that one form or another would take for markup or commands.
const HOSTILE: [&str; 7] = [
    "\u{1b}[31mred\u{7}\0 \u{9b}2J",
    "\"double\" 'single' <script>&amp; ]]> --> <!-- </details>",
    "first\nsecond\r\n::error file=x::third\r::warning::fourth",
    "``` ````` `a` | b @everyone #12 [text](javascript:0) ![](x) {0} *b* _c_ ~d~",
    "\n`````````\n# heading\n\n| a | b |\n|---|---|\n<b>",
    "\u{202e}right to left\u{200f} \u{2066}isolated\u{feff} \u{2028}line",
    "a b/100% %0A %25 #1, c: d?e;f é 漢字 😀 \u{e000}\u{fffe}\u{ffff}\\u{0}",
];

/// Every hostile text in every place that text of the input can reach.
fn hostile() -> Checked {
    let long = "x".repeat(100 << 10);
    let texts: Vec<&str> = HOSTILE.into_iter().chain([long.as_str()]).collect();
    let mut checked = Checked { since: Some(HOSTILE.concat()), ..Checked::default() };
    for (i, text) in texts.iter().enumerate() {
        let (rule, severity) = (RuleId::ALL[i % 7], Severity::ALL[i % 3]);
        let other = format!("old {text} new");
        let sites = vec![site(text, text, 5, text), site(&other, text, 6, &other)];
        let mut found = finding(rule, severity, text, sites);
        (found.site.id, found.related[0].id) = (Some(other.clone()), Some(other));
        let mut outcome = outcome(rule, text, severity, 1);
        outcome.limit = Some((*text).to_owned());
        checked.rules.push(outcome);
        checked.findings.push(found);
        checked.corpora.push(corpus(text, 1));
        checked.stale.push(Stale { rule, path: (*text).to_owned() });
    }
    checked
}

#[test]
fn reporters_have_names() {
    for reporter in Reporter::ALL {
        assert_eq!(reporter.name().parse::<Reporter>().unwrap(), reporter);
    }
    let error = "xml".parse::<Reporter>().unwrap_err().to_string();
    assert!(error.contains("junit") && error.contains("`xml`"), "{error}");
}

#[test]
fn fails_on_what_matters_enough() {
    let fails = |fail_on| Facts { fail_on, ..facts() }.fails(&sample());
    assert!(fails(Severity::Error) && fails(Severity::Note));
    let warned = Checked { findings: sample().findings.split_off(1), ..sample() };
    assert!(!facts().fails(&warned));
}

#[test]
fn the_same_in_every_run() {
    for reporter in Reporter::ALL {
        assert_eq!(written(reporter, &hostile()), written(reporter, &hostile()));
    }
}
