//! What holds for every file, however it is written.

use super::*;
use proptest::prelude::*;

const ALL: [Markup; 4] = [Markup::Markdown, Markup::Rst, Markup::Html, Markup::Plain];

/// Pieces of markup, and words between them.
fn marked_up() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "[*_\\[\\]()<>&;#`\n:|.$!~\\\\ -]{1,4}",
        "[a-zé😀\u{0}]{1,4}",
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<li>",
            "<b>",
            "</div>",
            "<div>",
            "<svg",
            "/>",
            "<!--",
            "-->",
            "<pre>",
            "<!-- retold-ignore -->",
            "<!-- retold-ignore-start -->",
            "<!-- retold-ignore-end -->",
            "&amp;",
            "&eacute",
            "&#x1F600;",
            "&acE;",
            "<script>",
            "<title>",
            "<![CDATA[",
            "\r\n",
            ".. ",
            "::\n\n",
            "\n    ",
            "\n\n",
            "- ",
            "> ",
            "\t",
            "```\n",
            "``",
            ":ref:`",
            "`_",
            ".. note:: ",
            ".. retold-ignore\n",
            "---\n",
            "[^1]",
            "[^1]: ",
            "| a | b |\n|---|---|\n",
            "https://x.y",
            "\u{A0}",
            "\u{2028}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

/// Runs of letters and digits, with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}

proptest! {
    #[test]
    fn any_text_has_its_places(file in prop_oneof![any::<String>(), marked_up()]) {
        for markup in ALL {
            prose(&file, markup);
        }
    }

    #[test]
    fn any_word_without_markup_in_it_is_copied(file in marked_up()) {
        for markup in ALL {
            let prose = prose(&file, markup);
            for (at, word) in words(&prose.text) {
                let raw = &file[prose.origins.raw(at..at + word.len())];
                if raw.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                    prop_assert_eq!(raw, word);
                }
            }
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..60), mark in 0..3) {
        let mark: &[u8] = [&b""[..], b"\xFF\xFE", b"\xEF\xBB\xBF"][mark as usize];
        let bytes = [mark, &bytes].concat();
        for markup in ALL {
            match Prose::read(&bytes, markup) {
                Ok(prose) => prop_assert!(prose.origins.raw(0..prose.text.len()).end <= bytes.len()),
                Err(error) => prop_assert!(error.offset < bytes.len()),
            }
        }
    }

    #[test]
    fn any_words_are_all_prose(words in prop::collection::vec("[a-z]{1,8}", 1..9)) {
        let page = format!("<p>{}</p>", words.join(" <i>"));
        prop_assert_eq!(text(&page, Markup::Html), words.join(" "));
        for markup in [Markup::Markdown, Markup::Rst, Markup::Plain] {
            prop_assert_eq!(text(&words.join(" "), markup), words.join(" "));
        }
    }
}
