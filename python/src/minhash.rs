//! Tokens and sketches of single texts.

use crate::errors::{SettingsError, exception};
use crate::strings::utf8;
use pyo3::prelude::*;
use pyo3::types::PyString;
use retold::Settings;
use retold::stages::{Fingerprinter, Sketch, Tokenizer, shingles};

/// A MinHash sketch of a text: 128 bins of 32 bits.
///
/// Compare sketches of the same shingle_tokens, seed and version of retold only.
///
/// >>> words = [f"word{i}" for i in range(200)]
/// >>> whole, most = retold.MinHash(" ".join(words)), retold.MinHash(" ".join(words[:180]))
/// >>> abs(whole.jaccard(most) - 0.9) < 0.15
/// True
#[pyclass(frozen, module = "retold")]
pub(crate) struct MinHash {
    sketch: Sketch,
    digest: u128,
    /// How many tokens the text has.
    #[pyo3(get)]
    tokens: u32,
    /// Tokens of a shingle.
    #[pyo3(get)]
    shingle_tokens: usize,
    /// What the hashes depend on.
    #[pyo3(get)]
    seed: u64,
}

#[pymethods]
impl MinHash {
    #[new]
    #[pyo3(signature = (text, *, shingle_tokens = 5, seed = 0))]
    fn new(text: &Bound<'_, PyString>, shingle_tokens: usize, seed: u64) -> PyResult<Self> {
        let settings = Settings::builder().shingle_tokens(shingle_tokens).seed(seed).build();
        let settings = settings.map_err(exception)?;
        let utf8 = utf8(text, || "the text".to_owned())?;
        Ok(text.py().detach(|| {
            let mut hashes = (Vec::new(), Vec::new());
            Tokenizer::with_seed(seed).hashes(&utf8, &mut hashes.0);
            shingles(&hashes.0, shingle_tokens, &mut hashes.1);
            let fingerprint = Fingerprinter::new(&settings).fingerprint(&utf8);
            let (digest, tokens) = (fingerprint.digest(), fingerprint.tokens());
            Self { sketch: Sketch::of(&hashes.1), digest, tokens, shingle_tokens, seed }
        }))
    }

    /// The estimated Jaccard similarity to another text, 0 to 1 (higher = more alike): the share of
    /// equal bins, with a standard error of at most 0.045.
    fn jaccard(&self, other: &MinHash) -> PyResult<f64> {
        if (self.shingle_tokens, self.seed) != (other.shingle_tokens, other.seed) {
            let message = "sketches of different shingle_tokens or seed cannot be compared";
            return Err(SettingsError::new_err(message));
        }
        Ok(self.sketch.estimate(&other.sketch))
    }

    /// The digest of the tokens, 32 hexadecimal digits: equal for texts of the same words.
    #[getter]
    fn digest(&self) -> String {
        format!("{:032x}", self.digest)
    }

    /// The 128 bins, for storage.
    #[getter]
    fn bins(&self) -> Vec<u32> {
        self.sketch.bins().to_vec()
    }

    fn __repr__(&self) -> String {
        format!("MinHash(digest='{:032x}', tokens={})", self.digest, self.tokens)
    }
}

/// The tokens of a text: its words, after folding of case and typography.
///
/// >>> retold.tokens("The ﬁrst café’s 2nd 新聞")
/// ['the', 'first', 'café', 's', '2nd', '新', '聞']
#[pyfunction]
pub(crate) fn tokens(text: &Bound<'_, PyString>) -> PyResult<Vec<String>> {
    let utf8 = utf8(text, || "the text".to_owned())?;
    Ok(text.py().detach(|| {
        let mut words = Vec::new();
        Tokenizer::default().tokens(&utf8, |token| words.push(token.text.to_owned()));
        words
    }))
}
