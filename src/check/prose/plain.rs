//! Plain text: all of it, but for what comments ask to leave out.
//!
//! A comment is one only if it asks for that; `<!--` is text otherwise.

use super::draft::Draft;
use super::ignore::Request;
use memchr::memmem;

/// Reads the whole source.
pub(super) fn read(draft: &mut Draft<'_>) {
    let source = draft.source();
    let mut from = 0;
    for open in memmem::find_iter(source.as_bytes(), "<!--") {
        // What is left out already may have held it.
        let Some((request, end)) = request(source, open).filter(|_| open >= from) else { continue };
        draft.copy(from..open);
        draft.part();
        draft.ignores.heed(request);
        from = if draft.ignores.take_next() { paragraph_end(source, end) } else { end };
    }
    draft.copy(from..source.len());
}

/// The request that stands there as a comment, and where that ends.
fn request(source: &str, open: usize) -> Option<(Request, usize)> {
    let inside = source.get(open + "<!--".len()..)?.trim_start();
    let name = inside.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'-').count();
    // The dashes of the end may stand right behind the name.
    let name = inside.get(..name)?.trim_end_matches('-').len();
    let after = inside.get(name..)?.trim_start().strip_prefix("-->")?;
    Some((Request::of(inside.get(..name)?)?, source.len() - after.len()))
}

/// Where the paragraph ends that begins at or behind this: before a blank line.
fn paragraph_end(source: &str, at: usize) -> usize {
    let rest = source.get(at..).unwrap_or_default();
    let mut end = source.len() - rest.trim_start().len();
    for line in source.get(end..).unwrap_or_default().split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    end
}
