//! `retold passages` lists what is told at several places, and where.

use super::codecs;
use super::harness::{Lab, fixture};
use super::prose::{prose, record};
use super::tellings::{
    NOTICE, SPEECH, check_places, escaped, identity, occurrences, range, told, undoubled,
    unescaped, words,
};
use serde_json::{Value, json};

/// The passages of some inputs.
fn passages(lab: &Lab, args: &str) -> Vec<Value> {
    lab.call(&format!("passages -q -o passages.jsonl {args}")).ok();
    lab.lines("passages.jsonl")
}

/// The text of a record of JSON Lines.
fn text_of(lab: &Lab, one: &Value) -> String {
    let bytes = lab.read(one["file"].as_str().unwrap());
    let at = one["record"].as_u64().unwrap() as usize - 1;
    let line = bytes.split(|byte| *byte == b'\n').nth(at).unwrap();
    let record: Value = serde_json::from_slice(line).unwrap();
    record["text"].as_str().unwrap().to_owned()
}

#[test]
fn a_line_has_all_that_the_manual_names() {
    let lab = Lab::new();
    let texts = [format!("Storm ahead. {NOTICE}."), format!("{NOTICE}. No date was given.")];
    let dump =
        told("a", "post", "2025-03-04", &texts[0]) + &told("b", "mail", "2025-03-02", &texts[1]);
    lab.write("in.jsonl", &dump);
    let found = passages(&lab, "in.jsonl");
    let [line] = &found[..] else { panic!("{found:?}") };
    let name = line["passage"].as_str().unwrap();
    assert!(name.len() == 16 && name.bytes().all(|b| b"0123456789abcdef".contains(&b)), "{name}");
    let shown = line["occurrences"][0]["representative"] == true;
    let places: Vec<usize> = dump.match_indices(NOTICE).map(|(at, _)| at).collect();
    let len = NOTICE.len();
    let expected = json!({
        "passage": name,
        "kind": "syndicated",
        "tokens": 42,
        "text": NOTICE,
        "documents": 2,
        "sources": 2,
        "first": "2025-03-02",
        "last": "2025-03-04",
        "occurrences": [
            {"id": "a", "file": "in.jsonl", "record": 1, "tokens": [2, 44], "bytes": [13, 13 + len],
             "file_bytes": [places[0], places[0] + len], "identity": 1.0, "quoted": false,
             "representative": shown},
            {"id": "b", "file": "in.jsonl", "record": 2, "tokens": [0, 42], "bytes": [0, len],
             "file_bytes": [places[1], places[1] + len], "identity": 1.0, "quoted": false,
             "representative": !shown},
        ],
    });
    assert_eq!(line, &expected);
}

/// Texts that JSON writes in escapes, with a passage in all of them.
fn strange() -> Vec<String> {
    let notice = format!("“Die Fähre”, sagte er, „fährt“:\n\"{NOTICE}\" 🚢 — {SPEECH}\\");
    (0..3).map(|i| format!("🌊 {} {notice}\n{} é", prose(2 * i, 12), prose(2 * i + 1, 9))).collect()
}

#[test]
fn escapes_of_json_are_seen_through() {
    let lab = Lab::new();
    let texts = strange();
    let raw = |text: &String| format!("{{\"x\":\"\\n\", \"text\" : \"{}\"}}\r\n", escaped(text));
    let plain = record("plain", &texts[0]);
    lab.write("in.jsonl", plain + &raw(&texts[1]) + "\n" + &raw(&texts[2]));
    let found = passages(&lab, "in.jsonl");
    let text = |one: &Value| texts[one["record"].as_u64().unwrap() as usize - 1].clone();
    check_places(&found, |_| lab.read("in.jsonl"), text, unescaped);
    assert_eq!(occurrences(&found).count(), 3);
    assert!(occurrences(&found).all(|one| range(&one["tokens"]).len() == 5 + 42 + 40));
}

#[test]
fn doubled_quotes_of_csv_are_seen_through() {
    let lab = Lab::new();
    let texts = strange();
    let row = |(id, text): (usize, &String)| format!("{id},\"{}\"\n", text.replace('"', "\"\""));
    let rows: Vec<String> = texts.iter().enumerate().map(row).collect();
    lab.write("in.csv", format!("id,text\n{}", rows.concat()));
    let found = passages(&lab, "in.csv");
    let text = |one: &Value| texts[one["id"].as_str().unwrap().parse::<usize>().unwrap()].clone();
    check_places(&found, |_| lab.read("in.csv"), text, undoubled);
    assert_eq!(occurrences(&found).count(), 3);
}

#[test]
fn plain_text_is_counted_from_the_first_byte_of_the_file() {
    let lab = Lab::new();
    let texts = strange();
    lab.write("in/a.txt", format!("\u{FEFF}{}", texts[0]));
    lab.write("in/deep/b.txt", &texts[1]);
    let units = texts[2].encode_utf16().flat_map(u16::to_le_bytes);
    lab.write("in/c.txt", [0xFF, 0xFE].into_iter().chain(units).collect::<Vec<u8>>());
    let found = passages(&lab, "in");
    let files = ["in/a.txt", "in/deep/b.txt", "in/c.txt"];
    let at = |one: &Value| files.iter().position(|file| one["file"] == *file).unwrap();
    // The mark is no part of the text; UTF-16 is told by what no UTF-8 has.
    let decode = |raw: &[u8]| {
        let unit = |pair: &[u8]| u16::from_le_bytes([pair[0], *pair.last().unwrap()]);
        let units: Vec<u16> = raw.chunks(2).map(unit).collect();
        let utf8 = std::str::from_utf8(raw).ok().filter(|text| !text.contains('\0'));
        utf8.map_or_else(|| String::from_utf16(&units).unwrap(), str::to_owned)
    };
    check_places(&found, |one| lab.read(files[at(one)]), |one| texts[at(one)].clone(), decode);
    assert_eq!(occurrences(&found).count(), 3);
}

