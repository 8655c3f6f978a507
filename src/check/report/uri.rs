//! Paths as URI references.

/// A path with `/` between its parts, percent-encoded. A relative path stays relative, whatever
/// its name: a colon would otherwise end the scheme of an absolute URI.
pub(super) fn reference(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_all_but_the_unreserved() {
        assert_eq!(reference("data/train-1_a.jsonl"), "data/train-1_a.jsonl");
        assert_eq!(reference("a: 50%,#1?.txt"), "a%3A%2050%25%2C%231%3F.txt");
        assert_eq!(reference("é"), "%C3%A9");
    }
}
