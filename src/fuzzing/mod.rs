//! What the fuzz targets in `fuzz/` call; no part of the interface.

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod input;
#[cfg(any(test, feature = "fuzzing"))]
mod passages;

/// JSON Lines read whole and in pieces are alike, and texts are those that `serde_json` sees.
pub fn jsonl(bytes: &[u8]) {
    input::jsonl(bytes);
}

/// CSV read whole and in pieces is alike.
#[cfg(feature = "tables")]
pub fn csv(bytes: &[u8]) {
    input::csv(bytes);
}

/// Plain text read whole and in pieces is alike, however it is cut.
pub fn text(bytes: &[u8]) {
    input::text(bytes);
}

/// Decompression neither panics nor goes on without end.
pub fn decompress(bytes: &[u8]) {
    input::decompress(bytes);
}

/// Tokens of any text stand at characters, in order, and have the hashes that are given without
/// spelling them. One character may be part of several, as ¼ is 1 and 4.
pub fn tokens(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut tokenizer = crate::text::Tokenizer::with_seed(1);
    let (mut spelled, mut last) = (Vec::new(), 0..0);
    tokenizer.tokens(&text, |token| {
        let span = token.span;
        assert!(last.start <= span.start && last.end <= span.end && !span.is_empty());
        assert!(text.get(span.clone()).is_some() && !token.text.is_empty());
        last = span;
        spelled.push(token.hash);
    });
    let mut hashes = Vec::new();
    tokenizer.hashes(&text, &mut hashes);
    assert_eq!(hashes, spelled);
}

/// Passages stand where they say and are as alike as they say, in any order of the documents.
pub fn passages(bytes: &[u8]) {
    passages::passages(bytes);
}
