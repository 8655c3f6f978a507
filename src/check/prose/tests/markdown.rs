//! Markdown files.

use super::*;

fn md(file: &str) -> String {
    text(file, Markup::Markdown)
}

#[test]
fn blocks_of_text_are_prose() {
    let file = "Title\n=====\n\n## Part {#id .class}\n\nOne\ntwo  \nthree\\\nfour.\n\n\
        - item\n  1. nested\n- [x] done\n\n> quote\n> goes on\n\n---\n\nterm\n: meaning\n";
    let lines = "Title Part One two three four. item nested done quote|goes|on term meaning";
    let lines: Vec<String> = lines.split(' ').map(|line| line.replace('|', " ")).collect();
    let text = md(file).replace("quote\ngoes on", "quote goes on");
    assert_eq!(text.lines().collect::<Vec<_>>(), lines);
}

#[test]
fn tables_footnotes_and_images_are_prose() {
    let file = "| a | b\\|c |\n|---|:-:|\n| *d* | `e` |\n\nText[^1].\n\n[^1]: Note.\n\nX![alt *t*](u.png)Y";
    assert_eq!(md(file), "a\nb|c\nd\ne\nText.\nNote.\nX\nalt t\nY");
}

#[test]
fn code_addresses_and_definitions_are_not() {
    let file = "A [link](https://x.y \"title\") to <https://x.y>[ref] and [other][ref].\n\n\
        ```rust\nfenced\n```\n\n    indented\n\n[ref]: https://z.y 'hm'\n\nUse `cat  file`, $x$.\n\n$$\ny\n$$\n";
    assert_eq!(md(file), "A link to ref and other.\nUse cat  file, x.");
}

#[test]
fn front_matter_is_left_out_at_the_top_only() {
    assert_eq!(md("---\ntitle: x\n---\nText"), "Text");
    assert_eq!(md("+++\ntitle = 1\n\n+++\r\nText"), "Text");
    assert_eq!(md("---\n---\nText"), "Text");
    assert_eq!(md("---\n\nText\n\n---\n"), "Text");
    assert_eq!(md("Text\n\n---\n\nmore\n\n---\n"), "Text\nmore");
    assert_eq!(md("---\nnever: ended"), "never: ended");
}

#[test]
fn words_are_not_parted_within() {
    let file = "un*frigging*be**lie**va<b>b</b>le caf&eacute; R&amp;D a\\*b in[side](x)";
    let prose = prose(file, Markup::Markdown);
    assert_eq!(prose.text, "unfriggingbelievable café R&D a*b inside");
    assert_eq!(raw(file, &prose, "unfrigging"), "un*frigging");
    assert_eq!(raw(file, &prose, "café"), "caf&eacute;");
    assert_eq!(raw(file, &prose, "a*b"), "a\\*b");
}

#[test]
fn html_in_it_is_read() {
    let file = "<div class=x>\n<p>In <b>a</b> block</p><!-- gone -->\n</div>\n\nIn<br>line\n\n\
        <script>\n\nleft out\n\n</script>\n\n<pre>\ncode\n</pre>";
    assert_eq!(md(file).split_whitespace().collect::<Vec<_>>().join(" "), "In a block In line");
}

#[test]
fn comments_leave_parts_out() {
    let ask = "<!-- retold-ignore -->";
    assert_eq!(md(&format!("a\n\n{ask}\n\nb\nb\n\nc")), "a\nc");
    assert_eq!(md(&format!("a\n\n{ask}\n- b\n\n  b\n- b\n\n# c")), "a\nc");
    assert_eq!(md(&format!("- a\n\n  {ask}\n\n  b\n\n- c")), "a\nc");
    assert_eq!(md(&format!("a {ask} a\n\nb\n\nc")), "a  a\nc");
    assert_eq!(md(&format!("{ask}\n```\nb\n```\nc")), "c");
    assert_eq!(md(&format!("{ask}\n<p>b</p>\n\nc")), "c");
    assert_eq!(
        md("a\n<!-- retold-ignore-start -->\nb\n\n# b\n<!-- retold-ignore-end -->\n\nc"),
        "a\nc"
    );
    assert_eq!(md("a\n\n<!-- retold-ignore-start -->\n\nb"), "a");
    assert_eq!(md("a\n\n```\n<!-- retold-ignore-file -->\n```\n"), "a");
    assert!(prose("a\n\n<!-- retold-ignore-file -->", Markup::Markdown).ignores_all);
}
