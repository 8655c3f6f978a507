//! gaoya without Python: `MinHasher32`, and `MinHashIndex` with its bulk calls.

use crate::{Failure, Options, PERMUTATIONS, Pairs, records, words};
use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32, VecContainer};

pub fn pairs(options: &Options) -> Result<(Vec<String>, Pairs), Failure> {
    let pattern = words::pattern(options.marks)?;
    let hasher = MinHasher32::new(PERMUTATIONS);
    let (names, sketches) = records::sketches(&options.corpus, |text| {
        let (joined, spans) = words::words(&pattern, text);
        (!spans.is_empty()).then(|| hasher.create_signature(words::shingles(&joined, &spans)))
    })?;
    let mut index = MinHashIndex::<u32, u32, VecContainer<u32>>::new_index(
        options.bands,
        options.rows,
        options.threshold,
    );
    index.par_bulk_insert((0..names.len() as u32).collect(), sketches.clone());
    let mut pairs = Pairs::new();
    for (number, answers) in (0..).zip(index.par_bulk_query_return_similarity(&sketches)) {
        let earlier = answers.into_iter().filter(|(other, _)| *other < number);
        pairs.extend(earlier.map(|(other, _)| (other, number)));
    }
    Ok((names, pairs))
}
