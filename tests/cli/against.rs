//! `retold dedup --against`: what an index tells goes first.

use super::harness::{Lab, OUTPUTS};
use super::newsroom::{Story, newsroom, staying, truth};
use serde_json::json;

#[test]
fn what_an_index_tells_goes_first() {
    let (lab, stories, truth) = (Lab::new(), newsroom(), truth());
    // Copies stand close to each other, so every fifth story is old.
    let (old, new): (Vec<_>, Vec<_>) =
        stories.into_iter().enumerate().partition(|(at, _)| at % 5 == 0);
    let [old, new] =
        [old, new].map(|of| of.into_iter().map(|(_, story)| story).collect::<Vec<_>>());
    let bytes = |stories: &[Story]| -> Vec<u8> {
        stories.iter().flat_map(|story| story.bytes.clone()).collect()
    };
    lab.write("old.jsonl", bytes(&old));
    lab.write("new.jsonl", bytes(&new));
    lab.call("index create seen").ok();
    lab.call("index add seen old.jsonl -q").ok();
    let run = |args: &str| {
        let call = "dedup new.jsonl -o out.jsonl --report report --against seen --format json";
        lab.call(&format!("{call} {args}")).ok().json()
    };
    let printed = run("");
    // First what the old ones tell goes, then what the rest tells among itself.
    let relations = ["exact", "near"];
    let is_told = |story: &Story| old.iter().any(|other| truth.is(other, story, &relations));
    let (told, rest): (Vec<_>, Vec<_>) = new.iter().cloned().partition(is_told);
    let stay = staying(&rest, |a, b| truth.is(a, b, &relations));
    assert!(told.len() > 5 && stay.len() + 5 < rest.len());
    let kept: Vec<_> = rest.iter().filter(|story| stay.contains(&story.id)).cloned().collect();
    assert!(lab.read("out.jsonl") == bytes(&kept));

    let removed = lab.lines("report/removed.jsonl");
    let gone = new.iter().filter(|story| !stay.contains(&story.id));
    assert!(removed.iter().map(|removal| &removal["id"]).eq(gone.map(|story| &story.id)));
    for removal in &removed {
        let text = |name: &str| removal[name].as_str().unwrap();
        let by_index = told.iter().any(|story| story.id == text("id"));
        let (relation, score) = truth.get(text("id"), text("witness")).unwrap();
        assert_eq!(text("relation"), relation);
        assert!((removal["score"].as_f64().unwrap() - score).abs() < 1e-6, "{removal}");
        assert_eq!(removal.get("witness_index"), by_index.then_some(&json!("seen")), "{removal}");
        assert_eq!(removal["witness_file"].is_null(), by_index, "{removal}");
        assert_eq!(old.iter().any(|story| story.id == text("witness")), by_index, "{removal}");
        let record: u64 = removal["record"].as_u64().unwrap();
        assert_eq!(new[record as usize - 1].id, text("id"));
    }

    assert_eq!(printed["told"], told.len());
    assert_eq!(printed["documents"], new.len());
    assert_eq!(
        (&printed["kept"], &printed["removed"]),
        (&json!(stay.len()), &json!(removed.len()))
    );
    let by = printed["removed_by"].as_object().unwrap().values();
    assert_eq!(by.map(|count| count.as_u64().unwrap()).sum::<u64>(), removed.len() as u64);
    let sum = |name: &str| -> u64 {
        let sources = printed["sources"].as_array().unwrap();
        sources.iter().map(|source| source[name].as_u64().unwrap()).sum()
    };
    assert_eq!((sum("documents"), sum("removed")), (new.len() as u64, removed.len() as u64));
    let whole = lab.call("dedup new.jsonl --dry-run --format json").ok().json();
    for name in ["documents", "text_bytes", "tokens", "input_bytes"] {
        assert_eq!(printed[name], whole[name], "{name}");
    }

    let outputs = || OUTPUTS.map(|name| lab.read(name));
    let first = outputs();
    for threads in ["1", "2", "8"] {
        run(&format!("-j {threads}"));
        assert!(outputs() == first, "{threads} threads");
    }
    let text = lab.call("dedup new.jsonl -o out.jsonl --against seen").ok();
    assert!(text.text().contains(&format!("told  {}  of those", told.len())), "{}", text.text());
}

#[test]
fn an_index_that_tells_all() {
    let lab = Lab::new();
    lab.fixture("newsroom.jsonl");
    lab.call("index create seen").ok();
    lab.call("index add seen newsroom.jsonl -q").ok();
    let call = "dedup newsroom.jsonl -o out.jsonl --against seen --report report";
    let printed = lab.call(&format!("{call} --format json")).ok().json();
    // Of the three without a word nothing is told.
    assert_eq!((&printed["told"], &printed["kept"]), (&json!(157), &json!(3)));
    lab.write("one.jsonl", lab.read("newsroom.jsonl").split(|byte| *byte == b'\n').next().unwrap());
    lab.call("dedup one.jsonl -o out.jsonl --against seen -q").ok();
    assert!(lab.read("out.jsonl").is_empty());
    let over = lab.call(&format!("{call} --max-removed 50%")).exits(1);
    over.says(&["157 of 160 documents"]);
    let over = lab.call(&format!("{call} --max-removed-per source=50%")).exits(1);
    over.says(&["values of `source`"]);
    lab.call(&format!("{call} --resume")).exits(2).says(&["--resume"]);
    lab.call("dedup newsroom.jsonl -o out.jsonl --against none")
        .exits(2)
        .says(&["no index in none"]);
}
