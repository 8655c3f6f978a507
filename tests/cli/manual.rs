//! The examples of `docs/passages.md` are what the command writes.

use super::harness::Lab;
use serde_json::Value;

const MANUAL: &str = include_str!("../../docs/passages.md");

/// What stands in the manual from behind `start` to the end of the block.
fn block(start: &str) -> &'static str {
    let (_, block) = MANUAL.split_once(start).expect(start);
    block.split_once("\n```").expect("the block ends").0
}

/// The first block of JSON behind `start`.
fn json(start: &str) -> Value {
    let (_, behind) = MANUAL.split_once(start).expect(start);
    let (_, json) = behind.split_once("```json\n").expect("an example follows");
    serde_json::from_str(json.split_once("\n```").expect("the block ends").0).unwrap()
}

fn lab() -> Lab {
    let lab = Lab::new();
    let dump = block("$ cat news.jsonl\n");
    lab.write("news.jsonl", format!("{}\n", dump.split("\n$ ").next().unwrap()));
    lab
}

#[test]
fn a_passage_is_as_documented() {
    let call = "retold passages news.jsonl -o - -q --min-tokens 12";
    let ended = lab().call(call.strip_prefix("retold ").unwrap()).ok();
    assert_eq!(ended.json(), json(call));
}

#[test]
fn a_cut_is_as_documented() {
    let call = "retold dedup news.jsonl -o clean.jsonl -q --passages remove --min-tokens 12";
    let lab = lab();
    lab.call(call.strip_prefix("retold ").unwrap()).ok();
    assert_eq!(lab.lines("clean.jsonl.cuts.jsonl"), [json(call)]);
}
