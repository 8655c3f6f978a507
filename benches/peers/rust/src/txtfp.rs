//! txtfp: `MinHashFingerprinter` on our words, `LshIndex` filled and asked in parallel.

use crate::{Failure, Options, PERMUTATIONS, Pairs, SHINGLE_WORDS, records, words};
use rayon::prelude::*;
use regex::Regex;
use std::borrow::Cow;
use txtfp::{
    CanonicalizerBuilder, CaseFold, Fingerprinter, LshIndex, MinHashFingerprinter, Normalization,
    ShingleTokenizer, Tokenizer, tokenize::TokenStream,
};

/// The words of `words.rs`; txtfp has folded their case before.
struct Words(Regex);

impl Tokenizer for Words {
    fn tokens<'a>(&'a self, input: &'a str) -> TokenStream<'a> {
        TokenStream::Borrowed(Box::new(self.0.find_iter(input).map(|word| word.as_str())))
    }

    fn for_each_token(&self, input: &str, f: &mut dyn FnMut(&str)) {
        self.0.find_iter(input).for_each(|word| f(word.as_str()));
    }

    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("peer-words")
    }
}

pub fn pairs(options: &Options) -> Result<(Vec<String>, Pairs), Failure> {
    let inner = Words(words::pattern(options.marks)?);
    // Only the case: the other peers leave compatibility forms and invisible characters alone.
    let canonicalizer = CanonicalizerBuilder {
        normalization: Normalization::None,
        case_fold: CaseFold::Simple,
        strip_bidi: false,
        strip_format: false,
        apply_confusable: false,
    };
    let tokenizer = ShingleTokenizer { k: SHINGLE_WORDS, inner };
    let sketcher = MinHashFingerprinter::<_, PERMUTATIONS>::new(canonicalizer.build(), tokenizer);
    // A text without words is an error there, and nobody's duplicate here.
    let (names, sketches) =
        records::sketches(&options.corpus, |text| sketcher.fingerprint(text).ok())?;

    let mut index = LshIndex::<PERMUTATIONS>::with_bands_rows(options.bands, options.rows)?;
    index.extend_par((0..).zip(sketches.iter().copied()));
    let threshold = options.threshold as f32;
    let answers: Vec<Vec<u64>> =
        sketches.par_iter().map(|sketch| index.query_with_threshold(sketch, threshold)).collect();
    let mut pairs = Pairs::new();
    for (number, others) in (0u32..).zip(answers) {
        let earlier = others.into_iter().filter(|other| *other < u64::from(number));
        pairs.extend(earlier.map(|other| (other as u32, number)));
    }
    Ok((names, pairs))
}
