//! What documents of these tests have in common, and a slow look at where it stands.

use serde_json::{Value, json};
use std::ops::Range;

/// A paragraph of 42 words that several documents carry.
pub(crate) const NOTICE: &str = "The harbour board reminds all skippers that the northern basin \
    stays closed to vessels above twelve metres until the new fenders have been fitted, and that \
    berths on the fish quay are given out every morning at six by the duty officer";

/// A statement of 40 words that several documents quote.
pub(crate) const SPEECH: &str = "We have waited four winters for this bridge and we shall not wait \
    a fifth, so the council will pay the welders out of its own purse and send the bill to the \
    province when the first cart has crossed";

/// The words of a text, for texts whose words have no marks in them.
pub(crate) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// A record of JSON Lines.
pub(crate) fn told(id: &str, source: &str, date: &str, text: &str) -> String {
    format!("{}\n", json!({"id": id, "source": source, "date": date, "text": text}))
}

/// A JSON string in which all that can be an escape is one.
pub(crate) fn escaped(text: &str) -> String {
    let mut raw = String::new();
    for c in text.chars() {
        match c {
            '\n' => raw.push_str("\\n"),
            '"' | '\\' => raw.extend(['\\', c]),
            c if c.is_ascii() => raw.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    raw.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    raw
}

/// What the bytes between the quotes of a JSON string stand for.
pub(crate) fn unescaped(raw: &[u8]) -> String {
    serde_json::from_slice(&[b"\"", raw, b"\""].concat()).unwrap()
}

/// What the bytes of a CSV cell between its quotes stand for.
pub(crate) fn undoubled(raw: &[u8]) -> String {
    std::str::from_utf8(raw).unwrap().replace("\"\"", "\"")
}

/// A pair of numbers as a range.
pub(crate) fn range(pair: &Value) -> Range<usize> {
    let end = |at: usize| pair[at].as_u64().unwrap() as usize;
    end(0)..end(1)
}

/// All occurrences of all passages.
pub(crate) fn occurrences(passages: &[Value]) -> impl Iterator<Item = &Value> {
    passages.iter().flat_map(|passage| passage["occurrences"].as_array().unwrap())
}

/// Each occurrence stands in its text and in its file where it says, and is as many words as it
/// says. `file` gives the decompressed bytes of an occurrence's file, `text` its document's text.
pub(crate) fn check_places(
    passages: &[Value],
    file: impl Fn(&Value) -> Vec<u8>,
    text: impl Fn(&Value) -> String,
    decode: impl Fn(&[u8]) -> String,
) {
    assert!(!passages.is_empty());
    for one in occurrences(passages) {
        let text = text(one);
        let bytes = range(&one["bytes"]);
        let told = text.get(bytes.clone()).unwrap_or_else(|| panic!("{one} in {text}"));
        let raw = &file(one)[range(&one["file_bytes"])];
        assert_eq!(decode(raw), told, "{one}");
        let tokens = range(&one["tokens"]);
        assert_eq!(words(told), words(&text)[tokens.clone()], "{one}");
        assert_eq!(words(&text[..bytes.start]).len(), tokens.start, "{one}");
    }
    for passage in passages {
        let all = passage["occurrences"].as_array().unwrap();
        assert!(all.len() > 1, "{passage}");
        let shown: Vec<&Value> = all.iter().filter(|one| one["representative"] == true).collect();
        let [shown] = shown[..] else { panic!("{passage}") };
        assert_eq!(passage["text"], text(shown)[range(&shown["bytes"])], "{passage}");
        assert_eq!(passage["tokens"], range(&shown["tokens"]).len(), "{passage}");
    }
}

/// The identity of two tellings, by the fewest errors: words that match by columns.
pub(crate) fn identity(a: &str, b: &str) -> f64 {
    let (a, b) = (words(a), words(b));
    // Errors and columns of the best alignment of what comes before.
    let mut row: Vec<(usize, usize)> = (0..=b.len()).map(|j| (j, j)).collect();
    for (i, word) in a.iter().enumerate() {
        let mut next = vec![(i + 1, i + 1)];
        for (j, other) in b.iter().enumerate() {
            let step = |(errors, columns): (usize, usize), error: bool| {
                (errors + usize::from(error), columns + 1)
            };
            let both = [step(row[j], word != other), step(row[j + 1], true), step(next[j], true)];
            next.push(both.into_iter().min().unwrap());
        }
        row = next;
    }
    let (errors, columns) = row[b.len()];
    (columns - errors) as f64 / columns as f64
}
