//! The tokeniser against a textbook one made of ICU's data.

use crate::oracle::tokens::tokens as textbook;
use proptest::prelude::*;
use retold::stages::Tokenizer;

fn tokens(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    Tokenizer::default().tokens(text, |token| {
        let span = text.get(token.span.clone());
        assert!(span.is_some(), "{:?} is not on character boundaries", token.span);
        words.push(token.text.to_owned());
    });
    words
}

fn check(text: &str) {
    assert_eq!(tokens(text), textbook(text), "{text:?}");
}

#[test]
fn what_scrapes_vary_in() {
    for (a, b) in [
        ("Ｐｒｉｃｅ ７５", "price 75"),
        ("the ﬁnal oﬃce", "the final office"),
        ("don’t “stop”", "don't \"stop\""),
        ("co\u{AD}oper\u{AD}ation", "cooperation"),
        ("ශ්\u{200D}රී ලංකා", "ශ්රී ලංකා"),
        ("Rs.\u{A0}500\u{202F}000", "Rs. 500 000"),
        ("Cafe\u{301} A\u{30A}", "Café Å"),
        ("ක\u{0DD9}\u{0DCF}", "ක\u{0DDC}"),
        ("க\u{0BC6}\u{0BBE}", "க\u{0BCA}"),
        ("ガソリン ｶﾞｿﾘﾝ", "ガソリン ガソリン"),
        ("STRASSE ΌΔΟΣ", "straße όδος"),
    ] {
        assert_eq!(tokens(a), tokens(b), "{a:?} and {b:?}");
        check(a);
    }
}

#[test]
fn scripts_without_spaces_give_characters() {
    assert_eq!(tokens("东京2024年，新聞"), ["东", "京", "2024", "年", "新", "聞"]);
    assert_eq!(tokens("ข่าว"), ["ข่", "า", "ว"]);
    assert_eq!(tokens("뉴스 속보"), ["뉴스", "속보"]);
}

#[test]
fn every_character_alone_and_between_letters() {
    for c in (0..0x110000).filter_map(char::from_u32) {
        check(&c.to_string());
    }
    for c in (0..0x30000).filter_map(char::from_u32) {
        check(&format!("a{c}b新{c}{c}ක{c}\u{301}\u{323}"));
    }
}

#[test]
fn spans_of_folded_tokens_cover_what_they_come_from() {
    let text = "x ﬁne e\u{301}t\u{AD}e\u{301} Ｑ";
    let mut spans = Vec::new();
    Tokenizer::default().tokens(text, |t| spans.push(&text[t.span]));
    assert_eq!(spans, ["x", "ﬁne", "e\u{301}t\u{AD}e\u{301}", "Ｑ"]);
}

#[test]
fn runs_longer_than_a_window() {
    let long = "a".repeat(70_000);
    check(&format!("{long} b"));
    check(&"新聞，".repeat(20_000));
    check(&"word ".repeat(20_000));
    check(&format!("{}é{}", "a".repeat(40_000), "\u{AD}b".repeat(9_000)));
}

fn scrappy() -> impl Strategy<Value = String> {
    let scraps = prop::sample::select(vec![
        "a",
        "B",
        "é",
        "e",
        "\u{301}",
        "\u{323}",
        "’",
        "'",
        " ",
        "\u{A0}",
        "\n",
        "7",
        "٣",
        "½",
        "ﬁ",
        "\u{AD}",
        "\u{200D}",
        "\u{200C}",
        "\u{FE0F}",
        "ක",
        "\u{0DD9}",
        "\u{0DCF}",
        "\u{0DCA}",
        "க",
        "\u{0BC6}",
        "\u{0BBE}",
        "नि",
        "\u{93C}",
        "न",
        "新",
        "ー",
        "ｶ",
        "ﾞ",
        "カ",
        "ข",
        "ำ",
        "\u{E48}",
        "ᄒ",
        "ᅡ",
        "ᆫ",
        "하",
        "Ⅳ",
        "№",
        "㈱",
        "ﷺ",
        "´",
        "🗞",
        "Ж",
        "ß",
        "İ",
        "Σ",
        ",",
        ".",
        "_",
        "ﬀ",
        "a long english passage ",
        "十",
        "\u{345}",
        "\u{F73}",
        "𝔸",
        "\0",
    ]);
    prop::collection::vec(scraps, 0..40).prop_map(|scraps| scraps.concat())
}

#[test]
fn the_reader_of_corpora_is_the_textbook_too() {
    let mut reader = crate::oracle::tokens::Reader::default();
    for document in
        crate::oracle::records::records(&crate::oracle::records::fixture("newsroom.jsonl"))
    {
        assert_eq!(reader.tokens(&document.text), textbook(&document.text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn equals_the_textbook(text in scrappy()) {
        check(&text);
    }

    #[test]
    fn equals_the_textbook_on_anything(text in any::<String>()) {
        check(&text);
    }
}
