//! `retold check --since`: only what a change brings.

use super::check::{findings, report, story};
use super::harness::Lab;
use std::process::Command;

fn git(lab: &Lab, args: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    let mut git = Command::new("git");
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").current_dir(lab.path(""));
    let ended = git.args(identity).args(args).output().unwrap();
    assert!(ended.status.success(), "{args:?}: {ended:?}");
}

fn repository(lab: &Lab) {
    for number in 0..8 {
        lab.write(&format!("docs/{number}.md"), format!("# {number}\n\n{}\n", story(number, 80)));
    }
    // Two old findings: a copy, and a passage at two places.
    lab.write("docs/copy.md", lab.read("docs/3.md"));
    for name in ["p", "q"] {
        let own = story(name.as_bytes()[0] as usize, 60);
        lab.write(&format!("docs/{name}.md"), format!("{own}\n\n{}\n\nEnd.\n", story(99, 50)));
    }
    git(lab, &["init", "-q"]);
    git(lab, &["add", "."]);
    git(lab, &["commit", "-qm", "first"]);
}

const SINCE: &str = "check docs --since HEAD --reporter json --fail-on warning --cache cache";

#[test]
fn what_was_there_is_silent() {
    let lab = Lab::new();
    repository(&lab);
    lab.call("check docs --no-cache").exits(1);
    let none = report(&lab.call(SINCE).ok());
    assert_eq!(none["findings"].as_array().unwrap().len(), 0, "{none}");
    assert_eq!(none["since"], "HEAD");
    // A line elsewhere in a page with an old passage brings nothing.
    let page = String::from_utf8(lab.read("docs/p.md")).unwrap();
    lab.write("docs/p.md", page.replace("End.", "The very end of it."));
    git(&lab, &["mv", "docs/q.md", "docs/r.md"]);
    let none = report(&lab.call(SINCE).ok());
    assert_eq!(none["findings"].as_array().unwrap().len(), 0, "{none}");
}

#[test]
fn what_a_change_brings_is_told() {
    let lab = Lab::new();
    repository(&lab);
    for _ in 0..2 {
        // Twice: the second time the cache knows all of it.
        lab.write("docs/new.md", format!("{}\n\n{}\n", story(500, 60), story(99, 50)));
        lab.write("docs/5.md", lab.read("docs/6.md"));
        let brought = report(&lab.call(SINCE).exits(1));
        assert_eq!(brought["findings"].as_array().unwrap().len(), 2, "{brought}");
        assert_eq!(findings(&brought, "duplicates")[0]["site"]["path"], "docs/5.md");
        let passage = findings(&brought, "repeated-passages")[0];
        assert_eq!(passage["site"]["path"], "docs/new.md");
        assert_eq!(passage["related"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn records_are_told_apart_by_their_lines() {
    let lab = Lab::new();
    let line = |number: usize, of: usize| {
        format!("{}\n", serde_json::json!({"id": number, "text": story(of, 60)}))
    };
    let old: String = (0..5).map(|number| line(number, number)).chain([line(5, 2)]).collect();
    lab.write("docs/a.jsonl", &old);
    git(&lab, &["init", "-q"]);
    git(&lab, &["add", "."]);
    git(&lab, &["commit", "-qm", "first"]);
    lab.write("docs/a.jsonl", old + &line(6, 4) + &line(7, 70));
    let brought = report(&lab.call(SINCE).exits(1));
    let [finding] = findings(&brought, "duplicates")[..] else { panic!("{brought}") };
    assert_eq!(finding["site"]["id"], "6");
}

#[test]
fn what_git_does_not_know_is_an_error() {
    let lab = Lab::new();
    lab.write("docs/a.md", "Words.\n");
    lab.call(SINCE).exits(2);
    repository(&lab);
    lab.call("check docs --no-cache --since nowhere").exits(2).says(&["nowhere"]);
    lab.call("check docs --no-cache --since=--output=x").exits(2);
}
