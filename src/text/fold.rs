//! The slow road: NFKC_Casefold of a piece of text, character by character, with origins.
//!
//! Few pieces come here: those with characters that folding changes or removes (capitals beyond
//! ASCII, full-width forms, ligatures, soft hyphens, joiners), and those whose marks may compose
//! or change order. The rest of NFKC_Casefold is the identity, which the table tells.

use super::class::{Class, folding};
use std::ops::Range;
use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};

/// A folded character and the bytes of the text that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folded {
    pub(super) c: char,
    pub(super) origin: Range<usize>,
}

/// Appends the folded characters of `piece`, which starts at `offset` of the text.
pub(super) fn fold(piece: &str, offset: usize, out: &mut Vec<Folded>) {
    let mut previous = Class::SEPARATOR;
    let mut reacts = false;
    for (at, c) in piece.char_indices() {
        let origin = offset + at..offset + at + c.len_utf8();
        let mut push = |c: char| {
            let class = Class::of(c as u32);
            reacts |= class.reacts_with(previous);
            previous = class;
            out.push(Folded { c, origin: origin.clone() });
        };
        if Class::of(c as u32).folds() {
            folding(c).unwrap_or_default().chars().for_each(&mut push);
        } else {
            push(c);
        }
    }
    if reacts {
        decompose(out);
        reorder(out);
        recompose(out);
    }
}

/// Full canonical decomposition; the parts of a character share its origin.
fn decompose(folded: &mut Vec<Folded>) {
    let mut parts = Vec::with_capacity(folded.len());
    for f in folded.drain(..) {
        decompose_canonical(f.c, |c| parts.push(Folded { c, origin: f.origin.clone() }));
    }
    *folded = parts;
}

/// Canonical ordering (Unicode Standard 3.11, D109): runs of marks, stably by combining class.
fn reorder(folded: &mut [Folded]) {
    for run in folded.chunk_by_mut(|a, b| is_mark(a) == is_mark(b)) {
        run.sort_by_key(|f| canonical_combining_class(f.c));
    }
}

fn is_mark(folded: &Folded) -> bool {
    canonical_combining_class(folded.c) != 0
}

/// Canonical composition (Unicode Standard 3.11, D117).
fn recompose(folded: &mut Vec<Folded>) {
    let mut starter: Option<usize> = None;
    // The class of the character kept last behind the starter, if any.
    let mut last: Option<u8> = None;
    let mut kept: usize = 0;
    for i in 0..folded.len() {
        let Folded { c, origin } = folded[i].clone();
        let class = canonical_combining_class(c);
        let joined = starter.filter(|_| last.is_none_or(|l| l < class)).and_then(|s| {
            let first: &Folded = &folded[s];
            compose(first.c, c).map(|c| (s, c))
        });
        if let Some((s, c)) = joined {
            let start = folded[s].origin.start.min(origin.start);
            let end = folded[s].origin.end.max(origin.end);
            folded[s] = Folded { c, origin: start..end };
            continue;
        }
        if class == 0 {
            starter = Some(kept);
            last = None;
        } else {
            last = Some(class);
        }
        folded[kept] = Folded { c, origin };
        kept += 1;
    }
    folded.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = Vec::new();
        fold(text, 0, &mut out);
        out.into_iter().map(|f| f.c).collect()
    }

    #[test]
    fn folds_orders_and_composes() {
        assert_eq!(folded("Ｅ\u{301}TÉ"), "été");
        assert_eq!(folded("co\u{AD}operate"), "cooperate");
        assert_eq!(folded("q\u{307}\u{323}"), "q\u{323}\u{307}");
        assert_eq!(folded("\u{1112}\u{1161}\u{11AB}"), "한");
        assert_eq!(folded("\u{0DD9}\u{0DCF}"), "\u{0DDC}");
    }

    #[test]
    fn a_composed_character_spans_its_parts() {
        let mut out = Vec::new();
        fold("xe\u{301}", 10, &mut out);
        assert_eq!(out[1], Folded { c: 'é', origin: 11..14 });
    }
}
