//! The examples of `docs/passages.md` are what the command writes.

use super::harness::Lab;
use serde_json::Value;

/// What stands between two pieces of the manual, and the manual behind it.
fn between<'m>(manual: &'m str, start: &str, end: &str) -> (&'m str, &'m str) {
    let (_, behind) = manual.split_once(start).expect(start);
    behind.split_once(end).expect(end)
}

/// The next object that is shown.
fn shown(manual: &str) -> Value {
    serde_json::from_str(between(manual, "```json\n", "\n```").0).expect("an example is JSON")
}

#[test]
fn the_documented_examples() {
    let manual = include_str!("../../docs/passages.md");
    let lab = Lab::new();
    let (news, behind) = between(manual, "$ cat news.jsonl\n", "\n$ retold ");
    lab.write("news.jsonl", format!("{news}\n"));
    let (args, behind) = behind.split_once('\n').expect("a command ends");
    assert_eq!(lab.call(args).ok().json(), shown(behind));

    let (args, behind) = between(behind, "$ retold ", "\n$ cat clean.jsonl.cuts.jsonl\n");
    lab.call(args).ok();
    assert_eq!(lab.lines("clean.jsonl.cuts.jsonl"), [shown(behind)]);
}
