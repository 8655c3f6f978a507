//! The stages of the second road: seeds, an alignment, the matches of texts.
//!
//! A [`PassageFinder`](crate::passages::finder::PassageFinder) does all this, and gathers passages; use these where
//! only a part is wanted.

use crate::base::error::Result;
use crate::base::progress::{CancelToken, Watch};
use crate::passages::align::Alignment;
use crate::passages::align::extend::{Extender, Pair};
use crate::passages::chain::matches::Match;
use crate::passages::seeds::index::SeedIndex;
use crate::passages::seeds::order::SuffixOrder;
use crate::passages::settings::PassageSettings;
use crate::text::row::TokenRow;
use rayon::prelude::*;

/// A selected shingle of five tokens.
///
/// ```
/// let seed = retold::stages::Seed { symbol: 7, token: 12 };
/// assert!(seed < retold::stages::Seed { symbol: 8, token: 0 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seed {
    /// Its hash.
    pub symbol: u32,
    /// Its first token.
    pub token: u32,
}

/// The seeds of a text, given by the hashes of its tokens: of every four shingles that follow each
/// other the one with the least hash (winnowing; Schleimer, Wilkerson and Aiken 2003, section
/// 4.1), so that texts that share eight tokens in a row share a seed. Cost: some cycles a token.
///
/// ```
/// let mut tokens = Vec::new();
/// retold::stages::Tokenizer::default().hashes("one two three four five six seven eight", &mut tokens);
/// assert_eq!(retold::stages::seeds(&tokens).len(), 1);
/// ```
pub fn seeds(tokens: &[u64]) -> Vec<Seed> {
    let row = TokenRow::new(0, tokens);
    let mut seeds = Vec::with_capacity(tokens.len() / 2);
    crate::passages::seeds::seeds(&row.tokens, |symbol, token| seeds.push(Seed { symbol, token }));
    seeds
}

/// The alignment of two texts through the point where token `through.0` of the one meets token
/// `through.1` of the other, extended both ways as long as it stays worth it (greedy extension with
/// an X-drop; Zhang, Schwartz, Wagner and Miller 2000, section 4). Its identity may lie somewhat
/// below that of the settings. Cost: linear in the alignment times its differences in a row.
///
/// ```
/// use retold::passages::PassageSettings;
/// use retold::stages::Run;
/// let (mut a, mut b) = (Vec::new(), Vec::new());
/// let mut tokenizer = retold::stages::Tokenizer::default();
/// tokenizer.hashes("the ferry runs again", &mut a);
/// tokenizer.hashes("now the ferry runs not", &mut b);
/// let alignment = retold::stages::align(&a, &b, (0, 1), &PassageSettings::default());
/// assert_eq!(alignment.runs(), [Run { a: 0, b: 1, len: 3 }]);
/// ```
///
/// # Panics
/// If a text does not have its token.
pub fn align(
    a: &[u64],
    b: &[u64],
    through: (usize, usize),
    settings: &PassageSettings,
) -> Alignment {
    assert!(through.0 < a.len() && through.1 < b.len(), "there is no such token");
    let (a, b) = (TokenRow::new(0, a), TokenRow::new(0, b));
    let pair = Pair { a: &a.tokens, b: &b.tokens, is_self: false };
    Extender::new(settings.identity()).through(pair, through.0, through.1)
}

/// Spans of two texts, or of one, that are nearly the same.
///
/// ```
/// let found = retold::stages::TextMatch { a: 0, b: 2, alignment: Default::default() };
/// assert!(found.a <= found.b);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TextMatch {
    /// The number of the one text.
    pub a: usize,
    /// That of the other, not lower; the same within a text.
    pub b: usize,
    /// What is aligned.
    pub alignment: Alignment,
}

/// The matches of texts, given by the hashes of their tokens, in order. Every run of
/// [`min_tokens`](PassageSettings::min_tokens) tokens that stands at two places is covered in both
/// by matches, but of a run at many places not all pairs are given. Give each text once.
///
/// ```
/// let text: Vec<u64> = (0..40).map(|token| token << 32).collect();
/// let found = retold::stages::matches(&[text.clone(), text[5..35].to_vec()], &Default::default())?;
/// assert_eq!((found[0].alignment.a(), found[0].alignment.b()), (5..35, 0..30));
/// # Ok::<(), retold::Error>(())
/// ```
///
/// # Errors
/// Of the kind `Input` if there are more than some 10 billion tokens.
pub fn matches(texts: &[Vec<u64>], settings: &PassageSettings) -> Result<Vec<TextMatch>> {
    let rows: Vec<TokenRow> = texts.par_iter().map(|text| TokenRow::new(0, text)).collect();
    let index = SeedIndex::new(&rows)?;
    let order = SuffixOrder::new(&index, &rows);
    let cancel = CancelToken::default();
    let watch = Watch::new(&(), &cancel);
    let found = crate::passages::chain::matches::matches(&rows, &index, &order, settings, watch)?;
    let public = |Match { texts, alignment }: Match| TextMatch {
        a: texts.0 as usize,
        b: texts.1 as usize,
        alignment,
    };
    Ok(found.into_iter().map(public).collect())
}
