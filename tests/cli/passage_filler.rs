//! What recurs without saying anything is no passage, unless one asks for it.

use super::harness::Lab;
use super::prose::prose;
use super::tellings::{NOTICE, told};
use serde_json::Value;

/// Text that says nothing, of each kind, long enough for a passage of 25 tokens.
fn filler() -> [(&'static str, String); 7] {
    let uuencoded = "M*'5U96YC;V1E9\"!B>71E<RP@;F]T(&$@=V]R9\"!I;B!T:&5M+B!.;W<@9V\\@\n\
        M;VX@86YD(&]N('5N=&EL('1H92!L:6YE<R!A<F4@;&]N9R!E;F]U9V@@9F]R\n\
        M('1W96YT>2UF:79E('1O:V5N<R!A;F0@;6]R92P@=VAI8V@@:7,@<V]O;B!S\n";
    let row = |i: usize| format!("| {} | {}.{} | {} |\n", 7 * i, i, 3 * i % 10, 11 * i + 2);
    [
        ("one word", "stop ".repeat(100)),
        ("two words", "to and fro, ".repeat(40)),
        ("a ruler", "----+----1----+----2----+----3----+----4\n".repeat(12)),
        ("uuencode", uuencoded.to_owned()),
        ("base64", "QmFzZTY0/GlzIG5v+IHdvcmRz/GF0IGFsbC4g+Tm90IG9u/ZSBvZiB0\n".repeat(9)),
        ("hexadecimal", "7f 45 4c 46 02 01 01 00 3e b7 1c\n".repeat(6)),
        ("a table", (1..30).map(row).collect()),
    ]
}

fn passages(lab: &Lab, args: &str) -> Vec<Value> {
    lab.call(&format!("passages in.jsonl -q -o out.jsonl {args}")).ok();
    lab.lines("out.jsonl")
}

#[test]
fn filler_is_listed_only_if_asked_for() {
    for (name, filler) in filler() {
        let lab = Lab::new();
        let text = |i: u64| format!("{}\n{filler}\n{}", prose(2 * i, 15), prose(2 * i + 1, 15));
        let lines = [0, 1].map(|i| told(&i.to_string(), "post", "2025-04-01", &text(i)));
        lab.write("in.jsonl", lines.concat());
        assert_eq!(passages(&lab, ""), [] as [Value; 0], "{name}");
        assert!(!passages(&lab, "--min-distinct 0").is_empty(), "{name}");
    }
}

#[test]
fn filler_stays_in_texts_and_words_beside_it_are_found() {
    let lab = Lab::new();
    let (_, filler) = &filler()[0];
    let text = |i: u64| format!("{}.\n{filler}\n{}", prose(2 * i, 15), prose(2 * i + 1, 15));
    let lines = [0, 1].map(|i| told(&i.to_string(), "post", "2025-04-01", &text(i)));
    lab.write("in.jsonl", lines.concat());
    lab.call("dedup in.jsonl -o out.jsonl -q --passages remove").ok();
    assert_eq!(lab.read("out.jsonl"), lines.concat().into_bytes(), "nothing is cut");

    // The notice, and one word many times behind it, are one passage.
    let text = |i: u64| format!("{}.\n{NOTICE} {filler}", prose(i, 15));
    let lines = [0, 1].map(|i| told(&i.to_string(), "post", "2025-04-01", &text(i)));
    lab.write("in.jsonl", lines.concat());
    let found = passages(&lab, "");
    assert_eq!(found.len(), 1);
    assert!(found[0]["text"].as_str().unwrap().starts_with(NOTICE));
}

#[test]
fn a_stricter_share_asks_for_more_different_words() {
    let lab = Lab::new();
    // 42 words, 31 of them different.
    let lines = [0, 1].map(|i| told(&i.to_string(), "post", "2025-04-01", NOTICE));
    lab.write("in.jsonl", lines.concat());
    assert_eq!(passages(&lab, "--min-distinct 0.7").len(), 1);
    assert!(passages(&lab, "--min-distinct 1").is_empty());
    lab.call("passages in.jsonl --min-distinct 1.5").exits(2).says(&["0 to 1", "1.5"]);
}
