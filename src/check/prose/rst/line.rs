//! Lines of reStructuredText, and what they begin with.

/// A line, or what is left of one.
#[derive(Clone, Copy)]
pub(super) struct Line<'s> {
    /// Where in the source the text begins.
    pub(super) start: usize,
    /// How far it is indented, in bytes.
    pub(super) column: usize,
    /// Without blanks around it.
    pub(super) text: &'s str,
}

/// All lines of the source.
pub(super) fn lines(source: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = 0;
    source.split_inclusive('\n').map(move |line| {
        let whole = Line { start: at, column: 0, text: line };
        at += line.len();
        Line { text: line.trim_end(), ..whole }.behind(0)
    })
}

impl<'s> Line<'s> {
    /// The rest of it behind so many bytes, and the blanks there.
    pub(super) fn behind(self, len: usize) -> Self {
        let text = self.text.get(len..).unwrap_or_default().trim_start();
        let len = self.text.len() - text.len();
        Self { start: self.start + len, column: self.column + len, text }
    }

    /// What stands behind `..`.
    pub(super) fn explicit(self) -> Option<Self> {
        let rest = self.text.strip_prefix("..")?;
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| self.behind(2))
    }

    /// Whether it underlines a heading, parts sections or frames a table.
    pub(super) fn is_adornment(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_punctuation() || byte == b' ')
    }
}

/// The length of `:name:`, if the text begins a field; a role has its text right behind it.
pub(super) fn field_marker(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(':')?;
    let end = rest.find(':').filter(|end| *end > 0)?;
    let (name, value) = (&rest[..end], &rest[end + 1..]);
    let ends = value.is_empty() || value.starts_with(char::is_whitespace);
    (ends && !name.contains('`') && !name.starts_with(' ')).then_some(end + 2)
}

/// The length of the bullet or the number that the text begins with.
pub(super) fn item_marker(text: &str) -> Option<usize> {
    let number = text.bytes().take_while(u8::is_ascii_digit).count();
    let len = match text.chars().next()? {
        c @ ('-' | '*' | '+' | '•') => c.len_utf8(),
        '#' if text[1..].starts_with(['.', ')']) => 2,
        _ if number > 0 && text[number..].starts_with(['.', ')']) => number + 1,
        _ => return None,
    };
    text[len..].starts_with(' ').then_some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_text() {
        assert_eq!(field_marker(":Author: Ann"), Some(8));
        assert_eq!(field_marker(":orphan:"), Some(8));
        for text in [":ref:`x`", ": no", "::", "a: b:", ":: b"] {
            assert_eq!(field_marker(text), None, "{text}");
        }
        for (text, len) in [("- a", 1), ("#. a", 2), ("12) a", 3), ("• a", 3)] {
            assert_eq!(item_marker(text), Some(len), "{text}");
        }
        for text in ["-a", "*em* a", "1.5 a", "#x", ""] {
            assert_eq!(item_marker(text), None, "{text}");
        }
    }
}
