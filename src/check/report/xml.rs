//! Text in XML 1.0.

/// Text for elements and for attributes in double quotes. Characters that XML 1.0 forbids even as
/// references stand as visible escapes.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // Everywhere, so that no `]]>` stands in text.
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A reader would make blanks of them in attributes, and a line feed of `\r` in text.
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'.. => out.push(c),
            _ => out.extend(c.escape_unicode()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_is_markup_or_forbidden() {
        assert_eq!(text("a<b>&\"c\"]]>"), "a&lt;b&gt;&amp;&quot;c&quot;]]&gt;");
        assert_eq!(text("\0\u{1b}\u{fffe}"), "\\u{0}\\u{1b}\\u{fffe}");
        assert_eq!(text("\r\n\té😀"), "&#13;&#10;&#9;é😀");
    }
}
