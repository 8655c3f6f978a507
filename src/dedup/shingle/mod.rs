//! Tokens to shingles: every run of k tokens, hashed.
//!
//! The hash of a shingle is the cyclic polynomial of its token hashes (buzhash; Cohen 1997,
//! "Recursive hashing functions for n-grams", section 4): the exclusive or of the token hashes,
//! each rotated by its place, kept up to date in constant time per token. The rotation step is odd, so that
//! the first 64 places rotate differently.
//!
//! Cost: a few cycles and 8 bytes a token.

/// Rotation between neighbouring places.
const STEP: u32 = 19;

/// Replaces the contents of `shingles` by the hash of every run of `k` tokens, in order and with
/// repetitions. A text of 1 to k - 1 tokens has one shingle, the whole text; an empty one none.
///
/// ```
/// let mut shingles = Vec::new();
/// retold::stages::shingles(&[11, 22, 33, 44], 3, &mut shingles);
/// assert_eq!(shingles.len(), 2);
/// retold::stages::shingles(&[11, 22], 3, &mut shingles);
/// assert_eq!(shingles.len(), 1);
/// ```
///
/// # Panics
/// If `k` is 0 or greater than 64.
pub fn shingles(tokens: &[u64], k: usize, shingles: &mut Vec<u64>) {
    assert!((1..=64).contains(&k), "a shingle has 1 to 64 tokens, not {k}");
    shingles.clear();
    let first = &tokens[..k.min(tokens.len())];
    if first.is_empty() {
        return;
    }
    let mut hash = first.iter().fold(0, |hash: u64, token| hash.rotate_left(STEP) ^ token);
    shingles.push(hash);
    let leaving = STEP * (k as u32) % 64;
    shingles.extend(tokens.iter().zip(&tokens[first.len()..]).map(|(old, new)| {
        hash = hash.rotate_left(STEP) ^ old.rotate_left(leaving) ^ new;
        hash
    }));
}

/// A set of shingles: sorted, each once.
///
/// ```
/// use retold::stages::ShingleSet;
/// let a = ShingleSet::new(vec![1, 2, 3, 3]);
/// let b = ShingleSet::new(vec![2, 3, 4]);
/// assert_eq!(a.jaccard(&b), 0.5);
/// assert_eq!(a.containment(&b), 2.0 / 3.0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShingleSet(Box<[u64]>);

impl ShingleSet {
    /// The set of these hashes. Cost: a sort, in linear time if they are as even as hashes are.
    pub fn new(mut shingles: Vec<u64>) -> Self {
        sort(&mut shingles);
        shingles.dedup();
        Self(shingles.into_boxed_slice())
    }

    /// The hashes, ascending.
    pub(crate) fn hashes(&self) -> &[u64] {
        &self.0
    }

    /// How many different shingles.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// No shingle at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many shingles both sets hold. Cost: linear in both.
    pub fn intersection(&self, other: &ShingleSet) -> usize {
        let (mut a, mut b) = (&self.0[..], &other.0[..]);
        let mut common = 0;
        while let ([x, ..], [y, ..]) = (a, b) {
            common += usize::from(x == y);
            // Both steps without a branch: which of the two is smaller cannot be foretold.
            a = &a[usize::from(x <= y)..];
            b = &b[usize::from(y <= x)..];
        }
        common
    }

    /// The Jaccard similarity |A ∩ B| / |A ∪ B|, from 0 to 1 (higher = more alike); 0 if both are
    /// empty, since nothing was told twice.
    pub fn jaccard(&self, other: &ShingleSet) -> f64 {
        let common = self.intersection(other);
        ratio(common, self.len() + other.len() - common)
    }

    /// The containment |A ∩ B| / min(|A|, |B|) (Broder 1997), from 0 to 1 (higher = more of the
    /// shorter text stands in the longer); 0 if either is empty.
    pub fn containment(&self, other: &ShingleSet) -> f64 {
        ratio(self.intersection(other), self.len().min(other.len()))
    }
}

/// Sorts hashes: by their highest bits into about as many drawers as there are hashes, then by
/// insertion, which moves none out of its drawer. A full drawer, of crafted hashes or of a text
/// that repeats itself, leaves all to the sort that has no worst case.
fn sort(hashes: &mut Vec<u64>) {
    const FULL: u32 = 24;
    const EVEN: std::ops::Range<usize> = 32..1 << 16;
    let bits = hashes.len().max(2).ilog2();
    let drawer = |hash: u64| (hash >> (64 - bits)) as usize;
    let mut places = vec![0; if EVEN.contains(&hashes.len()) { 1 << bits } else { 0 }];
    if !places.is_empty() {
        hashes.iter().for_each(|hash| places[drawer(*hash)] += 1);
    }
    if places.is_empty() || places.iter().any(|count| *count > FULL) {
        hashes.sort_unstable();
        return;
    }
    let mut start = 0;
    for place in &mut places {
        start += std::mem::replace(place, start);
    }
    let mut sorted = vec![0; hashes.len()];
    for hash in hashes.iter() {
        let place = &mut places[drawer(*hash)];
        sorted[*place as usize] = *hash;
        *place += 1;
    }
    insertion_sort(&mut sorted);
    *hashes = sorted;
}

fn insertion_sort(hashes: &mut [u64]) {
    for i in 1..hashes.len() {
        let hash = hashes[i];
        let mut at = i;
        while at > 0 && hashes[at - 1] > hash {
            hashes[at] = hashes[at - 1];
            at -= 1;
        }
        hashes[at] = hash;
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn oracle(tokens: &[u64], k: usize) -> Vec<u64> {
        let k = k.min(tokens.len()).max(1);
        let hash = |run: &[u64]| {
            let places = (0..run.len() as u32).rev();
            run.iter().zip(places).fold(0, |h, (t, place)| h ^ t.rotate_left(STEP * place % 64))
        };
        tokens.windows(k).map(hash).collect()
    }

    proptest! {
        #[test]
        fn rolls_like_hashing_each_run(
            tokens in prop::collection::vec(any::<u64>(), 0..40),
            k in 1usize..9,
        ) {
            let mut rolled = Vec::new();
            shingles(&tokens, k, &mut rolled);
            prop_assert_eq!(rolled, oracle(&tokens, k));
        }

        #[test]
        fn sorts_even_and_uneven_hashes(
            hashes in prop::collection::vec(any::<u64>(), 0..300),
            uneven in prop::sample::select(vec![u64::MAX, 0xFF, !0xFF, !(u64::MAX >> 3)]),
        ) {
            let mut sorted: Vec<u64> = hashes.iter().map(|hash| hash & uneven).collect();
            let tree: BTreeSet<u64> = sorted.iter().copied().collect();
            sort(&mut sorted);
            prop_assert!(sorted.is_sorted());
            prop_assert_eq!(sorted.len(), hashes.len());
            prop_assert_eq!(sorted.into_iter().collect::<BTreeSet<u64>>(), tree);
        }

        #[test]
        fn set_similarity_equals_that_of_tree_sets(
            a in prop::collection::vec(0u64..30, 0..40),
            b in prop::collection::vec(0u64..30, 0..40),
        ) {
            let (x, y): (BTreeSet<_>, BTreeSet<_>) = (a.iter().collect(), b.iter().collect());
            let (a, b) = (ShingleSet::new(a.clone()), ShingleSet::new(b.clone()));
            prop_assert_eq!(a.intersection(&b), x.intersection(&y).count());
            prop_assert_eq!(a.jaccard(&b), ratio(x.intersection(&y).count(), x.union(&y).count()));
            prop_assert_eq!(a.jaccard(&b), b.jaccard(&a));
        }
    }
}
