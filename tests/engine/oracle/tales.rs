//! Random tales: documents that repeat phrases of few words, in a row, in places and in others.

use proptest::prelude::*;

/// One piece of a tale: which phrase, from and up to which of its tokens, how often in a row, and
/// the token that is put into each telling, if any.
type Piece = (usize, usize, usize, usize, Option<(usize, u32)>);

/// Up to eight texts, as numbers of words.
pub(crate) fn tales() -> impl Strategy<Value = Vec<Vec<u32>>> {
    let words = prop::sample::select(vec![1u32, 2, 3, 5, 40, 1000]);
    words.prop_flat_map(|words| {
        let phrase = prop::collection::vec(0..words, 1..60);
        let edit = prop::option::weighted(0.4, (0usize..60, 0..words));
        let piece = (0usize..6, 0usize..20, 0usize..60, 1usize..4, edit);
        let pieces = prop::collection::vec(piece, 0..6);
        let tales = prop::collection::vec(pieces, 1..8);
        (prop::collection::vec(phrase, 1..6), tales).prop_map(|(phrases, tales)| {
            tales
                .iter()
                .map(|pieces| pieces.iter().flat_map(|p| told(p, &phrases)).collect())
                .collect()
        })
    })
}

fn told((phrase, from, len, times, edit): &Piece, phrases: &[Vec<u32>]) -> Vec<u32> {
    let phrase = &phrases[phrase % phrases.len()];
    let from = from % phrase.len();
    let mut told = Vec::new();
    for time in 0..*times {
        let at = told.len();
        told.extend(phrase[from..].iter().take(*len));
        // The first telling stays as it is, so that some are whole.
        if let Some((place, word)) = edit
            && time > 0
        {
            told.insert((at + place).min(told.len()), *word);
        }
    }
    told
}
