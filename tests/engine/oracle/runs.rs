//! What recurs, by a suffix array: every suffix of every text in order, compared token by token.
//! Nothing is hashed, selected or capped.

use rayon::prelude::*;
use std::ops::Range;

/// A run of tokens: the text, and where in it.
pub(crate) type SharedRun = (usize, Range<usize>);

/// All runs of at least `min_tokens` that stand at two places, in one text or in two, and inside
/// no longer one of which the same is true; by text and place.
///
/// Who finds these has found all maximal runs: any other lies inside one of them.
pub(crate) fn shared_runs(texts: &[Vec<u32>], min_tokens: usize) -> Vec<SharedRun> {
    let suffix = |(text, place): (u32, u32)| &texts[text as usize][place as usize..];
    let mut order: Vec<(u32, u32)> = (0u32..)
        .zip(texts)
        .flat_map(|(text, tokens)| (0..tokens.len() as u32).map(move |place| (text, place)))
        .collect();
    order.par_sort_unstable_by(|a, b| suffix(*a).cmp(suffix(*b)));
    let mut longest: Vec<Vec<usize>> = texts.iter().map(|text| vec![0; text.len()]).collect();
    for pair in order.windows(2) {
        let (a, b) = (suffix(pair[0]), suffix(pair[1]));
        let shared = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        for (text, place) in pair {
            let known = &mut longest[*text as usize][*place as usize];
            *known = shared.max(*known);
        }
    }
    let mut runs = Vec::new();
    for (text, longest) in longest.iter().enumerate() {
        let mut reached = 0;
        for (place, len) in longest.iter().enumerate() {
            // A run that ends where the one before does is a part of it.
            if *len >= min_tokens && place + len > reached {
                runs.push((text, place..place + len));
            }
            reached = reached.max(place + len);
        }
    }
    runs
}

/// The same by comparing all places with all.
pub(crate) fn naive_runs(texts: &[Vec<u32>], min_tokens: usize) -> Vec<SharedRun> {
    let places: Vec<(usize, usize)> =
        (0..texts.len()).flat_map(|t| (0..texts[t].len()).map(move |place| (t, place))).collect();
    let mut all: Vec<SharedRun> = Vec::new();
    for here in &places {
        for there in places.iter().filter(|there| *there != here) {
            let (a, b) = (&texts[here.0][here.1..], &texts[there.0][there.1..]);
            let shared = a.iter().zip(b).take_while(|(a, b)| a == b).count();
            if shared >= min_tokens {
                all.push((here.0, here.1..here.1 + shared));
            }
        }
    }
    all.sort_unstable_by_key(|(text, run)| (*text, run.start, run.end));
    all.dedup();
    let inside = |(text, run): &SharedRun, (other, outer): &SharedRun| {
        text == other && run != outer && outer.start <= run.start && run.end <= outer.end
    };
    let outermost = |run: &&SharedRun| !all.iter().any(|outer| inside(run, outer));
    all.iter().filter(outermost).cloned().collect()
}

/// Steps by which the text repeats itself all along a run, or up to its end: the run overlaps its
/// copy.
pub(crate) fn periods(text: &[u32], run: &Range<usize>) -> Vec<usize> {
    let copied = |step: &usize| {
        let on = text.get(run.start + step..run.end + step);
        let back = run.start.checked_sub(*step).and_then(|start| text.get(start..run.end - step));
        on == Some(&text[run.clone()]) || back == Some(&text[run.clone()])
    };
    (1..run.len()).filter(copied).collect()
}
