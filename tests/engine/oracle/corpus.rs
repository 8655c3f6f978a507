//! A corpus by the textbook: tokens, shingles and skeletons as strings that are numbered by a
//! map. Nothing here is hashed to a fixed width, so nothing collides.

use super::tokens::Reader;
use super::unicode::is_digit;
use retold::Relation;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

/// Stands for a run of slots; no token has this number.
const SLOT: u32 = u32::MAX;

/// Tokens that are no slots, which a template must have at the least; `skeleton.rs` says why.
const MIN_WORDS: usize = 8;

/// A text, read.
#[derive(Debug)]
pub(crate) struct Story {
    /// The number of every token.
    pub(crate) tokens: Vec<u32>,
    /// The set of its shingles: sorted numbers, the shingles of fewest stories first.
    pub(crate) shingles: Vec<u32>,
    /// Its tokens with a slot for each run of numbers and dates, if it has a skeleton.
    pub(crate) skeleton: Option<Vec<u32>>,
}

/// Texts, read.
#[derive(Debug)]
pub(crate) struct Corpus {
    pub(crate) stories: Vec<Story>,
    /// In how many stories every shingle stands.
    pub(crate) frequencies: Vec<u32>,
}

impl Corpus {
    /// Reads texts; a shingle has `k` tokens.
    pub(crate) fn new<'t>(texts: impl IntoIterator<Item = &'t str>, k: usize) -> Self {
        let mut reader = Reader::default();
        let calendar: HashSet<String> =
            reader.tokens(include_str!("../../../src/text/calendar.txt")).into_iter().collect();
        let mut words = Numbers::default();
        let mut slots: Vec<bool> = Vec::new();
        let mut runs = Numbers::default();
        let mut stories = Vec::new();
        for text in texts {
            let mut tokens = Vec::new();
            for token in reader.tokens(text) {
                let slot = token.starts_with(is_digit) || calendar.contains(&token);
                let number = words.number(token.as_bytes());
                if number as usize == slots.len() {
                    slots.push(slot);
                }
                tokens.push(number);
            }
            let mut shingles: Vec<u32> =
                tokens.windows(k.min(tokens.len()).max(1)).map(|run| runs.number(run)).collect();
            shingles.sort_unstable();
            shingles.dedup();
            let skeleton = skeleton(&tokens, &slots);
            stories.push(Story { tokens, shingles, skeleton });
        }
        let frequencies = rarest_first(&mut stories, runs.0.len());
        Self { stories, frequencies }
    }

    pub(crate) fn len(&self) -> usize {
        self.stories.len()
    }

    pub(crate) fn jaccard(&self, a: usize, b: usize) -> f64 {
        let (a, b) = (&self.stories[a].shingles, &self.stories[b].shingles);
        let common = common(a, b);
        let union = a.len() + b.len() - common;
        if union == 0 { 0.0 } else { common as f64 / union as f64 }
    }

    pub(crate) fn is_empty_story(&self, a: usize) -> bool {
        self.stories[a].tokens.is_empty()
    }

    pub(crate) fn is_exact(&self, a: usize, b: usize) -> bool {
        !self.is_empty_story(a) && self.stories[a].tokens == self.stories[b].tokens
    }

    /// One skeleton, and not exact.
    pub(crate) fn is_template(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.stories[a], &self.stories[b]);
        a.skeleton.is_some() && a.skeleton == b.skeleton && a.tokens != b.tokens
    }

    /// How two stories are related.
    pub(crate) fn relation(&self, a: usize, b: usize, threshold: f64) -> Option<Relation> {
        if self.is_empty_story(a) && self.is_empty_story(b) {
            Some(Relation::Empty)
        } else if self.is_exact(a, b) {
            Some(Relation::Exact)
        } else if self.is_template(a, b) {
            Some(Relation::Template)
        } else {
            (self.jaccard(a, b) >= threshold).then_some(Relation::Near)
        }
    }

    /// The stories of every skeleton that more than one has.
    pub(crate) fn templates(&self) -> Vec<Vec<usize>> {
        let mut groups: HashMap<&[u32], Vec<usize>> = HashMap::new();
        for (i, story) in self.stories.iter().enumerate() {
            if let Some(skeleton) = &story.skeleton {
                groups.entry(skeleton).or_default().push(i);
            }
        }
        let mut groups: Vec<Vec<usize>> = groups.into_values().filter(|g| g.len() > 1).collect();
        groups.sort_unstable();
        groups
    }
}

/// How many numbers stand in both sorted lists.
fn common(mut a: &[u32], mut b: &[u32]) -> usize {
    let mut common = 0;
    while let ([x, a_rest @ ..], [y, b_rest @ ..]) = (a, b) {
        match x.cmp(y) {
            Ordering::Less => a = a_rest,
            Ordering::Greater => b = b_rest,
            Ordering::Equal => {
                common += 1;
                (a, b) = (a_rest, b_rest);
            }
        }
    }
    common
}

/// Numbers things in order of appearance.
struct Numbers<T>(HashMap<Box<[T]>, u32>);

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Clone + Eq + std::hash::Hash> Numbers<T> {
    fn number(&mut self, of: &[T]) -> u32 {
        if let Some(number) = self.0.get(of) {
            return *number;
        }
        let number = self.0.len() as u32;
        self.0.insert(of.into(), number);
        number
    }
}

fn skeleton(tokens: &[u32], slots: &[bool]) -> Option<Vec<u32>> {
    let is_slot = |token: &u32| slots[*token as usize];
    let words = tokens.iter().filter(|token| !is_slot(token)).count();
    let mut skeleton: Vec<u32> =
        tokens.iter().map(|token| if is_slot(token) { SLOT } else { *token }).collect();
    skeleton.dedup_by(|a, b| *a == SLOT && *b == SLOT);
    (words >= MIN_WORDS && words < tokens.len()).then_some(skeleton)
}

/// Numbers shingles anew so that those of fewer stories come first, which the join needs.
fn rarest_first(stories: &mut [Story], shingles: usize) -> Vec<u32> {
    let mut frequencies = vec![0u32; shingles];
    for shingle in stories.iter().flat_map(|story| &story.shingles) {
        frequencies[*shingle as usize] += 1;
    }
    let mut order: Vec<u32> = (0..shingles as u32).collect();
    order.sort_by_key(|shingle| frequencies[*shingle as usize]);
    let mut places = vec![0; shingles];
    for (place, shingle) in (0..).zip(&order) {
        places[*shingle as usize] = place;
    }
    for story in stories {
        for shingle in &mut story.shingles {
            *shingle = places[*shingle as usize];
        }
        story.shingles.sort_unstable();
    }
    frequencies.sort_unstable();
    frequencies
}
