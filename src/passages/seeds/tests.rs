//! Seeds and their order against plain ones.

use super::index::SeedIndex;
use super::order::SuffixOrder;
use super::{GUARANTEED, SEED_TOKENS, SLACK, WINDOW, seeds};
use proptest::prelude::*;
use rayon::prelude::*;
use std::collections::HashMap;

fn texts() -> impl Strategy<Value = Vec<Vec<u32>>> {
    let words = prop::sample::select(vec![1u32, 2, 3, 50]);
    words.prop_flat_map(|words| prop::collection::vec(prop::collection::vec(0..words, 0..60), 1..6))
}

fn selected(tokens: &[u32]) -> Vec<(u32, u32)> {
    let mut selected = Vec::new();
    seeds(tokens, |symbol, place| selected.push((symbol, place)));
    selected
}

/// A shingle, hashed by itself: as the only one of a text it is surely selected.
fn symbol(shingle: &[u32]) -> u32 {
    selected(shingle)[0].0
}

/// Tokens that two places have in common from there on.
fn shared(a: &[u32], b: &[u32]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

proptest! {
    #[test]
    fn seeds_are_shingles_and_close_together(texts in texts()) {
        for text in &texts {
            let seeds = selected(text);
            prop_assert_eq!(seeds.is_empty(), text.len() < SEED_TOKENS);
            for (hash, place) in &seeds {
                let start = *place as usize;
                prop_assert_eq!(*hash, symbol(&text[start..start + SEED_TOKENS]));
            }
            let places: Vec<usize> = seeds.iter().map(|(_, place)| *place as usize).collect();
            prop_assert!(places.windows(2).all(|pair| (1..=WINDOW).contains(&(pair[1] - pair[0]))));
            if let (Some(first), Some(last)) = (places.first(), places.last()) {
                prop_assert!(*first <= SLACK && last + SEED_TOKENS + SLACK >= text.len());
            }
        }
    }

    #[test]
    fn what_stands_in_a_window_is_selected_by_it_alone(
        before in prop::collection::vec(0u32..3, 0..9),
        run in prop::collection::vec(0u32..3, GUARANTEED..40),
        behind in prop::collection::vec(0u32..3, 0..9),
    ) {
        let alone = selected(&run);
        let within = selected(&[&before[..], &run, &behind].concat());
        let (start, end) = (before.len() as u32, (before.len() + run.len()) as u32);
        for (symbol, place) in &alone {
            prop_assert!(within.contains(&(*symbol, place + start)));
        }
        let inside = within.iter().filter(|(_, place)| *place >= start && place + 5 <= end);
        // Windows that reach beyond the run may select more, near its ends alone.
        let more = inside.filter(|(symbol, place)| !alone.contains(&(*symbol, place - start)));
        for (_, place) in more {
            let slack = (SLACK as u32).min(place - start).min(end - place - 5);
            prop_assert!(slack < SLACK as u32);
        }
    }

    #[test]
    fn the_order_holds_the_places_that_recur(texts in texts()) {
        let index = SeedIndex::new(&texts).expect("so few can be numbered");
        let order = SuffixOrder::new(&index, &texts);
        let mut all: HashMap<u32, Vec<u32>> = HashMap::new();
        for seed in (0..index.len() as u32).filter(|seed| !index.is_stop(*seed)) {
            all.entry(index.symbol(seed)).or_default().push(seed);
        }
        let mut recurring: Vec<Vec<u32>> = all.into_values().filter(|s| s.len() > 1).collect();
        recurring.sort_unstable();
        let mut ordered: Vec<Vec<u32>> = order.groups().map(<[u32]>::to_vec).collect();
        ordered.iter_mut().for_each(|group| group.sort_unstable());
        ordered.sort_unstable();
        prop_assert_eq!(ordered, recurring);
    }

    #[test]
    fn no_place_shares_more_than_a_neighbour(texts in texts()) {
        let index = SeedIndex::new(&texts).expect("so few can be numbered");
        let order = SuffixOrder::new(&index, &texts);
        let groups: Vec<Vec<u32>> = order.groups().map(<[u32]>::to_vec).collect();
        let from = |seed: u32| &texts[index.text(seed) as usize][index.place(seed) as usize..];
        for group in groups {
            for (at, seed) in group.iter().enumerate() {
                let common = |other: &u32| shared(from(*seed), from(*other));
                let others = group.iter().filter(|other| *other != seed);
                let most = others.map(common).max();
                let near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
                let nearest = near.filter_map(|near| group.get(near)).map(common).max();
                prop_assert_eq!(nearest, most);
            }
        }
    }
}
