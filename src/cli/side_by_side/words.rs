//! A word of a text.

use std::ops::Range;

/// Text by its bytes; nothing if there is no such text.
pub(crate) fn get<'t>(text: &'t str, bytes: &Range<usize>) -> &'t str {
    text.get(bytes.clone()).unwrap_or_default()
}
