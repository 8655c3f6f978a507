//! Character references of HTML: `&eacute;`, `&#233;` and `&#xE9;`.
//!
//! Cost: the tokeniser of HTML reads each again that may be one, with a bounded run behind it.

use super::draft::Draft;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use memchr::memchr_iter;
use std::convert::Infallible;
use std::ops::Range;

/// Longer runs of letters, digits and `#` are no reference: the longest name has 31 letters, and
/// a number has so many digits only to cost something.
const LONGEST: usize = 64;

/// The prose goes on with this part of the source, its references decoded.
pub(super) fn copy(draft: &mut Draft<'_>, raw: Range<usize>) {
    let text = draft.source().get(raw.clone()).unwrap_or_default();
    let mut from = raw.start;
    for at in memchr_iter(b'&', text.as_bytes()) {
        if let Some((len, decoded)) = reference(text.get(at..).unwrap_or_default()) {
            let at = raw.start + at;
            draft.copy(from..at);
            draft.decoded(at..at + len, &decoded);
            from = at + len;
        }
    }
    draft.copy(from..raw.end);
}

/// The length of the reference that the text, which begins with `&`, begins with, and what it
/// stands for.
fn reference(text: &str) -> Option<(usize, String)> {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let run = text.bytes().skip(1).take(LONGEST).take_while(belongs).count();
    if run == 0 || run == LONGEST {
        return None;
    }
    let closed = text.as_bytes().get(1 + run) == Some(&b';');
    let written = text.get(..1 + run + usize::from(closed))?;
    let mut decoded = decode(written);
    if decoded == written {
        return None;
    }
    let first = decoded.chars().next()?.len_utf8();
    // References without a semicolon stand for one character, and what follows stays as it is.
    let rest = decoded.len() - first;
    if !(closed && decoded.chars().count() <= 2) && written.ends_with(&decoded[first..]) {
        decoded.truncate(first);
        return Some((written.len() - rest, decoded));
    }
    Some((written.len(), decoded))
}

fn decode(written: &str) -> String {
    let mut decoded = Vec::new();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        if let CallbackEvent::String { value } = event {
            decoded.extend_from_slice(value);
        }
        None::<Infallible>
    });
    let Ok(()) = Tokenizer::new_with_emitter(written, emitter).finish();
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_end_where_they_do() {
        for (text, len, decoded) in [
            ("&eacute;tude", 8, "é"),
            ("&#233;", 6, "é"),
            ("&#xe9 x", 5, "é"),
            ("&ampx;", 4, "&"),
            ("&fjlig;ord", 7, "fj"),
            ("&semi;", 6, ";"),
            ("&#0;", 4, "\u{FFFD}"),
        ] {
            assert_eq!(reference(text), Some((len, decoded.to_owned())), "{text}");
        }
        for text in ["&", "& x", "&zebra;", "&#;", "&&amp;"] {
            assert_eq!(reference(text), None, "{text}");
        }
        assert_eq!(reference(&format!("&#{}65;", "0".repeat(99))), None);
    }
}
