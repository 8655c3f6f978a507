//! Text in Markdown that can neither become markup nor call on anyone.

use crate::base::error::escape;

/// Text in a line or a cell of a table. Punctuation stands as character references: these are
/// text to every parser of Markdown, also in tables.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in escape(text).chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | '/' | ';' | '?' | '%') {
            out.push_str(&format!("&#{};", u32::from(c)));
        } else {
            out.push(c);
        }
        // Hosts look for names and numbers of issues after parsing; a word joiner hides these.
        if matches!(c, '@' | '#') {
            out.push_str("&#8288;");
        }
    }
    out
}

/// Text as code in a line or a cell of a table. Backticks would need care about those in the text,
/// the element does not.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", inline(text))
}

/// A block of code, in a fence that nothing in it closes.
pub(super) fn fenced(language: &str, block: &str) -> String {
    let lines: Vec<String> = block.split('\n').map(escape).collect();
    let block = lines.join("\n");
    let fence = "`".repeat(longest_run(&block, '`').max(2) + 1);
    format!("{fence}{language}\n{block}\n{fence}\n")
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_punctuation_is_left_that_means_something() {
        assert_eq!(inline("a|b"), "a&#124;b");
        assert_eq!(inline("<b> @port"), "&#60;b&#62; &#64;&#8288;port");
        assert_eq!(inline("one\ntwo"), "one&#92;ntwo");
    }

    #[test]
    fn fences_are_longer_than_what_they_hold() {
        assert_eq!(fenced("diff", "- a"), "```diff\n- a\n```\n");
        assert_eq!(fenced("", "````\nb"), "`````\n````\nb\n`````\n");
    }
}
