//! How deeply a line of Markdown nests lists and quotations.

/// No page that is written to be read has so many.
const DEEPEST: usize = 200;

/// Whether a line opens more than can be afforded for every line behind it.
pub(super) fn is_too_deep(text: &str) -> bool {
    text.lines().any(|line| markers(line) > DEEPEST)
}

/// How many markers of quotations and items the line begins with.
fn markers(line: &str) -> usize {
    let mut rest = line.trim_start();
    let mut count = 0;
    while let Some(len) = marker(rest.as_bytes()) {
        rest = rest[len..].trim_start();
        count += 1;
    }
    count
}

fn marker(rest: &[u8]) -> Option<usize> {
    let digits = rest.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
    let len = match rest.first()? {
        b'>' => return Some(1),
        b'-' | b'*' | b'+' | b':' => 1,
        _ if digits > 0 && matches!(rest.get(digits), Some(b'.' | b')')) => digits + 1,
        _ => return None,
    };
    rest.get(len).is_none_or(u8::is_ascii_whitespace).then_some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_counted() {
        for (line, count) in [
            ("> - 1. a", 3),
            (">>> a", 3),
            ("-", 1),
            ("12) + : a - b", 3),
            ("-a", 0),
            ("----", 0),
            ("1.5 a", 0),
            ("", 0),
        ] {
            assert_eq!(markers(line), count, "{line}");
        }
    }
}