#[test]
fn compressed_and_piped_input_is_counted_as_it_is_decompressed() {
    let lab = Lab::new();
    let texts = strange();
    let dump: String = texts.iter().map(|text| record("x", text)).collect();
    lab.write("in.jsonl", &dump);
    let plain = passages(&lab, "in.jsonl");
    check_places(&plain, |_| dump.clone().into_bytes(), |one| text_of(&lab, one), unescaped);
    let from = |name: &str| -> Vec<Value> {
        let mut renamed = plain.clone();
        for passage in &mut renamed {
            for one in passage["occurrences"].as_array_mut().unwrap() {
                one["file"] = name.into();
            }
        }
        renamed
    };
    for codec in ["gz", "zst"] {
        let name = format!("in.jsonl.{codec}");
        lab.write(&name, codecs::pack(codec, dump.as_bytes()));
        assert_eq!(passages(&lab, &name), from(&name));
    }
    let ended = lab.call("passages - -o - -q").stdin(dump.as_bytes()).ok();
    let piped: Vec<Value> =
        ended.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(piped, from("-"));
    lab.call("passages in.jsonl -q -o out.jsonl.zst").ok();
    let unpacked = codecs::unpack("zst", &lab.read("out.jsonl.zst"));
    assert_eq!(unpacked, lab.call("passages in.jsonl -q -o -").ok().stdout);
}

#[test]
fn changed_words_lower_the_identity() {
    let lab = Lab::new();
    let changed = NOTICE.replace("twelve metres", "fourteen metres");
    let longer = NOTICE.replace("fish quay", "old fish quay");
    let tellings = [NOTICE, NOTICE, NOTICE, &changed, &longer];
    let line = |(i, telling): (u64, &&str)| {
        record(
            &i.to_string(),
            &format!("{}. {telling}. {}", prose(2 * i, 20), prose(2 * i + 1, 20)),
        )
    };
    lab.write("in.jsonl", (0..).zip(&tellings).map(line).collect::<String>());
    let found = passages(&lab, "in.jsonl");
    let [line] = &found[..] else { panic!("{found:?}") };
    assert_eq!(line["occurrences"].as_array().unwrap().len(), 5);
    for (one, telling) in occurrences(&found).zip(tellings) {
        let text = text_of(&lab, one);
        assert_eq!(&text[range(&one["bytes"])], telling);
        assert_eq!(one["identity"], identity(telling, line["text"].as_str().unwrap()), "{one}");
    }
    // Word for word only, the parts around a change are passages of their own.
    for passage in passages(&lab, "in.jsonl --identity 1 --min-tokens 8") {
        let text = words(passage["text"].as_str().unwrap()).join(" ");
        for one in passage["occurrences"].as_array().unwrap() {
            let whole = text_of(&lab, one);
            assert_eq!(words(&whole[range(&one["bytes"])]).join(" "), text);
            assert_eq!(one["identity"], 1.0);
        }
    }
}

#[test]
fn a_run_is_a_passage_from_so_many_words_on() {
    let lab = Lab::new();
    let shared = prose(9, 30);
    let line = |i: u64| record("x", &format!("{} {shared} {}", prose(i, 20), prose(i + 50, 20)));
    lab.write("in.jsonl", line(1) + &line(2));
    for (least, found) in [(29, 1), (30, 1), (31, 0)] {
        let lines = passages(&lab, &format!("in.jsonl --identity 1 --min-tokens {least}"));
        assert_eq!(lines.len(), found, "{least}");
        assert!(lines.iter().all(|line| line["text"] == *shared), "{least}");
    }
}

/// The sentences that stand in the article's body and in the post, each whole.
const STATED: [&str; 3] = [
    "Kittiwake Lock has served this harbour for a hundred and sixty years, and it will serve it again",
    "The gate that was struck on Wednesday cannot be repaired where it stands",
    "We shall lift it out on Saturday, lay it on the grass and find out",
];

#[test]
fn a_statement_is_found_again_in_the_post() {
    let lab = Lab::new();
    let text = String::from_utf8(std::fs::read(fixture("updated_statement.txt")).unwrap()).unwrap();
    lab.write("story.txt", &text);
    let found = passages(&lab, "story.txt --min-tokens 12");
    check_places(
        &found,
        |_| text.clone().into_bytes(),
        |_| text.clone(),
        |raw| String::from_utf8(raw.to_vec()).unwrap(),
    );
    let told: Vec<_> = occurrences(&found).map(|one| range(&one["bytes"])).collect();
    for sentence in STATED {
        let places: Vec<usize> = text.match_indices(sentence).map(|(at, _)| at).collect();
        assert_eq!(places.len(), 2, "{sentence}");
        for at in places {
            let holds =
                |span: &std::ops::Range<usize>| span.start <= at && at + sentence.len() <= span.end;
            assert!(told.iter().any(holds), "{sentence} at {at}: {told:?}");
        }
    }
    // Below the divider the same is told in other words.
    let divider = text.find("\n16:20\n").unwrap();
    assert!(told.iter().all(|span| span.end < divider), "{told:?}");
    assert!(found.iter().all(|passage| passage["kind"] == "self"), "{found:?}");
}
