//! HTML files.

use super::*;

fn html(file: &str) -> String {
    let text = text(file, Markup::Html);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn blocks_part_words_and_other_tags_do_not() {
    let file = "<ul><li>one<li>t<b>w</b>o</ul>three<br>four<td>five<td>six <my-tag>s</my-tag>even";
    assert_eq!(html(file), "one two three four five six seven");
    assert_eq!(text("<p>a</p>\n\n  <p>b</p>", Markup::Html), "a\nb");
}

#[test]
fn what_is_not_shown_is_no_prose() {
    let file = "<!doctype html><html><head><title>The port</title><meta name=d content='x y'>\
        <style>p{}</style><script>if (a < b) '</p>'</script></head><body>\
        <noscript>off</noscript><svg><text>in</text></svg><svg/><template><p>t</p></template>\
        <!-- a comment --><pre>code <b>here</b></pre>Use <code>ls</code> <a href='u' title=t>now</a>";
    assert_eq!(html(file), "The port Use ls now");
}

#[test]
fn references_are_decoded_where_they_stand() {
    let file = "<p>caf&eacute; &amp; bar, R&ampD&#x2014;&zebra; &fjlig;ord</p>";
    let prose = prose(file, Markup::Html);
    assert_eq!(prose.text, "café & bar, R&D—&zebra; fjord");
    assert_eq!(raw(file, &prose, "café"), "caf&eacute;");
    assert_eq!(raw(file, &prose, "fjord"), "&fjlig;ord");
    assert_eq!(raw(file, &prose, "R&D"), "R&ampD");
    for file in ["caf&eacute;", "caf&eacute", "caf&#233"] {
        assert_eq!(html(file), "café");
    }
}

#[test]
fn line_ends_of_any_kind_keep_the_places() {
    let file = "<p>ä\r\nö</p>\r\n<p\r\nid=x>ü\r</p>";
    let prose = prose(file, Markup::Html);
    assert_eq!(raw(file, &prose, "ö"), "ö");
    assert_eq!(raw(file, &prose, "ü"), "ü");
}

#[test]
fn the_next_block_is_left_out() {
    let ask = "<!-- retold-ignore -->";
    for (file, left) in [
        (format!("<p>a</p>{ask}<div><div>b</div>c</div><p>d"), "a d"),
        (format!("<p>a{ask}\n<p>b <i>c</i><p>d"), "a d"),
        (format!("<ul>{ask}<li>a<ul><li>b</ul>c<li>d</ul>e"), "d e"),
        (format!("<ul><li>a{ask}<li>b</ul>c"), "a c"),
        (format!("<tr><td>a{ask}<td>b<table><tr><td>c</table>d<td>e"), "a e"),
        (format!("{ask} loose <b>text</b><p>a"), "a"),
        (format!("{ask}<script>b</script><p>c</p>d"), "d"),
    ] {
        assert_eq!(html(&file), left, "{file}");
    }
}

#[test]
fn what_stands_between_comments_is_left_out() {
    let file = "a<!--retold-ignore-start-->b<p>c<!-- retold-ignore-end -->d";
    assert_eq!(html(file), "a d");
    assert_eq!(html("a<!-- retold-ignore-start --><p>c"), "a");
    let all = prose("<p>a</p><!-- retold-ignore-file -->", Markup::Html);
    assert!(all.ignores_all && all.text.is_empty());
}

#[test]
fn what_is_left_open_is_survived() {
    assert_eq!(html("a <svg><svg/></svg>b"), "a b");
    for file in ["a <b", "a <!-- b", "a <script>b", "a </", "a <p class='b"] {
        assert!(html(file).starts_with('a'), "{file}");
    }
    assert_eq!(html("a < b </> c"), "a < b </> c");
}
