//! Links and matches against all pairs of places.

use super::links::{Link, links};
use super::matches::matches;
use crate::base::progress::{CancelToken, Watch};
use crate::passages::align::extend::Pair;
use crate::passages::seeds::index::SeedIndex;
use crate::passages::seeds::order::SuffixOrder;
use crate::passages::settings::PassageSettings;
use proptest::prelude::*;
use std::ops::Range;

fn texts() -> impl Strategy<Value = Vec<Vec<u32>>> {
    let words = prop::sample::select(vec![2u32, 3, 50]);
    words.prop_flat_map(|words| {
        let phrase = prop::collection::vec(0..words, 1..30);
        let text = prop::collection::vec(0usize..5, 0..5);
        let phrases = prop::collection::vec(phrase, 5);
        (phrases, prop::collection::vec(text, 1..5)).prop_map(|(phrases, texts)| {
            let text = |parts: Vec<usize>| parts.iter().flat_map(|p| phrases[*p].clone()).collect();
            texts.into_iter().map(text).collect()
        })
    })
}

/// For each place, the longest run that stands elsewhere too, if it has so many tokens.
fn longest_runs(texts: &[Vec<u32>], min_tokens: usize) -> Vec<(u32, Range<usize>)> {
    let places: Vec<(usize, usize)> =
        (0..texts.len()).flat_map(|t| (0..texts[t].len()).map(move |place| (t, place))).collect();
    let longest = |here: &(usize, usize)| {
        let shared = |there: &(usize, usize)| {
            let (a, b) = (&texts[here.0][here.1..], &texts[there.0][there.1..]);
            a.iter().zip(b).take_while(|(a, b)| a == b).count()
        };
        let most = places.iter().filter(|there| *there != here).map(shared).max().unwrap_or(0);
        (here.0 as u32, here.1..here.1 + most)
    };
    places.iter().map(longest).filter(|(_, run)| run.len() >= min_tokens).collect()
}

/// The tokens of both sides of the run that a link lies in.
fn sides(link: &Link, texts: &[Vec<u32>]) -> [(u32, Range<usize>); 2] {
    let (a, b) = link.texts;
    let pair = Pair { a: &texts[a as usize], b: &texts[b as usize], is_self: a == b };
    let run = pair.run_through(link.places.0 as usize, link.places.1 as usize);
    [(a, run.a..run.a + run.len), (b, run.b..run.b + run.len)]
}

proptest! {
    #[test]
    fn every_long_run_has_a_long_link(texts in texts(), min_tokens in 8usize..20) {
        let index = SeedIndex::new(&texts).expect("so few can be numbered");
        let order = SuffixOrder::new(&index, &texts);
        let links = links(&texts, &index, &order, min_tokens);
        let linked: Vec<(u32, Range<usize>)> =
            links.iter().filter(|link| link.is_long).flat_map(|link| sides(link, &texts)).collect();
        for (text, run) in longest_runs(&texts, min_tokens) {
            let holds = |(other, span): &(u32, Range<usize>)| {
                *other == text && span.start <= run.start && run.end <= span.end
            };
            prop_assert!(linked.iter().any(holds), "{text} {run:?}");
        }
    }

    #[test]
    fn links_are_few_and_of_equal_seeds(texts in texts()) {
        let index = SeedIndex::new(&texts).expect("so few can be numbered");
        let links = links(&texts, &index, &SuffixOrder::new(&index, &texts), 8);
        prop_assert!(links.is_sorted_by(|x, y| (x.texts, x.places) < (y.texts, y.places)));
        for link in &links {
            let [(a, a_span), (b, b_span)] = sides(link, &texts);
            prop_assert!((a, link.places.0) < (b, link.places.1));
            prop_assert!(a_span.len() >= 5 && a_span.len() == b_span.len());
        }
        // The first place, the one before, three other texts, four neighbours.
        prop_assert!(links.len() <= 9 * index.len());
    }

    #[test]
    fn matches_are_as_long_and_alike_as_asked(texts in texts(), min_tokens in 8usize..20) {
        let settings = PassageSettings::builder().min_tokens(min_tokens).build();
        let settings = settings.expect("these settings are valid");
        let index = SeedIndex::new(&texts).expect("so few can be numbered");
        let order = SuffixOrder::new(&index, &texts);
        let (observer, cancel) = ((), CancelToken::default());
        let watch = Watch::new(&observer, &cancel);
        let found = matches(&texts, &index, &order, &settings, watch);
        for one in found.expect("nothing stops the run") {
            prop_assert!(one.texts.0 <= one.texts.1);
            prop_assert!(one.alignment.matches() >= min_tokens);
            prop_assert!(one.alignment.identity() >= settings.identity());
        }
    }
}
