use super::*;
use proptest::prelude::*;

/// Folded text, starts, ends and odd units.
type Found = (Vec<u8>, Vec<u32>, Vec<u32>, Vec<u32>);

fn scan(kernel: Kernel, text: &str) -> Found {
    let mut units = Units::default();
    // What an earlier text leaves must not matter.
    kernel.scan("ÉÉ 新7 left over from an earlier text", &mut units);
    kernel.scan(text, &mut units);
    let folded = units.folded()[..text.len() + PADDING].to_vec();
    (folded, units.starts().to_vec(), units.ends().to_vec(), units.odd().to_vec())
}

fn check(text: &str) {
    let expected = scan(Kernel(Which::Scalar), text);
    for kernel in Kernel::all() {
        assert_eq!(scan(kernel, text), expected, "{kernel:?}: {text:?}");
    }
}

#[test]
fn units_of_a_line() {
    for kernel in Kernel::all() {
        let (folded, starts, ends, odd) = scan(kernel, "The 2nd été, Été 東京2024…x");
        assert!(folded.starts_with("the 2nd été, Été 東京2024…x".as_bytes()));
        assert_eq!(starts, [0, 4, 8, 15, 21, 24, 27, 34]);
        assert_eq!(ends, [3, 7, 13, 20, 24, 27, 31, 35]);
        assert_eq!(odd, [3]);
    }
}

#[test]
fn odd_units_and_no_others() {
    for (text, odd) in [
        ("කො ක\u{0DD9}\u{0DCF}", &[1][..]),
        ("ශ්\u{200D}රී ලංකා ශ්රී", &[0]),
        ("e\u{301} é", &[0]),
        ("\u{0DCF}ක ක\u{0DCF}", &[0]),
        ("٣a a٣ 3", &[0]),
        ("新\u{11AB} 新", &[0]),
        ("新\u{AD}a", &[0]),
        ("ข่าว ห้อง", &[]),
        ("😀a b", &[0]),
    ] {
        for kernel in Kernel::all() {
            assert_eq!(scan(kernel, text).3, odd, "{kernel:?}: {text:?}");
        }
    }
}

#[test]
fn every_character_between_letters_at_every_place() {
    for (i, c) in (0x80..0x11000).filter_map(char::from_u32).enumerate() {
        let before = ".".repeat(i % 67);
        check(&format!("{before}{c} a{c}b ක{c}\u{0DCA}{c} 新{c}{c}a新\u{301}{c}"));
    }
}

/// Pieces that meet in every way at the ends of blocks.
fn scrappy() -> impl Strategy<Value = String> {
    let scraps = prop::sample::select(vec![
        "a",
        "Z",
        "7",
        " ",
        ".",
        "\0",
        "é",
        "É",
        "\u{301}",
        "\u{323}",
        "٣",
        "ж",
        "ක",
        "\u{0DCA}",
        "\u{0DD9}",
        "\u{0DCF}",
        "\u{200D}",
        "’",
        "…",
        "\u{0BC6}",
        "\u{0BBE}",
        "新",
        "が",
        "か",
        "\u{3099}",
        "ข",
        "\u{E48}",
        "ำ",
        "한",
        "하",
        "ᆫ",
        "ᄒ",
        "\u{AD}",
        "😀",
        "𝔸",
        "𠀀",
        "ﬁ",
        "´",
        "\u{93C}",
        "न",
        "plain words of a line ",
        "ශ්\u{200D}රී ලංකාව ",
        "，",
        "ー",
        "䷿",
        "힟",
        "ꀀ",
    ]);
    prop::collection::vec(scraps, 0..120).prop_map(|scraps| scraps.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn every_kernel_equals_the_scalar(text in scrappy()) {
        check(&text);
    }

    #[test]
    fn on_anything_too(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn on_wordy_text_too(text in "[a-zA-Z0-9 ,.é’]{0,300}") {
        check(&text);
    }
}
