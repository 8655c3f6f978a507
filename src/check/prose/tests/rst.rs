//! reStructuredText files.

use super::*;

fn rst(file: &str) -> Vec<String> {
    text(file, Markup::Rst).lines().map(str::to_owned).collect()
}

#[test]
fn blocks_of_text_are_prose() {
    let file = "=====\nTitle\n=====\n\n:Author: Ann\n:orphan:\n\nPart\n----\n\nA line\ngoes on.\n\n\
        - item\n  more\n\n  1. nested\n\n#. last\n\nterm\n    meaning\n";
    let wanted = "Title|Ann|Part|A line|goes on.|item|more|nested|last|term|meaning";
    assert_eq!(rst(file), wanted.split('|').collect::<Vec<_>>());
}

#[test]
fn tables_are_prose_cell_by_cell() {
    let file = "+-----+-----+\n| one | two |\n+=====+=====+\n| tri | for |\n+-----+-----+\n\n\
        ===== =====\nfive  six\n===== =====\nseven eight\n===== =====\n";
    let words: Vec<String> =
        text(file, Markup::Rst).split_whitespace().map(str::to_owned).collect();
    assert_eq!(words, ["one", "two", "tri", "for", "five", "six", "seven", "eight"]);
}

#[test]
fn code_and_comments_are_not() {
    let file = "Run this::\n\n    $ ls\n\n    $ cat\n\nThen\n\n::\n\n  x\n\n.. code-block:: rust\n   :linenos:\n\n   \
        fn f() {}\n\n.. a comment\n   goes on\n\n.. _target: https://x.y\n\n.. |s| replace:: t\n\n\
        >>> 1 + 1\n2\n\n..\n\n   Quote.\n\n__ https://x.y\n\nEnd.";
    assert_eq!(rst(file), ["Run this::", "Then", "Quote.", "End."]);
}

#[test]
fn directives_that_hold_prose_are_read() {
    let file = ".. note:: Mind\n   the gap.\n\n   Twice.\n\n.. figure:: a.png\n   :alt: hm\n\n   Caption.\n\n\
        .. versionadded:: 3.1 Was late.\n\n.. py:function:: f(x)\n   :module: m\n\n   Does it.\n\n\
        .. toctree::\n   :maxdepth: 2\n\n   page\n\n.. [1] Foot.\n\n.. image:: b.png\n   :alt: c\n";
    let wanted = ["Mind", "the gap.", "Twice.", "Caption.", "Was late.", "Does it.", "Foot."];
    assert_eq!(rst(file), wanted);
}

#[test]
fn what_is_marked_in_a_line_stays() {
    for (file, wanted) in [
        ("See :ref:`the text <target>` now", "See the text now"),
        ("see :ref:`a\nb <t>`.", "see a\nb."),
        ("a `link <https://x.y>`_ and `other`__", "a link and other"),
        ("``code *x*`` and **strong** *em*", "code *x* and strong em"),
        ("re\\ *mark*\\ able, 2 * 3 * 4", "remarkable, 2 * 3 * 4"),
        ("Python_ has snake_case [1]_, [x] \\*y", "Python has snake_case , [x] *y"),
        (":class:`~a.B` `text`:role: a: b :c", "a.B text a: b :c"),
        ("unended ``code `here and |sub|", "unended ``code `here and |sub|"),
        ("`<https://x.y>`_ end", "end"),
    ] {
        assert_eq!(text(file, Markup::Rst), wanted, "{file}");
    }
}

#[test]
fn comments_leave_parts_out() {
    assert_eq!(rst("a\n\n.. retold-ignore\n\nb\nb\n\nc"), ["a", "c"]);
    assert_eq!(rst(".. retold-ignore\n\nb::\n\n   b\n\nc"), ["c"]);
    assert_eq!(rst(".. retold-ignore\n\n- b\n\n  b\n\n- b\n\nc"), ["c"]);
    assert_eq!(rst(".. retold-ignore\n.. note:: b\n\n   b\n\nc"), ["c"]);
    assert_eq!(rst("a\n\n.. retold-ignore-start\n\nb\n\n.. retold-ignore-end\n\nc"), ["a", "c"]);
    assert_eq!(rst("a\n\n.. retold-ignore-start\n\nb\n\nc"), ["a"]);
    assert!(prose("a\n\n.. retold-ignore-file\n", Markup::Rst).ignores_all);
}
