//! The Markdown summary is what it is meant to be to a parser of Markdown.

use super::*;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

fn events(text: &str) -> Vec<Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).collect()
}

#[test]
fn what_people_see() {
    let text = written(Reporter::Markdown, &sample());
    let expected = "## retold check: failed

1 error, 1 warning; fails on error; only what changed since main.

2 files with 1,224 documents in test, train.

| rule | scope | severity | found | accepted | limit |
|---|---|---|--:|--:|---|
| leakage | <code>test in train</code> | error | 1 | 2 | at most 0 **exceeded** |
";
    assert!(text.starts_with(expected), "{text}");
    let diff = "```diff\n- The [-port-] opened again on Monday.\n+ The {+harbour+} opened again on \
                Monday.\n```\n";
    assert!(text.contains(diff), "{text}");
    assert!(text.contains("1 accepted finding is gone"), "{text}");
}

#[test]
fn hostile_text_is_only_text() {
    let checked = hostile();
    let text = written(Reporter::Markdown, &checked);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    let (mut blocks, mut rows) = (0, 0);
    for event in events(&text) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                assert!(matches!(kind, CodeBlockKind::Fenced(_)));
                blocks += 1;
            }
            Event::Start(Tag::TableRow) => rows += 1,
            Event::Html(html) | Event::InlineHtml(html) => {
                let known = ["<code>", "</code>", "<details>", "</details>"];
                assert!(known.iter().any(|tag| html.trim_end().starts_with(tag)), "{html}");
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis) => {
                panic!("{event:?}")
            }
            _ => {}
        }
    }
    assert_eq!((blocks, rows), (checked.findings.len(), checked.rules.len()));
    assert_eq!(text.matches("\n<details>").count(), text.matches("\n</details>").count());
}

#[test]
fn calls_on_nobody() {
    let mut checked = sample();
    checked.findings[0].message = "@everyone, see #12".into();
    let text = written(Reporter::Markdown, &checked);
    assert!(text.contains("&#64;&#8288;everyone, see &#35;&#8288;12"), "{text}");
}

#[test]
fn no_larger_than_the_host_takes() {
    let mut checked = hostile();
    checked.findings = checked.findings.iter().cycle().take(5_000).cloned().collect();
    // Nothing takes more bytes than what is escaped twice.
    let costly = "\u{e0001}".repeat(1_000);
    for rule in &mut checked.rules {
        (rule.scope, rule.limit) = (costly.clone(), Some(costly.clone()));
    }
    checked.stale.iter_mut().for_each(|stale| stale.path.clone_from(&costly));
    checked.rules = checked.rules.iter().cycle().take(5_000).cloned().collect();
    checked.stale = checked.stale.iter().cycle().take(5_000).cloned().collect();
    let text = written(Reporter::Markdown, &checked);
    assert!(text.len() < 1 << 20, "{}", text.len());
    assert!(text.contains("more, for which there is no room here"));
    assert_eq!(text.matches("\n<details>").count(), text.matches("\n</details>").count());
}
