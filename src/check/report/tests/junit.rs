//! The JUnit report is well-formed, whatever the findings hold.

use super::*;
use roxmltree::{Document, Node};

fn named<'a>(xml: &'a Document<'_>, name: &str) -> Vec<Node<'a, 'a>> {
    let name = name.to_owned();
    xml.root().descendants().filter(|node| node.has_tag_name(name.as_str())).collect()
}

#[test]
fn a_suite_for_every_rule() {
    let mut checked = sample();
    checked.rules.push(outcome(RuleId::Encoding, "train", Severity::Error, 0));
    let text = written(Reporter::Junit, &checked);
    let xml = Document::parse(&text).unwrap();
    let suites = named(&xml, "testsuite");
    let counts: Vec<_> = suites
        .iter()
        .map(|suite| ["name", "tests", "failures"].map(|name| suite.attribute(name).unwrap()))
        .collect();
    assert_eq!(
        counts,
        [
            ["leakage: test in train", "1", "1"],
            ["empty: train", "1", "0"],
            ["encoding: train", "1", "0"],
        ]
    );
    let root = xml.root_element();
    assert_eq!((root.attribute("tests"), root.attribute("failures")), (Some("3"), Some("1")));
    let failure = named(&xml, "failure")[0];
    assert_eq!(failure.attribute("message"), Some("0.94 of the document stands in train"));
    assert!(failure.text().unwrap().contains("also data/train.jsonl:41:9"));
    assert_eq!(named(&xml, "system-out").len(), 1);
}

#[test]
fn findings_go_to_the_suite_of_their_corpora() {
    let mut checked = sample();
    checked.rules.insert(0, outcome(RuleId::Leakage, "dev in train", Severity::Error, 0));
    checked.findings[1].rule = RuleId::DuplicateIds;
    let text = written(Reporter::Junit, &checked);
    let xml = Document::parse(&text).unwrap();
    let suites = named(&xml, "testsuite");
    let failures: Vec<_> =
        suites.iter().map(|suite| suite.attribute("failures").unwrap()).collect();
    assert_eq!(failures, ["0", "1", "0", "0"]);
    // A rule without an outcome has a suite of its own.
    assert_eq!(suites[3].attribute("name"), Some("duplicate-ids: train"));
}

/// As XML 1.0 can hold it.
fn visible(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'.. => out.push(c),
            _ => out.extend(c.escape_unicode()),
        }
    }
    out
}

#[test]
fn hostile_text_survives_as_far_as_xml_can_hold_it() {
    let checked = hostile();
    let text = written(Reporter::Junit, &checked);
    let xml = Document::parse(&text).unwrap();
    assert_eq!(named(&xml, "testcase").len(), checked.findings.len());
    for (case, finding) in named(&xml, "testcase").iter().zip(&checked.findings) {
        assert_eq!(case.attribute("file"), Some(visible(&finding.site.path).as_str()));
    }
    let failing: Vec<_> =
        checked.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(named(&xml, "failure").len(), failing.len());
    for (failure, finding) in named(&xml, "failure").iter().zip(failing) {
        let message = visible(&crate::check::report::wording::clipped(&finding.message, 2_000));
        assert_eq!(failure.attribute("message"), Some(message.as_str()));
    }
}
